import { readU32Le } from '../../bytes/u32-le.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';

/** First byte of every coin's key. Source: Bitcoin Core's `DB_COIN`. */
export const COIN_PREFIX = 0x43;

/** Longest key: prefix, txid, and an index of up to five bytes. */
export const MAX_COIN_KEY_BYTES: number = 1 + HASH_BYTES + 5;

/**
 * Writes the key under which a coin is kept: `C`, the txid, the output's index in as few bytes as keep the order (Core's
 * variable-length integers do not).
 *
 * @param key At least `MAX_COIN_KEY_BYTES` long; begins with `COIN_PREFIX` and the txid already.
 * @returns The key's length.
 */
export function writeCoinKeyIndex(key: Uint8Array, vout: number): number {
  let at = 1 + HASH_BYTES;
  if (vout <= 0xfc) {
    key[at++] = vout;
    return at;
  }
  const isShort = vout <= 0xffff;
  key[at++] = isShort ? 0xfd : 0xfe;
  for (let shift = isShort ? 8 : 24; shift >= 0; shift -= 8) key[at++] = vout >>> shift;
  return at;
}

/** Reads the output's index from a coin's key; -1 when it is no such key. */
export function readCoinKeyIndex(key: Uint8Array): number {
  const at = 1 + HASH_BYTES;
  const first = key[at];
  if (first === undefined || key[0] !== COIN_PREFIX) return -1;
  if (first <= 0xfc) return key.length === at + 1 ? first : -1;
  if (first === 0xfd) return key.length === at + 3 ? (key[at + 1]! << 8) | key[at + 2]! : -1;
  if (first !== 0xfe || key.length !== at + 5) return -1;
  const swapped = readU32Le(key, at + 1);
  return ((swapped << 24) | ((swapped & 0xff00) << 8) | ((swapped >>> 8) & 0xff00) | (swapped >>> 24)) >>> 0;
}
