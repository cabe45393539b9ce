import { decodeBits } from './target.ts';

/** Expected number of hashes: of one block, or summed over a chain. */
export type Work = bigint;

/**
 * Returns the expected number of hashes to find a block with these `bits`: 2^256 / (target + 1), rounded down.
 *
 * Source: Bitcoin Core's `GetBlockProof`, which writes it as (~target / (target + 1)) + 1 to stay within 256 bits.
 *
 * @returns 0 when `bits` encode zero, a negative number, or one beyond 256 bits.
 */
export function workFromBits(bits: number): Work {
  const { target, isNegative, isOverflow } = decodeBits(bits);
  if (isNegative || isOverflow || target === 0n) return 0n;
  return (1n << 256n) / (target + 1n);
}

/**
 * Returns the difficulty: how many times harder than `bits` 0x1d00ffff. Bit for bit what Bitcoin Core's RPC returns
 * (`GetDifficulty`), by the same sequence of floating-point steps; infinite when the mantissa is zero.
 */
export function difficultyFromBits(bits: number): number {
  let difficulty = 0x0000ffff / (bits & 0x00ffffff);
  let size = bits >>> 24;
  for (; size < 29; size++) difficulty *= 256;
  for (; size > 29; size--) difficulty /= 256;
  return difficulty;
}
