import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance from a seed, in integers: the same on every machine and version of Node. */
export class SeededRandom {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** An integer from 0 to `bound` - 1; `bound` is far below 2^32, so that the remainder's bias does not show. */
  below(bound: number): number {
    return (this.#generator.next() >>> 0) % bound;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** Picks a row by its weight. */
  pick<T extends { readonly weight: number }>(rows: readonly T[]): T {
    let at = this.below(rows.reduce((sum, { weight }) => sum + weight, 0));
    const row = rows.find(({ weight }) => (at -= weight) < 0);
    if (row === undefined) throw new RangeError('weights are above 0');
    return row;
  }
}
