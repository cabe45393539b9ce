import type { History, HistorySpan } from './histories.ts';

/** One interval that an estimator gave, beside the truth it should hold. All three in one unit. */
export interface Trial {
  /** Which of the estimator's intervals: trials of one name are averaged, first within a history, then over them. */
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly truth: number;
}

/** An estimator under calibration: one file of this folder each. */
export interface Estimator {
  /** Short name, for the table and `--only`. */
  readonly name: string;
  /** How long its histories are; 29 to 44 days when left out. */
  readonly span?: HistorySpan;
  /** Gives the estimator one history and says what its intervals were. None when the history has nothing for it. */
  readonly trials: (history: History, level: number) => readonly Trial[];
}

/** A detector under calibration: it should be quiet at the stated rate while nothing changes, and see what does. */
export interface Detector {
  readonly name: string;
  /** What the rate counts, e.g. `alarms a 28 days` or `tests with an alarm`. */
  readonly per: string;
  /** False alarms per unit that the detector promises. */
  readonly statedRate: number;
  /** Set where the stated rate is an upper bound. */
  readonly atMost?: boolean;
  /** Alarms on a history without change (`steady`), and in how many units; alarms may be many. */
  readonly falseAlarms: (history: History) => { readonly alarms: number; readonly units: number };
  /** Whether it sees the step of a `stepped` history, given this much time after it. */
  readonly detects: (history: History, windowSec: number) => boolean;
}
