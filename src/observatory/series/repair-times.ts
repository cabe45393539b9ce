/** Block times in order, and which of them were moved to get there. */
export interface RepairedTimes {
  /** Seconds since 1970, never decreasing. */
  readonly timesSec: Float64Array;
  /** Indexes of the times that were replaced, ascending. */
  readonly repaired: readonly number[];
}

/**
 * Repairs header times that run backwards.
 *
 * Miners set the time of a header freely between median-time-past and two hours ahead, so a block's time may lie before
 * its parent's. The longest non-decreasing subsequence is believed; every other time is replaced by one interpolated
 * by index between its believed neighbours. Times that already ascend are returned as they are.
 *
 * Source: Bowden, Keeler, Krzesinski, Taylor, "Modeling and analysis of block arrival times in the Bitcoin
 * blockchain", Stochastic Models 36(4), 2020, section 3 (their repair drops what we interpolate, so that no block is
 * lost from the count).
 *
 * @param timesSec Header times in chain order, seconds since 1970.
 */
export function repairTimes(timesSec: ArrayLike<number>): RepairedTimes {
  const times = Float64Array.from(timesSec);
  const believed = longestAscendingRun(times);
  const repaired: number[] = [];
  let next = 0;
  for (let i = 0; i < times.length; i++) {
    if (believed[next] === i) {
      next++;
      continue;
    }
    const before = believed[next - 1];
    const after = believed[next];
    times[i] = interpolate(times, i, before, after);
    repaired.push(i);
  }
  return { timesSec: times, repaired };
}

/** Time of index `i` between two believed indexes; outside of them, the nearer one's time. */
function interpolate(times: Float64Array, i: number, before: number | undefined, after: number | undefined): number {
  if (before === undefined) return times[after!]!;
  if (after === undefined) return times[before]!;
  const share = (i - before) / (after - before);
  return times[before]! + share * (times[after]! - times[before]!);
}

/** Indexes of a longest non-decreasing subsequence, ascending: patience sorting, O(n log n). */
function longestAscendingRun(times: Float64Array): Int32Array {
  const tails = new Int32Array(times.length);
  const previous = new Int32Array(times.length).fill(-1);
  let length = 0;
  for (let i = 0; i < times.length; i++) {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (times[tails[middle]!]! <= times[i]!) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[i] = tails[low - 1]!;
    tails[low] = i;
    if (low === length) length++;
  }
  const run = new Int32Array(length);
  let at = length > 0 ? tails[length - 1]! : -1;
  for (let k = length - 1; k >= 0; k--) {
    run[k] = at;
    at = previous[at]!;
  }
  return run;
}
