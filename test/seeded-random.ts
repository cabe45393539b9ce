import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import type { Random } from '../src/ports/random.ts';

/** Chance that a seed replays, for tests. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const u32 = (): number => generator.next() >>> 0;
  const u64 = (): bigint => (BigInt(u32()) << 32n) | BigInt(u32());
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => u32() >>> 24),
    // The bias of the product is below 2^-21 for the bounds that tests use.
    below: (bound) => Math.floor((u32() * bound) / 0x1_0000_0000),
    u64,
  };
}
