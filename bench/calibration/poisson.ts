import gammaln from '@stdlib/math-base-special-gammaln';
import type { Random } from './random.ts';

/**
 * Draws a Poisson number: below a mean of 10 by counting exponential waits, above by Hormann's transformed rejection
 * (PTRS, Insurance: Mathematics and Economics 12, 1993). Both are exact.
 */
export function drawPoisson(random: Random, mean: number): number {
  if (mean < 10) {
    let count = 0;
    for (let left = mean - random.exponential(); left > 0; left -= random.exponential()) count++;
    return count;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const easy = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= easy) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const accept = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (accept <= k * Math.log(mean) - mean - gammaln(k + 1)) return k;
  }
}
