import type { AlertWatch } from '../../api/alerts/alert-watch.ts';
import { alertsRoutes } from '../../api/alerts-routes.ts';
import { collectorsDocument, collectorsRoutes } from '../../api/collectors-routes.ts';
import { energyRoutes } from '../../api/energy-routes.ts';
import { LiveFeed } from '../../api/live-feed.ts';
import { alertsTopic, collectorsTopic, nodeTopic } from '../../api/live-topics.ts';
import { mapRoutes } from '../../api/map-routes.ts';
import { observatoryRoutes } from '../../api/observatory-routes.ts';
import { withOpenApi } from '../../api/openapi.ts';
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
  readonly node: () => NodeDocument;
  readonly watch: AlertWatch;
}

/** Every question that `vigil serve` answers under `/api/v1/`. */
export function serveRoutes({ network, clock, sources, history, collectors, node, watch }: ServeParts): Route[] {
  const version = readPackageVersion();
  const routes = [
    ...observatoryRoutes({
      sources,
      version,
      ...(network === 'mainnet' ? { records: reportHistory() } : {}),
    }),
    ...energyRoutes({ sources, ...(network === 'mainnet' ? { records: energyRecords() } : {}) }),
    ...mapRoutes({ sources, map: builtInMap() }),
    ...collectorsRoutes(() => collectorsDocument(collectors.statuses, clock.nowMs())),
    ...seriesRoutes(history),
    ...alertsRoutes({ watch, replay: (rule, span) => replay(rule, span, { network, history }) }),
    { path: 'node', summary: 'The node beside the page', params: [], answer: node },
  ];
  return withOpenApi(routes, version);
}

/** What pages are told of as it changes. */
export function liveFeed({ clock, collectors, node, watch }: ServeParts): LiveFeed {
  const topics = [
    nodeTopic(node),
    collectorsTopic(() => collectorsDocument(collectors.statuses, clock.nowMs())),
    alertsTopic(() => watch.document()),
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
