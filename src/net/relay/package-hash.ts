import { sha256 } from '../../crypto/hashes.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';

/**
 * Names a package: SHA-256 of its wtxids, in the order of their hex as people read it. Source: Bitcoin Core's
 * `GetPackageHash`.
 */
export function packageHash(transactions: readonly Transaction[]): Uint8Array {
  const wtxids = transactions.map(({ wtxid }) => wtxid as Uint8Array).toSorted(compareReversed);
  const joined = new Uint8Array(HASH_BYTES * wtxids.length);
  for (const [i, wtxid] of wtxids.entries()) joined.set(wtxid, i * HASH_BYTES);
  return sha256(joined);
}

/** By the last byte first, as hashes are shown. */
function compareReversed(a: Uint8Array, b: Uint8Array): number {
  for (let i = HASH_BYTES - 1; i >= 0; i--) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
