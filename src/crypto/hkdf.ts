import { sha256 } from './hashes.ts';

/** Bytes of a block of SHA-256, to which the key of an HMAC is filled up. */
const BLOCK_BYTES = 64;

/** HMAC with SHA-256 (RFC 2104). Returns 32 bytes. */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const short = key.length > BLOCK_BYTES ? sha256(key) : key;
  const inner = new Uint8Array(BLOCK_BYTES + data.length).fill(0x36, 0, BLOCK_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + 32).fill(0x5c, 0, BLOCK_BYTES);
  for (const [i, byte] of short.entries()) {
    inner[i]! ^= byte;
    outer[i]! ^= byte;
  }
  inner.set(data, BLOCK_BYTES);
  outer.set(sha256(inner), BLOCK_BYTES);
  return sha256(outer);
}

/**
 * HKDF with SHA-256 (RFC 5869), of which only keys of 32 bytes are taken: one per purpose.
 *
 * Source: Bitcoin Core's `CHKDF_HMAC_SHA256_L32`.
 */
export class HkdfSha256 {
  readonly #pseudorandomKey: Uint8Array;

  /**
   * @param salt Need not be secret.
   * @param secret What the keys are made from.
   */
  constructor(salt: Uint8Array, secret: Uint8Array) {
    this.#pseudorandomKey = hmacSha256(salt, secret);
  }

  /** Returns the 32 bytes for a purpose, which is named in ASCII. */
  expand32(info: string): Uint8Array {
    const data = Uint8Array.from(`${info}\u0001`, (character) => character.charCodeAt(0));
    return hmacSha256(this.#pseudorandomKey, data);
  }
}
