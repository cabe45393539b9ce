/** What the walk reads of a tree. Depth counts from the tree's first row; -1 stands for no such row. */
export interface SkipTree {
  depthOf(index: number): number;
  prevOf(index: number): number;
  skipOf(index: number): number;
}

/**
 * Returns the depth that a header's skip entry points to: any lower one works, this one keeps the walk to an ancestor
 * logarithmic (at most about 110 steps over 2^18 headers).
 *
 * Source: Bitcoin Core's `GetSkipHeight`.
 */
export function skipDepth(depth: number): number {
  if (depth < 2) return 0;
  return (depth & 1) !== 0 ? clearLowestBit(clearLowestBit(depth - 1)) + 1 : clearLowestBit(depth);
}

/**
 * Walks from row `index` to its ancestor at `depth`, by skip entries where they do not overshoot.
 *
 * Source: Bitcoin Core's `CBlockIndex::GetAncestor`.
 *
 * @param depth From 0 to the depth of `index`.
 */
export function walkToAncestor(tree: SkipTree, index: number, depth: number): number {
  let walk = index;
  let at = tree.depthOf(index);
  while (at > depth) {
    const skipTo = skipDepth(at);
    // The header before may have an entry that jumps further than this one's: then one step back first is better.
    const prevSkipTo = skipDepth(at - 1);
    if (skipTo === depth || (skipTo > depth && !(prevSkipTo < skipTo - 2 && prevSkipTo >= depth))) {
      walk = tree.skipOf(walk);
      at = skipTo;
    } else {
      walk = tree.prevOf(walk);
      at -= 1;
    }
  }
  return walk;
}

function clearLowestBit(value: number): number {
  return value & (value - 1);
}
