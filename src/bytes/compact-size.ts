import { assert } from './assert.ts';

/** Largest size or count that a serialized vector may state: 32 MiB. Source: Bitcoin Core's `MAX_SIZE`. */
export const MAX_SIZE = 0x0200_0000;

/** Returns how many bytes the compact size of `value` takes: 1, 3, 5 or 9. */
export function compactSizeBytes(value: number): number {
  if (value < 0xfd) return 1;
  if (value <= 0xffff) return 3;
  return value <= 0xffff_ffff ? 5 : 9;
}

/**
 * Writes `value` as a compact size, in its one canonical form, at `offset`.
 *
 * @param value From 0 to 2^53 - 1.
 * @returns The offset after it. The caller has checked that `compactSizeBytes(value)` bytes are there.
 */
export function writeCompactSize(bytes: Uint8Array, offset: number, value: number): number {
  assert(Number.isSafeInteger(value) && value >= 0, 'a compact size is an integer from 0 on');
  const size = compactSizeBytes(value);
  assert(offset + size <= bytes.length, 'the compact size fits where it is to go');
  if (size === 1) {
    bytes[offset] = value;
    return offset + 1;
  }
  bytes[offset] = size === 3 ? 0xfd : size === 5 ? 0xfe : 0xff;
  for (let i = 1, rest = value; i < size; i++, rest = Math.floor(rest / 256)) bytes[offset + i] = rest % 256;
  return offset + size;
}
