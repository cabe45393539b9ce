import type { AlertWatch } from '../../api/alerts/alert-watch.ts';
import { alertsRoutes } from '../../api/alerts-routes.ts';
import { collectorsDocument, collectorsRoutes } from '../../api/collectors-routes.ts';
import { energyRoutes } from '../../api/energy-routes.ts';
import { eventsRoutes } from '../../api/events-routes.ts';
import { LiveFeed } from '../../api/live-feed.ts';
import { alertsTopic, collectorsTopic, nodeTopic } from '../../api/live-topics.ts';
import { mapRoutes } from '../../api/map-routes.ts';
import type { MarketParts } from '../../api/market-holdings.ts';
import { marketTopics } from '../../api/market-news.ts';
import { marketRoutes } from '../../api/market-routes.ts';
import { observatoryRoutes } from '../../api/observatory-routes.ts';
import { withOpenApi } from '../../api/openapi.ts';
import { outageRoutes } from '../../api/outage-routes.ts';
import { poolsRoutes } from '../../api/pools-routes.ts';
import { reportMaterial } from '../../api/report-documents.ts';
import type { ReportMaterial, ReportScope } from '../../api/report-documents.ts';
import { reportRoutes } from '../../api/report-routes.ts';
import type { Route } from '../../api/route.ts';
import { seriesRoutes } from '../../api/series-routes.ts';
import type { NetworkName } from '../../consensus/params.ts';
import type { NodeDocument } from '../../node/node-overview.ts';
import type { ReplayDocument } from '../../observatory/alerts/replay-rule.ts';
import type { AlertRule } from '../../observatory/alerts/rule.ts';
import type { ObservatorySources } from '../../observatory/answers/sources.ts';
import { readPackageVersion } from '../../platform/package-version.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { parseReplaySpan, replayOn } from '../alerts/replay.ts';
import { builtInMap } from '../map-history.ts';
import { eventHoldings } from '../observatory/event-records.ts';
import { outageHoldings } from '../outage-facts.ts';
import type { EventRecords } from '../../observatory/report/kazakhstan-2022.ts';
import { reportHoldings } from '../report-holdings.ts';
import type { CollectorSet } from './collector-set.ts';
import type { PagePools } from './page-pools.ts';

/** What the API answers from. */
export interface ServeParts {
  readonly network: NetworkName;
  readonly clock: Clock;
  readonly sources: () => ObservatorySources;
  readonly history: HistoryStore;
  readonly collectors: CollectorSet;
  /** What the market is answered from: for who asks, and for who is told. */
  readonly market: MarketParts;
  /** Prices and events that Vigil brings along; on mainnet only. */
  readonly records: EventRecords | undefined;
  /** Whose coinbases say who mined. */
  readonly pools: Pick<PagePools, 'lastBlocks'>;
  readonly node: () => NodeDocument;
  readonly watch: AlertWatch;
}

/** Every question that `vigil serve` answers under `/api/v1/`. */
export function serveRoutes(parts: ServeParts): Route[] {
  const { network, clock, sources, history, collectors, pools, node, watch, records, market } = parts;
  const version = readPackageVersion();
  const outages = outageHoldings({ network, sources, history, clock });
  // Tables are read once; blocks are those of the moment that is asked in.
  const fixed = reportHoldings({ network, sources: sources(), files: [], history, clock });
  const material = async (scope: ReportScope): Promise<ReportMaterial> =>
    reportMaterial({ ...fixed, sources: sources(), ...(network === 'mainnet' ? { outages } : {}) }, scope);
  const routes = [
    ...observatoryRoutes({ sources, version }),
    ...reportRoutes({ sources, ...(records === undefined ? {} : { records }), material }),
    ...outageRoutes(outages),
    ...energyRoutes({ sources, history, ...(fixed.energy === undefined ? {} : { records: fixed.energy }) }),
    ...marketRoutes(network, market),
    ...eventsRoutes({ ...eventHoldings(sources), history }),
    ...mapRoutes({ sources, map: fixed.map ?? builtInMap() }),
    ...poolsRoutes({ network, lastBlocks: (count, until) => pools.lastBlocks(count, until) }),
    ...collectorsRoutes(() => collectorsDocument(collectors.statuses, clock.nowMs())),
    ...seriesRoutes(history),
    ...alertsRoutes({ watch, replay: (rule, span) => replay(rule, span, { network, history }) }),
    { path: 'node', summary: 'The node beside the page', params: [], answer: node },
  ];
  return withOpenApi(routes, version);
}

/** What pages are told of as it changes. */
export function liveFeed({ clock, collectors, node, watch, market }: ServeParts): LiveFeed {
  const topics = [
    nodeTopic(node),
    collectorsTopic(() => collectorsDocument(collectors.statuses, clock.nowMs())),
    alertsTopic(() => watch.document()),
    ...marketTopics(market),
  ];
  return new LiveFeed(topics, { run: String(clock.nowMs()) });
}

async function replay(
  rule: AlertRule,
  text: string,
  parts: Pick<ServeParts, 'network' | 'history'>,
): Promise<ReplayDocument | string> {
  const span = parseReplaySpan(text);
  return typeof span === 'string' ? span : replayOn(parts, rule, span);
}
