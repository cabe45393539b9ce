import type { ObservatorySources } from '../answers/sources.ts';
import type { KnownEvent } from '../events/known-event.ts';
import type { Timeline } from '../events/timeline.ts';
import type { CloseSeries } from '../market/close-series.ts';
import type { DailyCloses, DescribedPrices } from '../market/price-series.ts';
import type { NamedCountry } from '../outage/blackout-document.ts';
import type { ReportDocuments } from './report-documents.ts';
import type { ReportInput } from './report-input.ts';

const REPORT_FROM_SEC: number = Date.UTC(2021, 11, 29) / 1000;
const REPORT_TO_SEC: number = Date.UTC(2022, 0, 14) / 1000;

/** China's ban on mining, over which the hashrate is known to have fallen by about half. */
const CONTROL = {
  fromSec: Date.UTC(2021, 4, 1) / 1000,
  toSec: Date.UTC(2021, 8, 1) / 1000,
  what: "China's ban on mining",
} as const;

/** What the documents of the report are asked for: see `ReportDocuments`. */
export const KAZAKHSTAN_2022: {
  readonly fromSec: number;
  readonly toSec: number;
  readonly marketSec: number;
  readonly blackout: { readonly country: NamedCountry; readonly atSec: number };
} = {
  fromSec: REPORT_FROM_SEC,
  toSec: REPORT_TO_SEC,
  /** The midnight that ends the day of the shutdown and of the Fed's minutes. */
  marketSec: Date.UTC(2022, 0, 6) / 1000,
  blackout: { country: { code: 'KZ', name: 'Kazakhstan' }, atSec: Date.UTC(2022, 0, 5, 10, 30) / 1000 },
};

/** What was published of an event, and the prices of its time. */
export interface EventRecords {
  readonly timeline: Timeline;
  readonly prices?: DescribedPrices;
  readonly closes?: DailyCloses;
  /** Closes by the hour of the years before, and everything known to have happened. */
  readonly closeHistory?: CloseSeries;
  readonly known?: readonly KnownEvent[];
}

/** The report of the reference event: the week before Kazakhstan's internet was cut to the days after it came back. */
export function kazakhstan2022(
  given: EventRecords & {
    readonly sources: ObservatorySources;
    readonly level: number;
    readonly documents?: ReportDocuments;
  },
): ReportInput {
  const { sources, timeline, prices, closes, closeHistory, known, level, documents } = given;
  const { events, windows, claims, title } = timeline;
  return {
    title,
    fromSec: REPORT_FROM_SEC,
    toSec: REPORT_TO_SEC,
    level,
    sources,
    ...(prices === undefined ? {} : { prices }),
    ...(closes === undefined ? {} : { closes }),
    ...(documents === undefined ? {} : { documents }),
    ...(closeHistory === undefined ? {} : { closeHistory }),
    ...(known === undefined ? {} : { known }),
    events,
    windows,
    claims,
    control: CONTROL,
  };
}
