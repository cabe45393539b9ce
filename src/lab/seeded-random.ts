import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { assert } from '../bytes/assert.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import type { Random } from '../ports/random.ts';

const TWO_TO_32 = 0x1_0000_0000;

/** The first words of small seeds are much alike: they are passed over. */
const WARM_UP_WORDS = 16;

/** Chance that a seed replays: the same calls get the same answers, on every machine. Not for secrets. */
export class SeededRandom implements Random {
  readonly #generator: RandomGenerator;

  /** @param seed 32-bit integer. */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    for (let i = 0; i < WARM_UP_WORDS; i++) this.#generator.next();
  }

  bytes(count: number): Uint8Array {
    const words = new Uint8Array(Math.ceil(count / 4) * 4);
    for (let at = 0; at < words.length; at += 4) writeU32Le(words, at, this.#generator.next());
    return words.subarray(0, count);
  }

  below(bound: number): number {
    assert(Number.isInteger(bound) && bound >= 1 && bound <= TWO_TO_32, 'a bound is from 1 to 2^32');
    // What is left over above the last whole multiple would make small answers likelier.
    const limit = TWO_TO_32 - (TWO_TO_32 % bound);
    for (;;) {
      const word = this.#generator.next() >>> 0;
      if (word < limit) return word % bound;
    }
  }

  u64(): bigint {
    const high = BigInt(this.#generator.next() >>> 0);
    return (high << 32n) | BigInt(this.#generator.next() >>> 0);
  }

  /** Makes a generator of its own for one part, so that what one part draws does not move the others. */
  fork(): SeededRandom {
    return new SeededRandom(this.#generator.next());
  }
}
