import { assert } from '../../bytes/assert.ts';
import { gammaQuantile } from '../hashrate/gamma-tail.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { Expectation } from './signal-baseline.ts';

/**
 * The mean loss over points as a share of their baseline, with what the deviations of the points leave open.
 *
 * The mean is normal around the true one with a variance of sd^2 (1 + c) / (1 - c) / n, c the correlation of neighbours. `sd`
 * was learned from how far points lie from their baseline, so the baseline's own error is in it.
 */
export function lossInterval(
  points: readonly { readonly deviation: number; readonly expected: Expectation }[],
  level: number,
): Interval {
  assert(points.length > 0, 'a loss has points');
  const mean = -points.reduce((sum, { deviation }) => sum + deviation, 0) / points.length;
  const { sd, correlation } = points[0]!.expected;
  const variance = (sd ** 2 * (1 + correlation)) / (1 - correlation) / points.length;
  // The square of a standard normal is Gamma(1/2) with rate 1/2.
  const reach = Math.sqrt(2 * gammaQuantile(level, 0.5, 'lower') * variance);
  return { low: mean - reach, median: mean, high: Math.min(1, mean + reach) };
}
