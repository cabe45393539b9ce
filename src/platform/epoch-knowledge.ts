import { EPOCH_BLOCKS, epochAt } from '../observatory/history/epoch-table.ts';
import type { EpochTable } from '../observatory/history/epoch-table.ts';
import type { BlockHash } from '../primitives/hash.ts';

/** What is known, from outside the files being read, of one retarget period. */
export interface KnownEpoch {
  readonly firstHeight: number;
  /** Blocks that the period has, or will have: 2016. At least 1. */
  readonly blocks: number;
  readonly bits: number;
  readonly firstTimeSec: number;
  readonly firstHash: BlockHash;
  /** Hash of the period's last block; missing while the period is not over. */
  readonly lastHash?: BlockHash;
}

/** Finds what is known of the period that holds a height; `undefined` where nothing is. */
export interface EpochKnowledge {
  epochAt(height: number): KnownEpoch | undefined;
  /** Height of a block that begins or ends a known period. */
  heightOf(hash: BlockHash): number | undefined;
}

/** Knows what the table of mainnet's retargets says. */
export function epochKnowledge(table: EpochTable): EpochKnowledge {
  const isHash = (hash: BlockHash, other: BlockHash | undefined): boolean =>
    other !== undefined && hash.every((byte, i) => byte === other[i]);
  return {
    epochAt: (height) => {
      const epoch = epochAt(table, height);
      if (epoch === undefined) return undefined;
      const { firstHeight, bits, firstTimeSec, firstHash, lastHash } = epoch;
      return { firstHeight, blocks: EPOCH_BLOCKS, bits, firstTimeSec, firstHash, ...(lastHash && { lastHash }) };
    },
    heightOf: (hash) => {
      for (const { firstHeight, firstHash, lastHash } of table.epochs) {
        if (isHash(hash, firstHash)) return firstHeight;
        if (isHash(hash, lastHash)) return firstHeight + EPOCH_BLOCKS - 1;
      }
      return undefined;
    },
  };
}
