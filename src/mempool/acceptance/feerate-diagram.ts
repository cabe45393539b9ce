import { txidToHex } from '../../primitives/hash.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';

/** Transactions that are mined together. Source: Bitcoin Core's `FeeFrac`. */
export interface Chunk {
  readonly feeSats: bigint;
  readonly vsize: number;
}

/**
 * Checks that a replacement makes the mempool better for miners whatever room they have: that the fees of the best
 * transactions of any size do not fall, and rise somewhere. Done only where clusters have at most two transactions.
 *
 * Source: Bitcoin Core's `ImprovesFeerateDiagram`, `CalculateChunksForRBF`, `CheckConflictTopology`.
 *
 * @param conflicts What it conflicts with directly.
 * @param replaced The same and all their descendants.
 * @returns What is wrong, or `undefined`.
 */
export function findWorseDiagram(
  conflicts: readonly PoolEntry[],
  replaced: readonly PoolEntry[],
  replacement: Chunk,
): string | undefined {
  for (const conflict of conflicts) {
    const problem = topologyProblem(conflict);
    if (problem !== undefined) return problem;
  }
  const before = replaced.flatMap(oldChunks);
  const after: Chunk[] = [replacement];
  for (const { parents } of conflicts) {
    const [parent] = parents;
    if (parent !== undefined && !replaced.includes(parent)) {
      after.push({ feeSats: parent.modifiedFeeSats, vsize: parent.vsize });
    }
  }
  return isBetter(after, before) ? undefined : 'insufficient feerate: does not improve feerate diagram';
}

function topologyProblem(conflict: PoolEntry): string | undefined {
  const { ancestorCount, descendantCount, parents, children } = conflict;
  const name = txidToHex(conflict.txid);
  if (ancestorCount > 2) return `${name} has ${ancestorCount - 1} ancestors, max 1 allowed`;
  if (descendantCount > 2) return `${name} has ${descendantCount - 1} descendants, max 1 allowed`;
  const [[parent], [child]] = [parents, children];
  if (parent !== undefined && child !== undefined) {
    return `${name} has both ancestor and descendant, exceeding cluster limit of 2`;
  }
  if (child !== undefined && child.ancestorCount > 2) {
    return `${name} is not the only parent of child ${txidToHex(child.txid)}`;
  }
  return parent !== undefined && parent.descendantCount > 2
    ? `${name} is not the only child of parent ${txidToHex(parent.txid)}`
    : undefined;
}

/** The chunks of the cluster of an entry that has no child; none for one that has, which comes with it. */
function oldChunks(entry: PoolEntry): Chunk[] {
  if (entry.descendantCount > 1) return [];
  const alone = { feeSats: entry.modifiedFeeSats, vsize: entry.vsize };
  if (entry.ancestorCount === 1) return [alone];
  const both = { feeSats: entry.ancestorFeesSats, vsize: entry.ancestorVsize };
  if (compareRates(alone, both) > 0) return [both];
  return [{ feeSats: both.feeSats - alone.feeSats, vsize: both.vsize - alone.vsize }, alone];
}

/** Compares two diagrams: better nowhere less and somewhere more. Source: Bitcoin Core's `CompareChunks`. */
function isBetter(after: readonly Chunk[], before: readonly Chunk[]): boolean {
  const [left, right] = [after, before].map((chunks) => chunks.toSorted((a, b) => compareRates(b, a)));
  let isBetterSomewhere = false;
  for (const size of [...corners(left!), ...corners(right!)]) {
    const [a, b] = [feesAt(left!, size), feesAt(right!, size)];
    const difference = a.numerator * b.denominator - b.numerator * a.denominator;
    if (difference < 0n) return false;
    isBetterSomewhere ||= difference > 0n;
  }
  return isBetterSomewhere;
}

/** Sizes at which the line of fees over size bends. */
function corners(chunks: readonly Chunk[]): number[] {
  let size = 0;
  return chunks.map(({ vsize }) => (size += vsize));
}

/** Fees of the first `size` virtual bytes, as a fraction. After the last chunk nothing is added. */
function feesAt(chunks: readonly Chunk[], size: number): { readonly numerator: bigint; readonly denominator: bigint } {
  let [fees, left] = [0n, size];
  for (const { feeSats, vsize } of chunks) {
    if (left < vsize) {
      const denominator = BigInt(vsize);
      return { numerator: fees * denominator + feeSats * BigInt(left), denominator };
    }
    fees += feeSats;
    left -= vsize;
  }
  return { numerator: fees, denominator: 1n };
}

function compareRates(a: Chunk, b: Chunk): number {
  const difference = a.feeSats * BigInt(b.vsize) - b.feeSats * BigInt(a.vsize);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
