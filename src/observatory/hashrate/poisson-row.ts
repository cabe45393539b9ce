import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import { LARGE, NEGLIGIBLE } from './gamma-tail.ts';

/** Probability of exactly `count` events when `mean` are expected. A mean of 0 gives 0 events for sure. */
export function poissonProbability(count: number, mean: number): number {
  if (mean === 0) return count === 0 ? 1 : 0;
  return Math.exp(count * Math.log(mean) - mean - gammaln(count + 1));
}

/** Probability of at most `count` events (any integer); the lower tail keeps its digits. */
export function poissonAtMost(count: number, mean: number): number {
  if (count < 0) return 0;
  if (mean === 0) return 1;
  if (mean < LARGE) return gammainc(mean, count + 1, true, true);
  return count < mean ? sumDown(count, mean) : 1 - sumUp(count + 1, mean);
}

/** Probability of at least `count` events (any integer); the upper tail keeps its digits. */
export function poissonAtLeast(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (mean === 0) return 0;
  if (mean < LARGE) return gammainc(mean, count, true, false);
  return count > mean ? sumUp(count, mean) : 1 - sumDown(count - 1, mean);
}

/** Sum of the Poisson probabilities from a count below the mean down. */
function sumDown(count: number, mean: number): number {
  let term = poissonProbability(count, mean);
  let sum = term;
  for (let k = count; k > 0 && term > sum * NEGLIGIBLE; k--) {
    term *= k / mean;
    sum += term;
  }
  return sum;
}

/** Sum of the Poisson probabilities from a count above the mean up. */
function sumUp(count: number, mean: number): number {
  let term = poissonProbability(count, mean);
  let sum = term;
  for (let k = count + 1; term > sum * NEGLIGIBLE; k++) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

/** Counts from `first` on with their probabilities: all but about 1e-22 of a Poisson distribution. */
export interface PoissonRow {
  readonly first: number;
  readonly probabilities: Float64Array;
}

/** How many standard deviations a row reaches to both sides; the additive part covers small means. */
const REACH_SIGMAS = 10;
const REACH_COUNTS = 30;

/** Lays out a Poisson distribution around its mean, by the recurrence p(k + 1) = p(k) * mean / (k + 1) from its mode. */
export function poissonRow(mean: number): PoissonRow {
  const reach = REACH_SIGMAS * Math.sqrt(mean) + REACH_COUNTS;
  const first = Math.max(0, Math.floor(mean - reach));
  const probabilities = new Float64Array(Math.ceil(mean + reach) - first + 1);
  const mode = Math.floor(mean) - first;
  probabilities[mode] = poissonProbability(first + mode, mean);
  for (let i = mode + 1; i < probabilities.length; i++) probabilities[i] = (probabilities[i - 1]! * mean) / (first + i);
  for (let i = mode; i > 0; i--) probabilities[i - 1] = (probabilities[i]! * (first + i)) / mean;
  return { first, probabilities };
}
