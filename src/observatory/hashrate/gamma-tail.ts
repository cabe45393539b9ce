import gammaincinv from '@stdlib/math-base-special-gammaincinv';
import gammaln from '@stdlib/math-base-special-gammaln';

/*
 * stdlib's incomplete Gamma function (0.3.1, and 0.2.3 within its inverse) is right to 1e-13 up to x = 1000. Above it
 * takes an asymptotic series for x >> shape also where x is about the shape, and its upper tail is off by up to 2 %
 * (at shape 1000; `gamma-tail.test.ts` shows it). From LARGE on, plain sums take its place, here and for Poisson tails.
 */

/** Values of x from which stdlib's incomplete Gamma function is left aside. */
export const LARGE = 900;

/** Terms smaller than this, as a share of the sum, end it. */
export const NEGLIGIBLE = 1e-17;

/** Steps of Newton's method from stdlib's quantile, which is off by 0.2 at most: the second is to 1e-9 already. */
const NEWTON_STEPS = 3;

/** Quantile of the Gamma distribution with rate 1. `upper` asks for the value that is exceeded with probability `p`. */
export function gammaQuantile(p: number, shape: number, tail: 'lower' | 'upper'): number {
  let x = gammaincinv(p, shape, tail === 'upper');
  if (x < LARGE) return x;
  const goal = tail === 'upper' ? 1 - p : p;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const density = gammaDensity(x, shape);
    if (density === 0) break;
    x -= (gammaBelow(x, shape) - goal) / density;
  }
  return x;
}

/** Density of the Gamma distribution with rate 1. */
function gammaDensity(x: number, shape: number): number {
  return Math.exp((shape - 1) * Math.log(x) - x - gammaln(shape));
}

/** Probability below x: the power series x^a e^-x / Gamma(a + 1) * (1 + x / (a + 1) + ...) (DLMF 8.11.4). */
function gammaBelow(x: number, shape: number): number {
  let term = gammaDensity(x, shape) * (x / shape);
  let sum = term;
  for (let k = shape + 1; term > sum * NEGLIGIBLE; k++) {
    term *= x / k;
    sum += term;
  }
  return sum;
}
