import type { BlockHash } from '../primitives/hash.ts';

/** What is known, from outside the files being read, of one retarget period. */
export interface KnownEpoch {
  readonly firstHeight: number;
  readonly bits: number;
  readonly firstTimeSec: number;
  readonly firstHash: BlockHash;
  /** Hash of the period's last block; missing while the period is not over. */
  readonly lastHash?: BlockHash;
}

/** Finds what is known of the period that holds a height; `undefined` where nothing is. */
export interface EpochKnowledge {
  epochAt(height: number): KnownEpoch | undefined;
}
