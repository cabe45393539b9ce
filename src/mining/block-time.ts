import type { HeaderTree } from '../chain/header-tree.ts';
import { MAX_TIMEWARP_SEC } from '../consensus/header-rules.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { nextBits, retargetInterval } from '../consensus/retarget.ts';

/** What is read of the chain of headers. */
type TimedHeaders = Pick<HeaderTree, 'heightOf' | 'timeOf' | 'bitsOf' | 'medianTimePast' | 'periodFirst'>;

/**
 * Returns the time for the block after `prev`: now, or the earliest that the median time past and, at the start of a period,
 * BIP94 allow.
 *
 * Source: Bitcoin Core's `UpdateTime`.
 */
export function blockTimeAfter(
  params: NetworkParams,
  tree: TimedHeaders,
  { prev, nowSec }: { readonly prev: number; readonly nowSec: number },
): number {
  let timeSec = Math.max(nowSec, tree.medianTimePast(prev) + 1);
  if (params.enforceBip94 && (tree.heightOf(prev) + 1) % retargetInterval(params) === 0) {
    timeSec = Math.max(timeSec, tree.timeOf(prev) - MAX_TIMEWARP_SEC);
  }
  return timeSec;
}

/**
 * Returns the time and the bits that a header has now: time never goes back, and where late blocks may be easy, the bits follow
 * it.
 *
 * Source: Bitcoin Core's `UpdateTime`.
 */
export function updatedTime(
  params: NetworkParams,
  tree: TimedHeaders,
  header: { readonly prev: number; readonly timeSec: number; readonly bits: number; readonly nowSec: number },
): { readonly timeSec: number; readonly bits: number } {
  const { prev, bits } = header;
  const timeSec = Math.max(header.timeSec, blockTimeAfter(params, tree, header));
  return { timeSec, bits: params.allowMinDifficulty ? (nextBits(params, tree, { prev, timeSec }) ?? bits) : bits };
}
