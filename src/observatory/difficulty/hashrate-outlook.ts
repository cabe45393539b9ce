import { assert } from '../../bytes/assert.ts';
import { firstBaseline, learnBaseline, predictBaseline } from '../hashrate/online-baseline.ts';
import type { Baseline, Motion } from '../hashrate/online-baseline.ts';
import { logPredictive } from '../hashrate/segmentation.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';

/** One way the hashrate may move, and how likely it is before any block is seen. */
interface Hypothesis extends Motion {
  readonly weight: number;
}

/** How it may move: not at all, or by a growth and a random walk of some strength. */
const HYPOTHESES: readonly Hypothesis[] = [
  { levelSd: 0, growthSd: 0, growthPrior: { mean: 0, sd: 0 }, weight: 0.35 },
  { levelSd: 0, growthSd: 0, growthPrior: { mean: 0.002, sd: 0.002 }, weight: 0.1 },
  { levelSd: 0.006, growthSd: 0, growthPrior: { mean: 0.002, sd: 0.002 }, weight: 0.12 },
  { levelSd: 0.012, growthSd: 0, growthPrior: { mean: 0.002, sd: 0.002 }, weight: 0.2 },
  { levelSd: 0.022, growthSd: 0, growthPrior: { mean: 0.002, sd: 0.002 }, weight: 0.2 },
  { levelSd: 0.045, growthSd: 0, growthPrior: { mean: 0.002, sd: 0.002 }, weight: 0.03 },
];

/** What the counts say of the hashrate now, under each hypothesis. */
export interface HashrateOutlook {
  readonly parts: readonly { readonly weight: number; readonly belief: Baseline; readonly motion: Motion }[];
}

/** A Gamma law for the hashrate (H/s), and how likely its hypothesis is. Weights sum to 1. */
export interface WeightedGamma {
  readonly weight: number;
  readonly shape: number;
  readonly rate: number;
}

/**
 * Learns the hashrate from consecutive counts, as a mixture over how much it may move by itself: each hypothesis runs a
 * filter of level and growth, and is weighted by how well it foretold each bin (prequential evidence; Dawid, "Statistical
 * theory: the prequential approach", J. R. Statist. Soc. A 147, 1984).
 *
 * @param counts Ascending, the last one up to now; at least one with an exposure.
 */
export function hashrateOutlook(counts: readonly WindowCount[]): HashrateOutlook {
  const start = counts.findIndex((count) => count.exposure > 0);
  assert(start >= 0, 'an outlook needs a count with an exposure');
  const reference = Math.log((counts[start]!.blocks + 0.5) / counts[start]!.exposure);
  const runs = HYPOTHESES.map((hypothesis) => {
    let belief = firstBaseline(counts[start]!, hypothesis);
    let logWeight = Math.log(hypothesis.weight);
    for (const count of counts.slice(start + 1)) {
      const before = predictBaseline(belief, count.toSec, hypothesis);
      const shape = 1 / before.levelVariance;
      // Levels are scaled to 1 here, so what `logPredictive` leaves out differs between hypotheses: blocks * level.
      logWeight += logPredictive(shape, shape, count.blocks, count.exposure * Math.exp(before.level));
      logWeight += count.blocks * (before.level - reference);
      belief = learnBaseline(belief, count, hypothesis);
    }
    return { logWeight, belief, motion: hypothesis };
  });
  const highest = Math.max(...runs.map(({ logWeight }) => logWeight));
  const total = runs.reduce((sum, { logWeight }) => sum + Math.exp(logWeight - highest), 0);
  return {
    parts: runs.map(({ logWeight, belief, motion }) => ({
      weight: Math.exp(logWeight - highest) / total,
      belief,
      motion,
    })),
  };
}

/**
 * The mean hashrate over the time to come, as a mixture of Gamma laws.
 *
 * With level l and growth g known up to a covariance, the mean over D days has the logarithm l + g D / 2, and the random
 * walk that lies ahead adds levelSd^2 D / 3 to its variance (the mean of a Brownian motion over [0, D]).
 *
 * @param days D; 0 for the hashrate now.
 */
export function meanHashrateAhead(outlook: HashrateOutlook, days: number): WeightedGamma[] {
  return outlook.parts.map(({ weight, belief, motion }) => {
    const variance =
      belief.levelVariance +
      days * belief.covariance +
      ((days * days) / 4) * belief.growthVariance +
      (motion.levelSd * motion.levelSd * days) / 3;
    const shape = 1 / variance;
    return { weight, shape, rate: shape / Math.exp(belief.level + (belief.growth * days) / 2) };
  });
}

/** Days in so many seconds. */
export function daysFromSec(seconds: number): number {
  return seconds / DAY_SEC;
}
