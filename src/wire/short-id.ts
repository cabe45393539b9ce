import { assert } from '../bytes/assert.ts';
import { readU32Le, writeU32Le } from '../bytes/u32-le.ts';
import { sha256 } from '../crypto/hashes.ts';
import { SipHash } from '../crypto/siphash.ts';
import { HEADER_BYTES } from '../primitives/header.ts';

/** Weight of the upper 16 bits of a short id. */
const HIGH = 0x1_0000_0000;

/**
 * Makes what the short ids of one compact block are hashed with (BIP152): its key is the SHA-256 of header and nonce, so that
 * nobody can prepare transactions whose ids collide in all blocks.
 *
 * Source: Bitcoin Core's `FillShortTxIDSelector`.
 */
export function shortIdKey(header: Uint8Array, nonce: bigint): SipHash {
  assert(header.length === HEADER_BYTES, 'a header has 80 bytes');
  const preimage = new Uint8Array(HEADER_BYTES + 8);
  preimage.set(header);
  writeU32Le(preimage, HEADER_BYTES, Number(BigInt.asUintN(32, nonce)));
  writeU32Le(preimage, HEADER_BYTES + 4, Number(BigInt.asUintN(32, nonce >> 32n)));
  const digest = sha256(preimage);
  const half = (at: number): bigint => (BigInt(readU32Le(digest, at + 4)) << 32n) | BigInt(readU32Le(digest, at));
  return new SipHash(half(0), half(8));
}

/**
 * Hashes a wtxid to its short id: the lower six bytes of SipHash-2-4, as an integer below 2^48.
 *
 * @param key From `shortIdKey`.
 * @param wtxids The bytes that the wtxid's 32 stand in, at `offset`: such as `Block.wtxids`.
 */
export function shortId(key: SipHash, wtxids: Uint8Array, offset: number = 0): number {
  key.hashUint256(wtxids, offset);
  return (key.high & 0xffff) * HIGH + key.low;
}
