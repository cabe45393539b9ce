import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Seeded chance for the calibration: the same (seed, stream) draws the same numbers on every machine. */
export class Random {
  readonly #generator: RandomGenerator;

  /** `stream` numbers independent sequences of one seed, so that history 4711 can be drawn without the 4710 before it. */
  constructor(seed: number, stream: number) {
    this.#generator = xoroshiro128plus(mix(mix(seed | 0) ^ stream));
    // The generator's own seeding leaves most of its state constant: the first outputs of near seeds are alike.
    for (let i = 0; i < 16; i++) this.#generator.next();
  }

  /** Uniform on (0, 1): 53 bits, never 0. */
  uniform(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 67_108_864 + low + 0.5) / 9_007_199_254_740_992;
  }

  /** Uniform between two bounds. */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  /** Normal with mean 0 and standard deviation 1 (Box and Muller 1958; the second of the pair is dropped). */
  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** The finalizer of MurmurHash3 (Appleby 2011): spreads each bit of a 32-bit number over all others. */
function mix(value: number): number {
  let hash = Math.imul((value + 0x9e3779b9) | 0, 0x85ebca6b);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
