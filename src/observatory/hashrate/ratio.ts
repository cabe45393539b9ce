import betainc from '@stdlib/math-base-special-betainc';
import { assert } from '../../bytes/assert.ts';
import type { WindowCount } from '../series/window-count.ts';
import { fitGrowth } from './growth.ts';
import type { GrowthFit } from './growth.ts';
import { betaOddsInterval, tailOf } from './interval.ts';
import type { BetaLaw, Interval } from './interval.ts';

/** Two windows to be compared; they must not overlap. Neither needs a block; both need an exposure. */
export interface RatioQuestion {
  readonly baseline: WindowCount;
  readonly window: WindowCount;
  /** Level of the interval, e.g. 0.9. */
  readonly level: number;
}

/** A ratio of hashrates in which the baseline's growth is carried on into the window. */
export interface RatioWithGrowth extends Interval {
  /** The baseline's growth as a factor a day: 1.003 is 0.3 % a day. */
  readonly growthPerDay: Interval;
}

/**
 * Ratio of the hashrate in a window to that in a baseline.
 *
 * With Jeffreys' prior each hashrate is Gamma distributed (see `windowPosterior`), and their ratio is
 * (E0 / E1) * beta-prime(n1 + 1/2, n0 + 1/2), which is a scaled F distribution (Price and Bonett, "Estimating the ratio
 * of two Poisson rates", Computational Statistics & Data Analysis 34, 2000). Both are taken as constant in their window.
 */
export function hashrateRatio({ baseline, window, level }: RatioQuestion): Interval {
  assert(baseline.exposure > 0 && window.exposure > 0, 'both windows have an exposure');
  const { low, median, high } = betaOddsInterval({ a: window.blocks + 0.5, b: baseline.blocks + 0.5 }, level);
  const scale = baseline.exposure / window.exposure;
  return { low: low * scale, median: median * scale, high: high * scale };
}

/**
 * Ratio of the hashrate in a window to what the baseline's own growth led to expect there.
 *
 * The baseline's bins follow H(t) = H0 * exp(g t). Given g, the ratio is a scaled beta-prime, as without growth (the
 * level H0 is integrated in closed form); over g the mixture is summed numerically. The prior of g is normal with mean
 * 0 and standard deviation 10 % a day: wider than any growth seen, so that the intervals hold the truth as often as they
 * say whatever the growth, but proper, so that a baseline of a day does not extrapolate its luck without end.
 *
 * @param question.bins The baseline in parts, ascending; at least two with an exposure.
 */
export function hashrateRatioWithGrowth(question: {
  readonly bins: readonly WindowCount[];
  readonly window: WindowCount;
  readonly level: number;
}): RatioWithGrowth {
  const { bins, window, level } = question;
  assert(window.exposure > 0, 'the window has an exposure');
  const fit = fitGrowth(bins, window, level);
  const blocks = bins.reduce((sum, bin) => sum + bin.blocks, 0);
  const law = { a: window.blocks + 0.5, b: blocks + 0.5 };
  const tail = tailOf(level);
  // Where to begin looking: the ratio without a doubt about the growth.
  const odds = betaOddsInterval(law, level);
  const middle = Math.log(fit.nodes[fit.nodes.length >> 1]!.scale);
  const quantile = (p: number, guess: number): number =>
    Math.exp(mixtureQuantile(fit, law, { p, guess: Math.log(guess) + middle }));
  return {
    low: quantile(tail, odds.low),
    median: quantile(0.5, odds.median),
    high: quantile(1 - tail, odds.high),
    growthPerDay: fit.growthPerDay,
  };
}

/** Log ratio that the mixture over growth rates stays below with probability `p`: bracketed, then Illinois' rule. */
function mixtureQuantile(fit: GrowthFit, law: BetaLaw, at: { readonly p: number; readonly guess: number }): number {
  const miss = (logRatio: number): number => mixtureCdf(fit, law, logRatio) - at.p;
  let width = 0.1;
  let low = at.guess - width;
  let high = at.guess + width;
  let missLow = miss(low);
  let missHigh = miss(high);
  while (missLow > 0) {
    width *= 2;
    low -= width;
    missLow = miss(low);
  }
  while (missHigh < 0) {
    width *= 2;
    high += width;
    missHigh = miss(high);
  }
  for (let step = 0; step < 60 && high - low > 1e-7; step++) {
    let next = (low * missHigh - high * missLow) / (missHigh - missLow);
    if (!(next > low && next < high)) next = (low + high) / 2;
    const missNext = miss(next);
    if (Math.abs(missNext) < 1e-9) return next;
    if (missNext < 0) {
      low = next;
      missLow = missNext;
      missHigh /= 2;
    } else {
      high = next;
      missHigh = missNext;
      missLow /= 2;
    }
  }
  return (low + high) / 2;
}

/** Probability that the ratio lies below exp(`logRatio`). */
function mixtureCdf(fit: GrowthFit, law: BetaLaw, logRatio: number): number {
  const ratio = Math.exp(logRatio);
  let sum = 0;
  for (const { weight, scale } of fit.nodes) {
    const odds = ratio / scale;
    sum += weight * betainc(odds / (1 + odds), law.a, law.b);
  }
  return sum;
}
