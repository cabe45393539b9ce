import type { ObservatorySources } from '../answers/sources.ts';
import type { HashrateChangeClaim } from '../events/claim.ts';
import type { KnownEvent } from '../events/known-event.ts';
import type { Timeline } from '../events/timeline.ts';
import type { DailyCloses, DescribedPrices } from '../market/price-series.ts';
import { DAY_SEC } from '../series/observations.ts';
import { spanText } from './figures.ts';
import type { ReportDocuments } from './report-documents.ts';
import type { ReportInput } from './report-input.ts';
import { pricesOfSpan } from './span-prices.ts';

/** The report of any span: what the sources have of it, and the claims that were asked. */
export function spanReport(given: {
  readonly fromSec: number;
  readonly toSec: number;
  readonly sources: ObservatorySources;
  readonly claims: readonly HashrateChangeClaim[];
  readonly level: number;
  /** Events that fall into the span are told; the timeline's own claims and windows are not. */
  readonly timeline?: Timeline;
  /** What else is known to have happened: what the timeline tells too is told once. */
  readonly known?: readonly KnownEvent[];
  readonly prices?: DescribedPrices;
  readonly closes?: DailyCloses;
  readonly documents?: ReportDocuments;
}): ReportInput {
  const { fromSec, toSec, sources, claims, level, timeline, known, prices, closes, documents } = given;
  const shown = pricesOfSpan([prices], { fromSec, toSec });
  const told = timeline?.events ?? [];
  const others = (known ?? []).filter(({ id }) => !told.some((event) => event.id === id));
  const events = [...told, ...others]
    .filter((event) => event.fromSec < toSec && event.toSec >= fromSec)
    .sort((a, b) => a.fromSec - b.fromSec);
  return {
    title: `Bitcoin's ${sources.network === 'mainnet' ? '' : `${sources.network} `}network, ${spanText(fromSec, toSec)}`,
    fromSec,
    toSec,
    level,
    sources,
    ...(shown === undefined ? {} : { prices: shown }),
    ...(closes === undefined || !isOf(closes, { fromSec, toSec }) ? {} : { closes }),
    ...(documents === undefined ? {} : { documents }),
    events,
    windows: [],
    claims,
  };
}

function isOf(
  { firstDaySec, closes }: DailyCloses,
  span: { readonly fromSec: number; readonly toSec: number },
): boolean {
  const days = closes.values().next().value?.length ?? 0;
  return firstDaySec < span.toSec && firstDaySec + days * DAY_SEC > span.fromSec;
}
