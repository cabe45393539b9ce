import { MEDIAN_TIME_SPAN } from '../consensus/header-rules.ts';

/** What the median reads of a tree. */
export interface TimedTree {
  timeOf(index: number): number;
  /** Row of the header before, or -1 for the first. */
  prevOf(index: number): number;
}

const sorted = new Uint32Array(MEDIAN_TIME_SPAN);

/**
 * Returns the median of the times of the header at `index` and the up to ten before it, in seconds; of the two middle ones
 * the later, where their number is even.
 *
 * Where headers before the first row exist but are not known, they count as earlier than all: the result is the least that
 * the true median can be, so that no valid header is taken for one that is too old.
 *
 * Source: Bitcoin Core's `CBlockIndex::GetMedianTimePast`; BIP113.
 *
 * @param missing How many of the eleven are not known.
 * @returns -1 where nothing is known of the median.
 */
export function medianTime(tree: TimedTree, index: number, missing: number): number {
  let known = 0;
  for (let walk = index; walk >= 0 && known < MEDIAN_TIME_SPAN; walk = tree.prevOf(walk)) {
    // Insertion from the back of the array: times mostly fall on the way back, so that each lands where it is put.
    const timeSec = tree.timeOf(walk);
    let at = MEDIAN_TIME_SPAN - 1 - known;
    for (; at < MEDIAN_TIME_SPAN - 1 && sorted[at + 1]! < timeSec; at++) sorted[at] = sorted[at + 1]!;
    sorted[at] = timeSec;
    known += 1;
  }
  const middle = ((known + missing) >>> 1) - missing;
  return middle < 0 ? -1 : sorted[MEDIAN_TIME_SPAN - known + middle]!;
}
