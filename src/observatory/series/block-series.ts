import { assert } from '../../bytes/assert.ts';
import { repairTimes } from './repair-times.ts';
import type { WindowCount } from './window-count.ts';

/** Whose clock the times of a series come from: the miners' (header) or the node's own (arrival). */
export type TimeSource = 'header' | 'arrival';

/**
 * Consecutive blocks of one chain: the observatory's finest series, built by `blockSeries`.
 *
 * The series covers the span from its first block's time to its last block's: n blocks, n - 1 intervals. A window over
 * the whole of it counts the first block and not the last (`fromSec <= time < toSec`), so n - 1.
 */
export interface BlockSeries {
  readonly kind: 'blocks';
  /** Height of the first block; the others follow without a gap. */
  readonly firstHeight: number;
  /** Seconds since 1970, never decreasing: repaired where they ran backwards. */
  readonly timesSec: Float64Array;
  /** The times as they were given, in chain order. */
  readonly givenTimesSec: Float64Array;
  /** Expected hashes that each block took: 2^256 / (target + 1). */
  readonly work: Float64Array;
  /** Compact targets of the blocks; missing where only their work is known. */
  readonly bits?: Uint32Array;
  readonly timeSource: TimeSource;
  /** Indexes of the blocks whose header time ran backwards and was replaced. */
  readonly repaired: readonly number[];
  /** Exposure since the first block at each block, seconds per hash: `cumulativeExposure[0]` is 0. */
  readonly cumulativeExposure: Float64Array;
}

/** Builds a series; repairs times that run backwards. At least two blocks; arrays of one length. */
export function blockSeries(columns: {
  readonly firstHeight: number;
  readonly timesSec: ArrayLike<number>;
  readonly work: ArrayLike<number>;
  readonly bits?: Uint32Array;
  readonly timeSource: TimeSource;
}): BlockSeries {
  const givenTimesSec = Float64Array.from(columns.timesSec);
  const { timesSec, repaired } = repairTimes(givenTimesSec);
  const work = Float64Array.from(columns.work);
  assert(timesSec.length === work.length && work.length >= 2, 'a block series has two blocks or more, each with work');
  const cumulativeExposure = new Float64Array(work.length);
  for (let i = 1; i < work.length; i++) {
    cumulativeExposure[i] = cumulativeExposure[i - 1]! + (timesSec[i]! - timesSec[i - 1]!) / work[i]!;
  }
  const { firstHeight, timeSource, bits } = columns;
  const known = { kind: 'blocks', firstHeight, timeSource, ...(bits === undefined ? {} : { bits }) } as const;
  return { ...known, timesSec, givenTimesSec, work, repaired, cumulativeExposure };
}

/**
 * Counts the blocks of a window of fixed times.
 *
 * @param fromSec Start, inclusive; not before the series' first block.
 * @param toSec End, exclusive; not after the series' last block.
 */
export function countBlocks(series: BlockSeries, fromSec: number, toSec: number): WindowCount {
  const first = firstIndexAtOrAfter(series.timesSec, fromSec);
  const end = firstIndexAtOrAfter(series.timesSec, toSec);
  const exposure = exposureAt(series, toSec) - exposureAt(series, fromSec);
  return { fromSec, toSec, blocks: end - first, exposure };
}

/** Index of the first block whose time is `timeSec` or later; the number of blocks if there is none. */
export function firstIndexAtOrAfter(timesSec: ArrayLike<number>, timeSec: number): number {
  let low = 0;
  let high = timesSec.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timesSec[middle]! < timeSec) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Exposure from the series' first block to a moment within its coverage.
 *
 * Until a block is found, the network works on that block: so the piece before block i counts with block i's work.
 */
function exposureAt(series: BlockSeries, timeSec: number): number {
  const { timesSec, work, cumulativeExposure } = series;
  const next = firstIndexAtOrAfter(timesSec, timeSec);
  assert(next < timesSec.length && (next > 0 || timesSec[0] === timeSec), 'the window lies within the series');
  if (next === 0) return 0;
  return cumulativeExposure[next - 1]! + (timeSec - timesSec[next - 1]!) / work[next]!;
}
