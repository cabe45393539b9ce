import type { ReportHoldings } from '../api/report-documents.ts';
import type { NetworkName } from '../consensus/params.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { joinCandles } from '../observatory/market/candles.ts';
import type { CandleSource } from '../observatory/market/market-holdings.ts';
import type { PriceSeries } from '../observatory/market/price-series.ts';
import { dailyMarketOf, wholeSeries } from '../observatory/market/whole-series.ts';
import { DAY_SEC } from '../observatory/series/observations.ts';
import type { Clock } from '../ports/clock.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import { builtInMap } from './map-history.ts';
import { builtInMarket } from './observatory/built-in-market.ts';
import { energyRecords } from './observatory/energy-records.ts';
import { outageHoldings } from './outage-facts.ts';
import { reportHistory } from './report-history.ts';

const HOUR_SEC = 3600;

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
  const energy = energyRecords();
  const daily = bitcoinIn(files, DAY_SEC);
  const market = daily && dailyMarketOf(joinCandles(daily.candles, DAY_SEC), daily.description);
  return {
    sources,
    energy: market === undefined ? energy : { ...energy, market },
    map: builtInMap(),
    market: { candles: [...files, ...builtInMarket(reportHistory())], ticks: [], live: [] },
    outages: outageHoldings({ network, sources: () => sources, history, clock }),
  };
}

/** Prices of bitcoin of the reader's own files: by the hour, else by the day; `undefined` where they have none as fine as that. */
export function pricesOf(files: readonly CandleSource[]): PriceSeries | undefined {
  for (const stepSec of [HOUR_SEC, DAY_SEC]) {
    const found = bitcoinIn(files, stepSec);
    if (found !== undefined) return wholeSeries(joinCandles(found.candles, stepSec));
  }
  return undefined;
}

/** The first file of bitcoin's price in dollars whose spans are `stepSec` long or shorter. */
function bitcoinIn(files: readonly CandleSource[], stepSec: number): CandleSource | undefined {
  return files.find(({ candles }) => candles.base === 'BTC' && candles.quote === 'USD' && candles.stepSec <= stepSec);
}
