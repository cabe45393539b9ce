import betaincinv from '@stdlib/math-base-special-betaincinv';
import { assert } from '../../bytes/assert.ts';
import { gammaQuantile } from './gamma-tail.ts';

/** What is believed of one number: a central (equal-tailed) interval and the median. Same unit for all three. */
export interface Interval {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** A Gamma distribution: mean `shape / rate`. Both above 0. */
export interface GammaLaw {
  readonly shape: number;
  readonly rate: number;
}

/** A Beta distribution of the share x, density ~ x^(a-1) (1-x)^(b-1). Both above 0. */
export interface BetaLaw {
  readonly a: number;
  readonly b: number;
}

/**
 * Asserts that a level is a share between 0 and 1, and gives the probability left out at each side.
 *
 * @param level Probability of the interval, e.g. 0.9.
 */
export function tailOf(level: number): number {
  assert(level > 0 && level < 1, 'a level lies between 0 and 1');
  return (1 - level) / 2;
}

/**
 * Central interval of a Gamma distribution.
 *
 * Each tail is asked for from its own side, so that levels near 1 keep their digits.
 */
export function gammaInterval(law: GammaLaw, level: number): Interval {
  const tail = tailOf(level);
  const { shape, rate } = law;
  assert(shape > 0 && rate > 0, 'a Gamma distribution has a shape and a rate above 0');
  return {
    low: gammaQuantile(tail, shape, 'lower') / rate,
    median: gammaQuantile(0.5, shape, 'lower') / rate,
    high: gammaQuantile(tail, shape, 'upper') / rate,
  };
}

/**
 * Central interval of the odds x / (1 - x) of a Beta-distributed share: the beta-prime distribution, which is the F
 * distribution up to a factor.
 *
 * Both x and 1 - x are asked for as quantiles, so that odds far from 1 lose no digits.
 */
export function betaOddsInterval(law: BetaLaw, level: number): Interval {
  const tail = tailOf(level);
  const { a, b } = law;
  return {
    low: betaincinv(tail, a, b) / betaincinv(tail, b, a, true),
    median: betaincinv(0.5, a, b) / betaincinv(0.5, b, a),
    high: betaincinv(tail, a, b, true) / betaincinv(tail, b, a),
  };
}
