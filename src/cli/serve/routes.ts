import { collectorsDocument, collectorsRoutes } from '../../api/collectors-routes.ts';
import { energyRoutes } from '../../api/energy-routes.ts';
import { eventsRoutes } from '../../api/events-routes.ts';
import { mapRoutes } from '../../api/map-routes.ts';
import type { MarketParts } from '../../api/market-holdings.ts';
import { marketRoutes } from '../../api/market-routes.ts';
import { observatoryRoutes } from '../../api/observatory-routes.ts';
import { reportDocuments } from '../../api/report-documents.ts';
import type { ReportScope } from '../../api/report-documents.ts';
import type { Route } from '../../api/route.ts';
import type { NetworkName } from '../../consensus/params.ts';
import type { ObservatorySources } from '../../observatory/answers/sources.ts';
import type { ReportDocuments } from '../../observatory/report/report-documents.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { builtInMap } from '../map-history.ts';
import { builtInMarket } from '../observatory/built-in-market.ts';
import { energyRecords } from '../observatory/energy-records.ts';
import { reportHoldings } from '../report-holdings.ts';
import { eventHoldings } from '../observatory/event-records.ts';
import { reportHistory } from '../report-history.ts';
import type { CollectorSet } from './collector-set.ts';

/** What the API answers from. */
export interface ServeParts {
  readonly network: NetworkName;
  readonly clock: Clock;
  readonly sources: () => ObservatorySources;
  readonly history: HistoryStore;
  readonly collectors: CollectorSet;
  /** Whoever follows the market. */
  readonly market: MarketParts['collector'];
}

/** Every question that `vigil serve` answers under `/api/v1/`. */
export function serveRoutes({ network, clock, sources, history, collectors, market }: ServeParts): Route[] {
  const records = network === 'mainnet' ? reportHistory() : undefined;
  const documents = async (scope: ReportScope): Promise<ReportDocuments> =>
    reportDocuments(reportHoldings({ network, sources: sources(), files: [], history, clock }), scope);
  return [
    ...observatoryRoutes({
      sources,
      version: readPackageVersion(),
      ...(records === undefined ? {} : { records }),
      documents,
    }),
    ...energyRoutes({ sources, ...(network === 'mainnet' ? { records: energyRecords() } : {}) }),
    ...marketRoutes(network, {
      history,
      clock,
      collector: market,
      builtIn: records === undefined ? [] : builtInMarket(records),
    }),
    ...eventsRoutes({ ...eventHoldings(sources), history }),
    ...mapRoutes({ sources, map: builtInMap() }),
    ...collectorsRoutes(() => collectorsDocument(collectors.statuses, clock.nowMs())),
  ];
}
