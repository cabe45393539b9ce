import type { SourceUsed } from '../../../src/observatory/answers/sources.ts';

export type { ChangesDocument } from '../../../src/observatory/answers/changes-answer.ts';
export type { DifficultyDocument } from '../../../src/observatory/answers/difficulty-answer.ts';
export type { DifficultyHistoryDocument } from '../../../src/observatory/answers/difficulty-history-answer.ts';
export type { ClaimDocument } from '../../../src/observatory/answers/claim-answer.ts';
export type {
  EmissionsAnswer,
  EnergyDocument,
  EnergyPoint,
  MachineRow,
} from '../../../src/observatory/answers/energy-answer.ts';
export type { HashrateDocument } from '../../../src/observatory/answers/hashrate-answer.ts';
export type { BlocksDocument, DaysDocument } from '../../../src/observatory/answers/series-answers.ts';
export type {
  ReportChart,
  ReportDocument,
  ReportPart,
  ReportTable,
  ReportVerdict,
} from '../../../src/observatory/report/report-document.ts';
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
