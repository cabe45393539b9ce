import type { ChainState } from '../../chain/chain-state.ts';
import type { HeaderTree } from '../../chain/header-tree.ts';
import type { BlockHash } from '../../primitives/hash.ts';

/** So many hashes nearest to the tip, and two more, come one by one; from then on the steps double. */
const DENSE_HASHES = 10;

/**
 * Names a chain by some of its blocks, from the last to the first: twelve in a row, then with steps that double.
 *
 * Source: Bitcoin Core's `LocatorEntries`.
 */
export function blockLocator(tree: HeaderTree, row: number): BlockHash[] {
  const hashes: BlockHash[] = [];
  let step = 1;
  for (let walk = row; walk >= 0;) {
    hashes.push(tree.hashOf(walk));
    const height = tree.heightOf(walk);
    if (height === 0) break;
    walk = tree.ancestor(walk, Math.max(height - step, 0));
    if (hashes.length > DENSE_HASHES) step *= 2;
  }
  return hashes;
}

/**
 * Finds the last block of the active chain that a locator names; the first block when it names none.
 *
 * Source: Bitcoin Core's `FindForkInGlobalIndex`.
 *
 * @param locator At most `MAX_LOCATOR_HASHES`; the caller has seen to that.
 */
export function findLocatorFork(chain: ChainState, locator: readonly BlockHash[]): number {
  const { tree, active } = chain;
  for (const hash of locator) {
    const row = tree.indexOf(hash);
    if (row < 0) continue;
    if (active.has(row)) return row;
    if (tree.ancestor(row, active.height) === active.tip) return active.tip;
  }
  return active.at(0);
}
