import type { ObservatorySources } from '../answers/sources.ts';
import type { Claim } from '../events/claim.ts';
import type { KnownEvent } from '../events/known-event.ts';
import type { NamedWindow, TimelineEvent } from '../events/timeline.ts';
import type { CloseSeries } from '../market/close-series.ts';
import type { DailyCloses, DescribedPrices } from '../market/price-series.ts';
import type { ReportDocuments } from './report-documents.ts';

/** Everything a report is made from. What is missing is said in the report, never guessed. */
export interface ReportInput {
  readonly title: string;
  /** What the report covers, seconds since 1970. */
  readonly fromSec: number;
  readonly toSec: number;
  /** Probability that each interval holds the truth. */
  readonly level: number;
  /** Blocks, counts a day, and epochs. */
  readonly sources: ObservatorySources;
  /** Prices, by the hour where there are such, and closes by the day. */
  readonly prices?: DescribedPrices;
  readonly closes?: DailyCloses;
  /** What other questions answered of the span. */
  readonly documents?: ReportDocuments;
  /** Closes by the hour of the years before: what named causes are held against. */
  readonly closeHistory?: CloseSeries;
  /** Everything known to have happened: windows that hold any of it are no placebo. */
  readonly known?: readonly KnownEvent[];
  readonly events: readonly TimelineEvent[];
  /** Spans that the report speaks of; the first is what the others are compared with. */
  readonly windows: readonly NamedWindow[];
  readonly claims: readonly Claim[];
  /** A span known to hold a change, to show that the method sees one when there is one. */
  readonly control?: { readonly fromSec: number; readonly toSec: number; readonly what: string };
}
