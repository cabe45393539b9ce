import { DAY_SEC } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';

/** How the hashrate is taken to move: what a filter of level and growth must be told. */
export interface Motion {
  /** Standard deviation of the level's random walk (of the logarithm) after a day. */
  readonly levelSd: number;
  /** The same of the growth a day. */
  readonly growthSd: number;
  /** Growth of the logarithm a day before anything is seen, and its standard deviation. */
  readonly growthPrior: { readonly mean: number; readonly sd: number };
}

/** What the online detector's baseline follows: half a percent a day, and slow changes of the growth. */
export const ONLINE_MOTION: Motion = { levelSd: 0.005, growthSd: 0.0001, growthPrior: { mean: 0.0015, sd: 0.003 } };

/** Variance of the logarithm when nothing, or nothing since a change, is known of the level. */
const UNKNOWN = 0.25;

/** Belief about the logarithm of the hashrate and its growth at one moment. */
export interface Baseline {
  readonly timeSec: number;
  /** When it began to learn. */
  readonly sinceSec: number;
  /** Logarithm of the hashrate (H/s) and its growth a day. */
  readonly level: number;
  readonly growth: number;
  readonly levelVariance: number;
  readonly covariance: number;
  readonly growthVariance: number;
}

/** The belief after one first bin, that has an exposure. */
export function firstBaseline(count: WindowCount, motion: Motion): Baseline {
  return {
    timeSec: count.toSec,
    sinceSec: count.fromSec,
    level: Math.log((count.blocks + 0.5) / count.exposure),
    growth: motion.growthPrior.mean,
    levelVariance: 1 / (count.blocks + 0.5),
    covariance: 0,
    growthVariance: motion.growthPrior.sd * motion.growthPrior.sd,
  };
}

/** Forgets the level, as after a change, and keeps the growth. */
export function restartedBaseline(belief: Baseline): Baseline {
  return { ...belief, sinceSec: belief.timeSec, levelVariance: UNKNOWN, covariance: 0 };
}

/** Moves the belief on in time: the level grows, both wander. */
export function predictBaseline(belief: Baseline, timeSec: number, motion: Motion): Baseline {
  const days = Math.max(0, timeSec - belief.timeSec) / DAY_SEC;
  return {
    ...belief,
    timeSec,
    level: belief.level + belief.growth * days,
    levelVariance:
      belief.levelVariance +
      2 * days * belief.covariance +
      days * days * belief.growthVariance +
      motion.levelSd * motion.levelSd * days,
    covariance: belief.covariance + days * belief.growthVariance,
    growthVariance: belief.growthVariance + motion.growthSd * motion.growthSd * days,
  };
}

/**
 * Learns one bin: a local linear trend (level and growth) of the logarithm, by the Kalman filter with the Poisson
 * likelihood linearized at the prediction (Fahrmeir, "Posterior mode estimation by extended Kalman filtering for
 * multivariate dynamic generalized linear models", JASA 87, 1992).
 */
export function learnBaseline(belief: Baseline, count: WindowCount, motion: Motion): Baseline {
  const before = predictBaseline(belief, count.toSec, motion);
  const expected = count.exposure * Math.exp(before.level);
  const scale = 1 / (1 + before.levelVariance * expected);
  // A first estimate from few blocks may be far off: no single step moves the level by more than a factor of e.
  const most = 1 / (before.levelVariance * scale);
  const surprise = Math.max(-most, Math.min(most, count.blocks - expected));
  return {
    ...before,
    level: before.level + before.levelVariance * scale * surprise,
    growth: before.growth + before.covariance * scale * surprise,
    levelVariance: before.levelVariance * scale,
    covariance: before.covariance * scale,
    growthVariance: before.growthVariance - before.covariance * before.covariance * expected * scale,
  };
}
