import { hash } from 'node:crypto';

import { assert } from '../bytes/assert.ts';
import { digestBytes, writeDigest } from './digest-text.ts';

const SHA256_BYTES = 32;

const inner = new Uint8Array(SHA256_BYTES);

/** Hashes bytes with SHA-256. Returns the 32 bytes of the digest. */
export function sha256(data: Uint8Array): Uint8Array {
  return digestBytes(hash('sha256', data, 'binary'));
}

/**
 * Hashes bytes with SHA-256 and writes the 32 bytes of the digest to `out` at `outOffset`.
 *
 * @param data The bytes to hash. Neither kept nor changed; may overlap `out`.
 */
export function sha256Into(data: Uint8Array, out: Uint8Array, outOffset: number): void {
  assert(outOffset >= 0 && outOffset + SHA256_BYTES <= out.length, 'the digest fits where it is to go');
  writeDigest(hash('sha256', data, 'binary'), out, outOffset);
}

/** Hashes bytes with RIPEMD-160. Returns the 20 bytes of the digest. */
export function ripemd160(data: Uint8Array): Uint8Array {
  return digestBytes(hash('ripemd160', data, 'binary'));
}

/** Hashes bytes with SHA-1, which a script may still ask for. Returns the 20 bytes of the digest. */
export function sha1(data: Uint8Array): Uint8Array {
  return digestBytes(hash('sha1', data, 'binary'));
}

/** Hashes bytes with SHA-256 and the digest with RIPEMD-160 (Core's `Hash160`). Returns 20 bytes. */
export function hash160(data: Uint8Array): Uint8Array {
  writeDigest(hash('sha256', data, 'binary'), inner, 0);
  return digestBytes(hash('ripemd160', inner, 'binary'));
}
