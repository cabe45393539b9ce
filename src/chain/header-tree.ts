import type { HeaderReject } from '../consensus/header-rules.ts';
import type { NetworkParams } from '../consensus/params.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { Work } from '../primitives/work.ts';
import type { HeaderAnchor } from './header-anchor.ts';

/** What became of a header. `index` is its row in the tree. */
export type AcceptResult =
  | { readonly status: 'added' | 'known'; readonly index: number }
  | { readonly status: 'rejected'; readonly reject: HeaderReject };

/** A header that no other header builds on, as `getchaintips` tells it. */
export interface HeaderTip {
  readonly index: number;
  readonly height: number;
  /** Blocks from where it leaves the best chain to the tip; 0 for the best chain's own tip. */
  readonly branchLength: number;
  readonly status: 'active' | 'headers-only';
}

/** How many checks had to be left out, or were weaker, because the tree starts at an anchor. */
export interface UncheckedCounts {
  /** Retargets whose period began before the anchor: only checked to be within the factor of 4. */
  readonly retargets: number;
  /** Headers with fewer than 11 known before them: only checked against the least median these allow. */
  readonly medianTimes: number;
  /** Headers on a testnet whose period's true difficulty is not known: bits only checked against the limit. */
  readonly minDifficultyBits: number;
}

export declare class HeaderTree {
  constructor(options: { params: NetworkParams; anchor?: HeaderAnchor; indexSalt?: number });
  accept(bytes: Uint8Array, offset: number, nowSec: number): AcceptResult;
  unchecked(): UncheckedCounts;
  get size(): number;
  get rootHeight(): number;
  tipIndex(): number;
  heightOf(index: number): number;
  timeOf(index: number): number;
  bitsOf(index: number): number;
  hashOf(index: number): BlockHash;
  indexOf(hash: BlockHash): number;
  prevOf(index: number): number;
  chainworkOf(index: number): Work;
  headerBytes(index: number): Uint8Array;
  ancestor(index: number, height: number): number;
  medianTimePast(index: number): number;
  forkPoint(a: number, b: number): number;
  atHeight(height: number): number;
  tips(): HeaderTip[];
  bestChain(): IterableIterator<number>;
}
