import type { SourceUsed } from '../../../src/observatory/answers/sources.ts';

export type { ChangesDocument } from '../../../src/observatory/answers/changes-answer.ts';
export type { DifficultyDocument } from '../../../src/observatory/answers/difficulty-answer.ts';
export type { DifficultyHistoryDocument } from '../../../src/observatory/answers/difficulty-history-answer.ts';
export type { ClaimDocument } from '../../../src/observatory/answers/claim-answer.ts';
export type { EmissionsAnswer, EnergyDocument } from '../../../src/observatory/answers/energy-answer.ts';
export type { EventEntry, EventsDocument } from '../../../src/observatory/events/events-document.ts';
export type { EventStudyDocument } from '../../../src/observatory/events/study/study-document.ts';
export type { HashrateDocument } from '../../../src/observatory/answers/hashrate-answer.ts';
export type { MarketDocument, MarketNowDocument } from '../../../src/observatory/answers/market-document.ts';
export type { MapComparison, MapDocument, MapMonth } from '../../../src/observatory/answers/map-document.ts';
export type { PoolRow, PoolsDocument } from '../../../src/observatory/answers/pools-document.ts';
export type { BlocksDocument, DaysDocument } from '../../../src/observatory/answers/series-answers.ts';
export type {
  ReportChart,
  ReportDocument,
  ReportPart,
  ReportTable,
  ReportVerdict,
} from '../../../src/observatory/report/report-document.ts';
export type { BlackoutDocument } from '../../../src/observatory/outage/blackout-document.ts';
export type { NodesDocument } from '../../../src/observatory/outage/nodes-answer.ts';
export type { OutagesDocument } from '../../../src/observatory/outage/outages-answer.ts';
export type { Interval } from '../../../src/observatory/hashrate/interval.ts';
export type { SourceUsed } from '../../../src/observatory/answers/sources.ts';

export type { AlertRuleStatus, AlertsDocument } from '../../../src/api/alerts/alerts-document.ts';
export type { ReplayDocument } from '../../../src/observatory/alerts/replay-rule.ts';

export type { NodeDocument, RunningOverview, SyncOverview } from '../../../src/node/node-overview.ts';
export type { PeerOverview } from '../../../src/node/peer-overview.ts';
export type { BlockArrival, BlockRejection, PeerDeparture, TrafficSample } from '../../../src/node/node-journal.ts';

/** What the process says of itself. */
export interface StatusDocument {
  readonly schema: string;
  readonly version: string;
  readonly network: string;
  /** Best first: a question is answered from the first one that covers it. */
  readonly sources: readonly SourceUsed[];
}
