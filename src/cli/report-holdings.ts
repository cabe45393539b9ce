import type { ReportHoldings } from '../api/report-documents.ts';
import type { NetworkName } from '../consensus/params.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import type { CandleSource } from '../observatory/market/market-holdings.ts';
import type { Clock } from '../ports/clock.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import { builtInMap } from './map-history.ts';
import { builtInMarket } from './observatory/built-in-market.ts';
import { energyRecords } from './observatory/energy-records.ts';
import { outageHoldings } from './outage-facts.ts';
import { reportHistory } from './report-history.ts';

/**
 * What the documents of a report are made from: the tables that Vigil brings along, and the reader's own prices before them.
 * Only mainnet's coins have a price and a place.
 */
export function reportHoldings(parts: {
  readonly network: NetworkName;
  readonly sources: ObservatorySources;
  /** Candles of the reader's own. */
  readonly files: readonly CandleSource[];
  readonly history: HistoryStore;
  readonly clock: Clock;
}): ReportHoldings {
  const { network, sources, files, history, clock } = parts;
  if (network !== 'mainnet') return { sources };
  return {
    sources,
    energy: energyRecords(),
    map: builtInMap(),
    prices: { own: files, builtIn: builtInMarket(reportHistory()), history, clock },
    outages: outageHoldings({ network, sources: () => sources, history, clock }),
  };
}
