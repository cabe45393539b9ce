import type { HeaderTree } from '../chain/header-tree.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { EpochKnowledge } from './epoch-knowledge.ts';

/** A block of the best chain that is not the one the table of retargets names. */
export interface EpochMismatch {
  readonly code: 'epoch-table-mismatch';
  readonly height: number;
  readonly expected: BlockHash;
  readonly found: BlockHash;
}

/**
 * Holds the best chain against what is known of retarget periods: the first and the last block of each.
 *
 * All rules hold for a chain that somebody mined apart at low difficulty, too: this is what tells it from the network's.
 *
 * @returns How many blocks were compared, or the lowest one that differs.
 */
export function compareWithEpochs(
  tree: HeaderTree,
  epochs: EpochKnowledge,
): { readonly compared: number } | EpochMismatch {
  const tipHeight = tree.heightOf(tree.tipIndex());
  let compared = 0;
  for (let height = tree.rootHeight; height <= tipHeight;) {
    const epoch = epochs.epochAt(height);
    if (epoch === undefined) break;
    const lastHeight = epoch.firstHeight + epoch.blocks - 1;
    for (const [at, expected] of [
      [epoch.firstHeight, epoch.firstHash],
      [lastHeight, epoch.lastHash],
    ] as const) {
      const index = tree.atHeight(at);
      if (index < 0 || expected === undefined) continue;
      const found = tree.hashOf(index);
      if (!sameHash(found, expected)) return { code: 'epoch-table-mismatch', height: at, expected, found };
      compared++;
    }
    height = lastHeight + 1;
  }
  return { compared };
}

/** Whether two hashes are equal, byte for byte. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
