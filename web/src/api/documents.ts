import type { DocumentHead } from '../../../src/observatory/answers/document.ts';
import type { SourceUsed } from '../../../src/observatory/answers/sources.ts';
import type { Interval } from '../../../src/observatory/hashrate/interval.ts';

export type { ChangesDocument } from '../../../src/observatory/answers/changes-answer.ts';
export type { ClaimDocument } from '../../../src/observatory/answers/claim-answer.ts';
export type { HashrateDocument } from '../../../src/observatory/answers/hashrate-answer.ts';
export type { BlocksDocument, DaysDocument } from '../../../src/observatory/answers/series-answers.ts';
export type {
  ReportChart,
  ReportClaim,
  ReportDocument,
  ReportPart,
  ReportTable,
  ReportVerdict,
} from '../../../src/observatory/report/report-document.ts';
export type { Interval } from '../../../src/observatory/hashrate/interval.ts';
export type { SourceUsed } from '../../../src/observatory/answers/sources.ts';
export type { DocumentHead } from '../../../src/observatory/answers/document.ts';

/** The next retarget: `vigil difficulty --json`. */
export interface DifficultyDocument extends DocumentHead<'difficulty'> {
  readonly epoch: {
    readonly firstHeight: number;
    readonly tipHeight: number;
    readonly tipTime: number;
    readonly blocks: number;
    readonly blocksLeft: number;
    readonly difficulty: number;
    readonly bits: string | number;
  };
  readonly hashrate: Interval;
  readonly next: {
    readonly height: number;
    readonly time: Interval;
    readonly change: Interval;
    readonly difficulty: Interval;
    readonly probabilityUp: number;
  };
}

/** All retargets: `vigil difficulty history --json`. */
export interface DifficultyHistoryDocument extends DocumentHead<'difficulty-history'> {
  readonly epochs: readonly {
    readonly height: number;
    readonly time: number;
    readonly difficulty: number;
    readonly bits: string | number;
    readonly change: number | null;
    readonly secondsPerBlock: number | null;
    readonly hashrate: Interval | null;
  }[];
}

/** What the process says of itself. */
export interface StatusDocument {
  readonly schema: string;
  readonly version: string;
  readonly network: string;
  /** Best first: a question is answered from the first one that covers it. */
  readonly sources: readonly SourceUsed[];
}
