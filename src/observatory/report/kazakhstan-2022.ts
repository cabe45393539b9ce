import type { ObservatorySources } from '../answers/sources.ts';
import type { KnownEvent } from '../events/known-event.ts';
import type { Timeline } from '../events/timeline.ts';
import type { CloseSeries } from '../market/close-series.ts';
import type { DailyCloses, PriceSeries } from '../market/price-series.ts';
import type { ReportInput } from './report-input.ts';

const REPORT_FROM_SEC: number = Date.UTC(2021, 11, 29) / 1000;
const REPORT_TO_SEC: number = Date.UTC(2022, 0, 14) / 1000;

/** China's ban on mining, over which the hashrate is known to have fallen by about half. */
const CONTROL = {
  fromSec: Date.UTC(2021, 4, 1) / 1000,
  toSec: Date.UTC(2021, 8, 1) / 1000,
  what: "China's ban on mining",
} as const;

/** What was published of an event, and the prices of its time. */
export interface EventRecords {
  readonly timeline: Timeline;
  readonly prices?: PriceSeries;
  readonly closes?: DailyCloses;
  /** Closes by the hour of the years before, and everything known to have happened. */
  readonly closeHistory?: CloseSeries;
  readonly known?: readonly KnownEvent[];
}

/** The report of the reference event: the week before Kazakhstan's internet was cut to the days after it came back. */
export function kazakhstan2022(
  given: EventRecords & { readonly sources: ObservatorySources; readonly level: number },
): ReportInput {
  const { sources, timeline, prices, closes, closeHistory, known, level } = given;
  const { events, windows, claims, title } = timeline;
  return {
    title,
    fromSec: REPORT_FROM_SEC,
    toSec: REPORT_TO_SEC,
    level,
    sources,
    ...(prices === undefined ? {} : { prices }),
    ...(closes === undefined ? {} : { closes }),
    ...(closeHistory === undefined ? {} : { closeHistory }),
    ...(known === undefined ? {} : { known }),
    events,
    windows,
    claims,
    control: CONTROL,
  };
}
