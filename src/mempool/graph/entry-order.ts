import type { MempoolEntry } from '../mempool-entry.ts';
import type { PoolEntry } from './pool-entry.ts';

// Fee rates are compared as Core does: a/b < c/d as a*d < c*b, in doubles. Where amounts are too large for that to be exact,
// both round alike.

/** Compares hashes byte by byte, from the first in memory on, as Core's `uint256` does. */
export function compareHashes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/**
 * Orders entries as they are announced: fewer ancestors first, then the higher fee rate, without what `prioritise` added, which
 * is nobody's business; then the higher txid.
 *
 * Source: Bitcoin Core's `CompareDepthAndScore`, `CompareTxMemPoolEntryByScore`.
 */
export function compareDepthAndScore(a: MempoolEntry, b: MempoolEntry): number {
  if (a.ancestorCount !== b.ancestorCount) return a.ancestorCount - b.ancestorCount;
  const [left, right] = [Number(a.feeSats) * b.vsize, Number(b.feeSats) * a.vsize];
  return left === right ? compareHashes(b.txid, a.txid) : right - left;
}

/** Works out what an entry is evicted by. Source: Bitcoin Core's `CompareTxMemPoolEntryByDescendantScore`. */
export function setEvictionScore(entry: PoolEntry): void {
  const [fee, fees] = [Number(entry.modifiedFeeSats), Number(entry.descendantFeesSats)];
  const isLifted = fees * entry.vsize > fee * entry.descendantVsize;
  entry.evictionFee = isLifted ? fees : fee;
  entry.evictionVsize = isLifted ? entry.descendantVsize : entry.vsize;
}

/**
 * Whether `a` is evicted before `b`: the lower score first, then what came later.
 *
 * Source: Bitcoin Core's `CompareTxMemPoolEntryByDescendantScore`.
 */
export function isEvictedBefore(a: PoolEntry, b: PoolEntry): boolean {
  const [left, right] = [a.evictionFee * b.evictionVsize, a.evictionVsize * b.evictionFee];
  if (left !== right) return left < right;
  return a.timeSec === b.timeSec ? a.sequence > b.sequence : a.timeSec > b.timeSec;
}

/** Whether `a` came before `b`. Source: Bitcoin Core's `CompareTxMemPoolEntryByEntryTime`. */
export function isOlder(a: PoolEntry, b: PoolEntry): boolean {
  return a.timeSec < b.timeSec;
}
