import { HASH_BYTES } from './hash.ts';
import type { HashKey } from './hash-key.ts';

/** Writes the 32 bytes that `hashKey` made a key of to `out`, from its beginning. */
export function writeHashOfKey(key: HashKey, out: Uint8Array): void {
  for (let i = 0; i < HASH_BYTES / 2; i++) {
    const unit = key.charCodeAt(i);
    out[2 * i] = unit & 0xff;
    out[2 * i + 1] = unit >>> 8;
  }
}

/** Returns the 32 bytes that `hashKey` made a key of. */
export function hashOfKey(key: HashKey): Uint8Array {
  const hash = new Uint8Array(HASH_BYTES);
  writeHashOfKey(key, hash);
  return hash;
}
