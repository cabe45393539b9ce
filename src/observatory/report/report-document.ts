import type { DocumentHead } from '../answers/document.ts';
import type { Claim } from '../events/claim.ts';
import type { Interval } from '../hashrate/interval.ts';

/** The three verdicts of a test, and what is said when there are no data to test with. */
export type ReportVerdict = 'supported' | 'contradicted' | 'not distinguishable from luck' | 'cannot be told';

/** All verdicts, in the order in which a reader is told their number. */
export const REPORT_VERDICTS: readonly ReportVerdict[] = [
  'supported',
  'contradicted',
  'not distinguishable from luck',
  'cannot be told',
];

/** One published claim, and what the data say of it. */
export interface ReportClaim {
  /** Stable within one report: letters, digits and hyphens. */
  readonly id: string;
  /** What kind of statement it is, and so how it was tested. */
  readonly kind: Claim['kind'];
  readonly claim: string;
  readonly verdict: ReportVerdict;
  /** What was measured, in words, with its interval or count. */
  readonly figure: string;
  /** Why the verdict follows from the figure. */
  readonly reason: string;
  /** Who published the claim. */
  readonly source: string;
  /** Where it can be read; only http and https. */
  readonly sourceUrl: string | null;
  /** The same claim tested otherwise: over another window, or against the figures printed with it. */
  readonly also: readonly FurtherTest[];
  /** The figures that the words were made from: H/s, ratios, probabilities, dollars, seconds since 1970. */
  readonly numbers: Readonly<Record<string, number | string | Interval | null>>;
}

/** A second look at a claim, with a verdict of its own. */
export interface FurtherTest {
  /** What was tested: `over the 111 h from 5 January 2022 10:30 UTC`. */
  readonly test: string;
  readonly verdict: ReportVerdict;
  readonly figure: string;
  readonly reason: string;
}

/** How the values of a column are written. Times: seconds since 1970; rates: H/s; changes: ratios (0.88 is -12 %). */
export type ColumnType =
  | 'text'
  | 'time'
  | 'day'
  | 'count'
  | 'number'
  | 'hashrate'
  | 'hashrate-interval'
  | 'change'
  | 'change-interval'
  | 'probability'
  | 'price'
  | 'verdict'
  | 'source';

/** One value of a table; `null` where there is none. A `source` is a text with an address. */
export type Cell = string | number | Interval | SourceLink | null;

/** A text that may lead somewhere. */
export interface SourceLink {
  readonly text: string;
  /** Only http and https are made into links. */
  readonly url: string | null;
}

export interface ReportColumn {
  readonly key: string;
  readonly label: string;
  readonly type: ColumnType;
}

export interface ReportTable {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** A moment drawn as a thin line with its label. */
export interface ChartEvent {
  readonly time: number;
  readonly label: string;
}

/** A span drawn as a shaded area. */
export interface ChartPeriod {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** What all charts carry: `caption` says how to read it, `summary` tells in words what a reader sees in it. */
interface ChartHead {
  readonly kind: 'chart';
  readonly title: string;
  readonly caption: string;
  readonly summary: string;
}

/** Hashrate as a band over time, raw counts behind it. */
export interface HashrateChart extends ChartHead {
  readonly chart: 'hashrate';
  readonly trend: readonly {
    readonly time: number;
    readonly median: number;
    readonly low: number;
    readonly high: number;
    readonly low50: number;
    readonly high50: number;
  }[];
  readonly raw: readonly {
    readonly from: number;
    readonly to: number;
    readonly blocks: number;
    readonly hashrate: number;
  }[];
  readonly events: readonly ChartEvent[];
  readonly periods: readonly ChartPeriod[];
  /** What the largest claimed change would look like: a level over a span. */
  readonly claimed: readonly {
    readonly from: number;
    readonly to: number;
    readonly level: number;
    readonly label: string;
  }[];
}

/** Blocks of each UTC day against what luck allows. */
export interface DaysChart extends ChartHead {
  readonly chart: 'days';
  readonly days: readonly {
    readonly day: number;
    readonly blocks: number;
    readonly expected: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly events: readonly ChartEvent[];
  readonly periods: readonly ChartPeriod[];
}

/** Change of difficulty at each retarget, and what luck alone would do. */
export interface DifficultyChart extends ChartHead {
  readonly chart: 'difficulty';
  readonly epochs: readonly {
    readonly height: number;
    readonly time: number;
    readonly change: number;
    /** Whether the epoch that led to this change overlaps the report's main period. */
    readonly marked: boolean;
  }[];
  /** Changes that a steady hashrate shows with probability `level`. */
  readonly luck: { readonly low: number; readonly high: number };
}

/** Price by the hour. */
export interface PriceChart extends ChartHead {
  readonly chart: 'price';
  readonly symbol: string;
  readonly rows: readonly {
    readonly time: number;
    readonly close: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly events: readonly ChartEvent[];
  readonly periods: readonly ChartPeriod[];
  readonly levels: readonly { readonly price: number; readonly label: string }[];
}

/** Measured change, with its interval, beside the claimed one: one row a claim. */
export interface RatioChart extends ChartHead {
  readonly chart: 'ratios';
  readonly rows: readonly {
    readonly label: string;
    readonly claimed: number;
    readonly measured: Interval;
    readonly verdict: ReportVerdict;
  }[];
}

/** Price changes over many windows of one length before the event, and over the window after it. */
export interface PlaceboChart extends ChartHead {
  readonly chart: 'placebo';
  readonly bins: readonly { readonly low: number; readonly high: number; readonly windows: number }[];
  readonly marks: readonly { readonly change: number; readonly label: string }[];
}

export type ReportChart = HashrateChart | DaysChart | DifficultyChart | PriceChart | RatioChart | PlaceboChart;

/** Paragraphs, lists, tables, charts; and the place where the claims' cards stand. */
export type ReportPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'claims' }
  | ReportTable
  | ReportChart;

export interface ReportSection {
  /** Letters and hyphens; the anchor in a page. */
  readonly id: string;
  readonly title: string;
  /** What the section found, in one sentence. */
  readonly sentence: string;
  readonly parts: readonly ReportPart[];
  /** What could not be said for want of data, and what would be needed; `null` when nothing is missing. */
  readonly missing: string | null;
}

/** The whole report, `vigil.report/1`: what `--json` prints and the renderers read. */
export interface ReportDocument extends DocumentHead<'report'> {
  readonly title: string;
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly sections: readonly ReportSection[];
  readonly claims: readonly ReportClaim[];
}
