import { collectorsDocument, collectorsRoutes } from '../../api/collectors-routes.ts';
import { energyRoutes } from '../../api/energy-routes.ts';
import { mapRoutes } from '../../api/map-routes.ts';
import { observatoryRoutes } from '../../api/observatory-routes.ts';
import { outageRoutes } from '../../api/outage-routes.ts';
import type { Route } from '../../api/route.ts';
import type { NetworkName } from '../../consensus/params.ts';
import type { ObservatorySources } from '../../observatory/answers/sources.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { outageHoldings } from '../outage-facts.ts';
import { builtInMap } from '../map-history.ts';
import { energyRecords } from '../observatory/energy-records.ts';
import { reportHistory } from '../report-history.ts';
import type { CollectorSet } from './collector-set.ts';

/** What the API answers from. */
export interface ServeParts {
  readonly network: NetworkName;
  readonly clock: Clock;
  readonly sources: () => ObservatorySources;
  readonly history: HistoryStore;
  readonly collectors: CollectorSet;
}

/** Every question that `vigil serve` answers under `/api/v1/`. */
export function serveRoutes({ network, clock, sources, history, collectors }: ServeParts): Route[] {
  return [
    ...observatoryRoutes({
      sources,
      version: readPackageVersion(),
      ...(network === 'mainnet' ? { records: reportHistory() } : {}),
    }),
    ...outageRoutes(outageHoldings({ network, sources, history, clock })),
    ...energyRoutes({ sources, ...(network === 'mainnet' ? { records: energyRecords() } : {}) }),
    ...mapRoutes({ sources, map: builtInMap() }),
    ...collectorsRoutes(() => collectorsDocument(collectors.statuses, clock.nowMs())),
  ];
}
