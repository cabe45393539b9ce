import { assert } from '../bytes/assert.ts';
import { sha256dInto } from '../crypto/sha256d.ts';
import { HASH_BYTES } from '../primitives/hash.ts';

/** The root of a tree of hashes, and whether the tree may have been made from another list of leaves. */
export interface MerkleTree {
  /** 32 bytes in wire order; zeros for no leaves. */
  readonly root: Uint8Array;
  /** Two equal hashes stood side by side, so that leaves may have been repeated at the end (CVE-2012-2459). */
  readonly isMutated: boolean;
}

/**
 * Computes the root of the tree over `leaves`, in which the last hash of an odd row is paired with itself.
 *
 * For that pairing, [1 2 3 4 5 6] and [1 2 3 4 5 6 5 6] have the same root. A block whose leaves were repeated is told by two
 * equal hashes in a pair, and must not be marked as failed, since the block with the same hash may be good.
 *
 * Source: Bitcoin Core's `ComputeMerkleRoot`.
 *
 * @param leaves Hashes of 32 bytes, one after the other. Not changed.
 */
export function merkleTree(leaves: Uint8Array): MerkleTree {
  assert(leaves.length % HASH_BYTES === 0, 'leaves are hashes of 32 bytes');
  let count = leaves.length / HASH_BYTES;
  if (count === 0) return { root: new Uint8Array(HASH_BYTES), isMutated: false };
  if (count === 1) return { root: leaves.slice(), isMutated: false };
  // One row is hashed into the place of the row before; room for one hash more, where the last of an odd row is doubled.
  const row = new Uint8Array((count + 1) * HASH_BYTES);
  row.set(leaves);
  let isMutated = false;
  while (count > 1) {
    if (!isMutated) isMutated = hasEqualPair(row, count);
    if (count % 2 === 1) row.copyWithin(count * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES);
    count = Math.ceil(count / 2);
    for (let i = 0; i < count; i++) {
      sha256dInto(row.subarray(2 * i * HASH_BYTES, 2 * (i + 1) * HASH_BYTES), row, i * HASH_BYTES);
    }
  }
  return { root: row.slice(0, HASH_BYTES), isMutated };
}

function hasEqualPair(row: Uint8Array, count: number): boolean {
  for (let at = 0; at + 2 * HASH_BYTES <= count * HASH_BYTES; at += 2 * HASH_BYTES) {
    let i = 0;
    while (i < HASH_BYTES && row[at + i] === row[at + HASH_BYTES + i]) i++;
    if (i === HASH_BYTES) return true;
  }
  return false;
}
