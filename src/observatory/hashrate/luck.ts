import { assert } from '../../bytes/assert.ts';
import { poissonAtLeast, poissonAtMost, poissonProbability, poissonRow } from './poisson-row.ts';

/** Which way a change goes. */
export type Direction = 'drop' | 'rise';

/** Two exposures and one hashrate for both: no change at all. */
export interface NoChange {
  readonly direction: Direction;
  /** The change that luck has to show: 0.12 for a ratio of at most 0.88 (drop) or at least 1.12 (rise). */
  readonly size: number;
  /** Expected blocks in the baseline and in the window. */
  readonly baselineMean: number;
  readonly windowMean: number;
}

/** Ratios that are equal on paper may differ in the last digits: 22 blocks of 25 are a fall of 12 %. */
const ROUNDING = 1e-9;

/**
 * How often luck alone shows a change at least as large as a given one, in the measured ratio (n1 / E1) / (n0 / E0).
 *
 * Sums over both Poisson distributions, without chance: for each count of the baseline the tail of the window's counts
 * that are far enough off. A baseline without a block measures no fall; with blocks after it, an endless rise.
 */
export function luckOf(test: NoChange): number {
  const { direction, size, baselineMean, windowMean } = test;
  assert(baselineMean > 0 && windowMean > 0, 'both windows expect blocks');
  const row = poissonRow(baselineMean);
  const ratio = direction === 'drop' ? 1 - size : 1 + size;
  const perBlock = (ratio * windowMean) / baselineMean;
  const limitAt = (count: number): number =>
    direction === 'drop' ? Math.floor(count * perBlock * (1 + ROUNDING)) : Math.ceil(count * perBlock * (1 - ROUNDING));
  const tail = new RunningTail(windowMean, direction);
  let luck = 0;
  for (let i = 0; i < row.probabilities.length; i++) {
    const count = row.first + i;
    if (count === 0) luck += direction === 'drop' ? 0 : row.probabilities[0]! * poissonAtLeast(1, windowMean);
    else luck += row.probabilities[i]! * tail.at(limitAt(count));
  }
  return Math.min(1, luck);
}

/** Limits so close to the last one are reached by summing; farther ones cost an incomplete Gamma function. */
const FEW = 100;

/**
 * A tail of a Poisson distribution (at most, or at least, a limit) at limits that rise: one incomplete Gamma function
 * at the first, then sums of single probabilities.
 */
export class RunningTail {
  readonly #mean: number;
  readonly #direction: Direction;
  #limit = Number.NaN;
  #tail = 0;
  #probability = 0;

  /** `drop`: the tail at most the limit; `rise`: the tail at least the limit. */
  constructor(mean: number, direction: Direction) {
    this.#mean = mean;
    this.#direction = direction;
  }

  /** The tail at a limit not below the last one. Far in the upper tail, differences stop at 1e-16 of the first tail. */
  at(limit: number): number {
    const isDrop = this.#direction === 'drop';
    if (limit < 0) return isDrop ? 0 : 1;
    if (!(limit - this.#limit <= FEW) || this.#probability === 0) return this.#jump(limit);
    while (this.#limit < limit) {
      // `#probability` is that of the limit itself.
      if (!isDrop) this.#tail -= this.#probability;
      this.#limit++;
      this.#probability *= this.#mean / this.#limit;
      if (isDrop) this.#tail += this.#probability;
    }
    return isDrop ? Math.min(1, this.#tail) : Math.max(0, this.#tail);
  }

  #jump(limit: number): number {
    this.#limit = limit;
    this.#tail = this.#direction === 'drop' ? poissonAtMost(limit, this.#mean) : poissonAtLeast(limit, this.#mean);
    this.#probability = poissonProbability(limit, this.#mean);
    return this.#tail;
  }
}
