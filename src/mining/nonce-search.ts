import { readU32Le, writeU32Le } from '../bytes/u32-le.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { checkHashMeetsTarget, networkTargetFromBits } from '../consensus/proof-of-work.ts';
import { sha256dInto } from '../crypto/sha256d.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS } from '../primitives/header.ts';

const LAST_NONCE = 0xffff_ffff;

/** What a search came to. */
export interface NonceSearch {
  /** Whether the header now has a hash that does. */
  readonly isFound: boolean;
  /** Hashes that were made. */
  readonly hashes: number;
}

/**
 * Searches, from a header's own nonce on, one with which its hash is at or below the target that its bits say, and leaves it
 * in place.
 *
 * For blocks that are easy, as on regtest, where every second nonce does: nothing but the header is hashed.
 *
 * Source: Bitcoin Core's `GenerateBlock`.
 *
 * @param bytes A header, or a block; changed in place.
 * @param options.maxHashes When to give up. The search also ends with the last nonce there is.
 */
export function searchNonce(
  bytes: Uint8Array,
  options: { readonly params: NetworkParams; readonly maxHashes: number },
): NonceSearch {
  const target = networkTargetFromBits(options.params, readU32Le(bytes, HEADER_OFFSETS.bits));
  const header = bytes.subarray(0, HEADER_BYTES);
  const hash = new Uint8Array(HASH_BYTES) as Uint8Array as BlockHash;
  let hashes = 0;
  for (let nonce = readU32Le(header, HEADER_OFFSETS.nonce); nonce <= LAST_NONCE; nonce++) {
    if (hashes >= options.maxHashes) break;
    writeU32Le(header, HEADER_OFFSETS.nonce, nonce);
    sha256dInto(header, hash, 0);
    hashes++;
    if (checkHashMeetsTarget(hash, target) === undefined) return { isFound: true, hashes };
  }
  return { isFound: false, hashes };
}
