import { hash } from 'node:crypto';

import { digestBytes } from './digest-text.ts';

/** Hashes bytes with SHA3-256 (FIPS 202). Returns the 32 bytes of the digest. */
export function sha3256(data: Uint8Array): Uint8Array {
  return digestBytes(hash('sha3-256', data, 'binary'));
}
