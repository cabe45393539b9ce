import { assert } from '../../bytes/assert.ts';
import { countBlocks, firstIndexAtOrAfter } from './block-series.ts';
import type { BlockSeries } from './block-series.ts';
import { joinCounts } from './window-count.ts';
import type { WindowCount } from './window-count.ts';

/** Seconds of a UTC day. */
export const DAY_SEC = 86_400;

/** Counts of blocks per UTC day: what is left of history where single block times are not at hand. */
export interface DaySeries {
  readonly kind: 'days';
  /** Consecutive UTC days, ascending. */
  readonly days: readonly WindowCount[];
}

/** What was observed of the chain: single blocks, or counts a day. */
export type Observations = BlockSeries | DaySeries;

/** The span of time that observations cover: any window within it can be counted. Seconds since 1970. */
export interface Coverage {
  readonly fromSec: number;
  readonly toSec: number;
}

/** First and last moment that a window may begin and end at. */
export function coverage(observations: Observations): Coverage {
  if (observations.kind === 'blocks') {
    const { timesSec } = observations;
    return { fromSec: timesSec[0]!, toSec: timesSec[timesSec.length - 1]! };
  }
  const { days } = observations;
  assert(days.length > 0, 'a day series has days');
  return { fromSec: days[0]!.fromSec, toSec: days[days.length - 1]!.toSec };
}

/**
 * Counts the blocks between two moments within the coverage.
 *
 * Days can't be cut: the moments are moved to the nearest midnight UTC, and the count says so in its own `fromSec` and
 * `toSec`. A window that holds no whole day then takes the day that its middle falls in.
 */
export function countWindow(observations: Observations, fromSec: number, toSec: number): WindowCount {
  if (observations.kind === 'blocks') return countBlocks(observations, fromSec, toSec);
  const { days } = observations;
  const start = days[0]!.fromSec;
  let first = Math.round((fromSec - start) / DAY_SEC);
  let end = Math.round((toSec - start) / DAY_SEC);
  if (end <= first) {
    first = Math.floor(((fromSec + toSec) / 2 - start) / DAY_SEC);
    end = first + 1;
  }
  return joinCounts(days.slice(Math.max(0, first), Math.min(days.length, Math.max(end, 1))));
}

/**
 * Cuts a span into consecutive bins of one length; a last bin that does not fit is left out.
 *
 * @param span.stepSec Length of a bin in seconds; with a day series, a whole number of days.
 */
export function binCounts(
  observations: Observations,
  span: { readonly fromSec: number; readonly toSec: number; readonly stepSec: number },
): WindowCount[] {
  assert(span.stepSec > 0, 'a bin has a length');
  const bins: WindowCount[] = [];
  for (let k = 0; span.fromSec + (k + 1) * span.stepSec <= span.toSec; k++) {
    bins.push(countWindow(observations, span.fromSec + k * span.stepSec, span.fromSec + (k + 1) * span.stepSec));
  }
  return bins;
}

/** The blocks of a series with `fromSec <= time < toSec` as index range; for charts and raw counts. */
export function blocksBetween(series: BlockSeries, fromSec: number, toSec: number): { first: number; end: number } {
  return {
    first: firstIndexAtOrAfter(series.timesSec, fromSec),
    end: firstIndexAtOrAfter(series.timesSec, toSec),
  };
}
