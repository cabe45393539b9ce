import type { Candles } from './candles.ts';
import { joinCandles } from './candles.ts';

const HOUR_SEC = 3600;

/** Last prices of consecutive spans of equal length, of one asset in US dollars. A `PriceSeries` is one too. */
export interface CloseSeries {
  /** Ticker: `BTC`. */
  readonly asset: string;
  /** Start of the first span, seconds since 1970 UTC. */
  readonly fromSec: number;
  /** Length of a span in seconds. */
  readonly stepSec: number;
  readonly close: Float64Array;
}

/** Where a series ends: the moment of its last close. */
export function endOfCloses(series: CloseSeries): number {
  return series.fromSec + series.close.length * series.stepSec;
}

/**
 * Puts two series of one asset and step together: where both have a price, the first one's is taken.
 *
 * @returns `undefined` when there is a gap between them, or their spans do not fall on the same moments.
 */
export function joinCloses(first: CloseSeries, second: CloseSeries): CloseSeries | undefined {
  const { asset, stepSec } = first;
  const apart = (second.fromSec - first.fromSec) / stepSec;
  const isSameKind = asset === second.asset && stepSec === second.stepSec && Number.isInteger(apart);
  if (!isSameKind || first.fromSec > endOfCloses(second) || second.fromSec > endOfCloses(first)) return undefined;
  const fromSec = Math.min(first.fromSec, second.fromSec);
  const toSec = Math.max(endOfCloses(first), endOfCloses(second));
  const close = new Float64Array((toSec - fromSec) / stepSec);
  close.set(second.close, (second.fromSec - fromSec) / stepSec);
  close.set(first.close, (first.fromSec - fromSec) / stepSec);
  return { asset, fromSec, stepSec, close };
}

/** Hours without a trade that are bridged with the last price at most: an exchange that is down comes back within a day. */
const MAX_BRIDGED_HOURS = 24;

/**
 * Closes of each hour, of candles of an hour or less. An hour without any takes the price before it.
 *
 * @returns How many hours that were; or what is wrong, in words.
 */
export function hourlyCloses(
  candles: Candles,
): { readonly series: CloseSeries; readonly bridged: number } | { readonly message: string } {
  const { stepSec, base } = candles;
  if (HOUR_SEC % stepSec !== 0) return { message: `candles of ${stepSec} s are no hours, and do not fit into any` };
  const hours = stepSec === HOUR_SEC ? candles : joinCandles(candles, HOUR_SEC);
  const [first, last] = [hours.atSec[0], hours.atSec.at(-1)];
  if (first === undefined || last === undefined || first === last) return { message: 'at least two hours are needed' };
  if (hours.atSec.some((sec) => sec % HOUR_SEC !== 0)) return { message: 'the candles do not begin at full hours' };
  const close = new Float64Array((last - first) / HOUR_SEC + 1);
  let at = 0;
  for (const [i, sec] of hours.atSec.entries()) {
    const index = (sec - first) / HOUR_SEC;
    if (index - at > MAX_BRIDGED_HOURS) {
      const from = new Date((first + at * HOUR_SEC) * 1000).toISOString().slice(0, 16);
      return { message: `${index - at} hours are missing from ${from}Z on; at most ${MAX_BRIDGED_HOURS} are bridged` };
    }
    close.fill(close[at - 1] ?? hours.close[i]!, at, index);
    close[index] = hours.close[i]!;
    at = index + 1;
  }
  const series = { asset: base, fromSec: first, stepSec: HOUR_SEC, close };
  return { series, bridged: close.length - hours.atSec.length };
}
