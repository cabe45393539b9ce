/**
 * Modified z-score above which a value is an outlier: 3.5, as Iglewicz and Hoaglin advise ("How to Detect and Handle
 * Outliers", 1993).
 */
const MAX_SCORE = 3.5;

/** Makes the median absolute deviation of a normal distribution its standard deviation: 1 / Phi^-1(3/4). */
const MAD_TO_SIGMA = 1.4826;

/** Values within this share of the median are never outliers: where most agree to the cent, the MAD is next to zero. */
const NEVER_OUT = 0.005;

/** How far from the median values may lie, as a share of it, for them to count as agreeing. */
const AGREE_WITHIN = 0.05;

/** The middle of some values, and which of them were left out of it. */
export interface RobustMedian {
  /** Median of the values that were kept. */
  readonly median: number;
  /** Lowest and highest of those. */
  readonly low: number;
  readonly high: number;
  /** For each value given: whether it was dropped. */
  readonly isOutlier: readonly boolean[];
  /** How many were kept. */
  readonly kept: number;
  /** Whether more than half of all values lie within 5 % of the median. If not, nothing tells which of them are right. */
  readonly agree: boolean;
}

/**
 * Median of positive values (prices) without outliers. A value is dropped when its distance from the median of all is
 * above 3.5 scaled median absolute deviations, and above 0.5 % of the median. Fewer than three values: none is dropped,
 * since nothing tells which one is wrong.
 *
 * It holds while fewer than half of the values are wrong. `agree` tells when that can't be.
 *
 * @returns `undefined` for no values.
 */
export function robustMedian(values: readonly number[]): RobustMedian | undefined {
  if (values.length === 0) return undefined;
  const middle = median(values);
  const distances = values.map((value) => Math.abs(value - middle));
  const limit = Math.max(MAX_SCORE * MAD_TO_SIGMA * median(distances), NEVER_OUT * middle);
  const isOutlier = distances.map((distance) => values.length >= 3 && distance > limit);
  const kept = values.filter((_, k) => isOutlier[k] !== true);
  const found = median(kept);
  const near = values.filter((value) => Math.abs(value / found - 1) <= AGREE_WITHIN).length;
  return {
    median: found,
    low: Math.min(...kept),
    high: Math.max(...kept),
    isOutlier,
    kept: kept.length,
    agree: near > values.length / 2,
  };
}

/** The middle value, or the mean of the two in the middle; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
