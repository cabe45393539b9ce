/** Parts that moments are sorted into by the volatility before them. */
const VOLATILITY_PARTS = 3;

/** Moments that lie this near each other are taken as one: longer than any window, and than most wild spells. */
const CLUSTER_SEC = 56 * 86_400;

/** How far from its level the share of false positives may be. */
const TOLERANCE = 0.01;

/** One moment at which nothing is known to have happened, and what the test said of it. */
export interface TestedMoment {
  /** Moments of one cluster share prices, and are no evidence apart: a span of real time, or one simulated series. */
  readonly cluster: number;
  /**
   * How much prices moved of late: how wild the market was. Not the forecast that moves are scaled by: where that erred low,
   * moments would look calm and have more false alarms, which says nothing of calm times.
   */
  readonly size: number;
  /** By horizon: p-value of the study, and of the same windows without scaling by volatility. */
  readonly pValues: readonly { readonly scaled: number; readonly plain: number }[];
}

/** The cluster of a moment of real time, seconds since 1970. */
export function clusterOf(atSec: number): number {
  return Math.floor(atSec / CLUSTER_SEC);
}

/** Share of false positives among moments, with its standard error. */
export interface FalsePositives {
  readonly share: number;
  readonly error: number;
  readonly moments: number;
}

/** Counts the moments whose p-value is at or below a level; the standard error takes each cluster as one. */
export function falsePositives(
  tested: readonly TestedMoment[],
  pValueOf: (moment: TestedMoment) => number,
  level: number,
): FalsePositives {
  const clusters = new Map<number, { moments: number; positives: number }>();
  for (const moment of tested) {
    const sums = clusters.get(moment.cluster) ?? { moments: 0, positives: 0 };
    clusters.set(moment.cluster, sums);
    sums.moments++;
    if (pValueOf(moment) <= level) sums.positives++;
  }
  const sums = [...clusters.values()];
  const share = sums.reduce((sum, { positives }) => sum + positives, 0) / tested.length;
  const squares = sums.reduce((sum, { moments, positives }) => sum + (positives - share * moments) ** 2, 0);
  const few = clusters.size / Math.max(1, clusters.size - 1);
  return { share, error: Math.sqrt(few * squares) / tested.length, moments: tested.length };
}

/** Whether a share keeps to its level: it does, it may as far as its standard error tells, or it does not. */
export type LevelVerdict = 'holds' | 'within error' | 'broken';

/** Holds a share against its level, give or take a hundredth: broken is what lies beyond by more than two errors. */
export function levelVerdict({ share, error }: FalsePositives, level: number): LevelVerdict {
  const beyond = Math.abs(share - level) - TOLERANCE;
  if (beyond <= 0) return 'holds';
  return beyond <= 2 * error ? 'within error' : 'broken';
}

/** Moments by the volatility before them, from calm to wild, in parts of equal size. */
export function byVolatility(tested: readonly TestedMoment[]): readonly (readonly TestedMoment[])[] {
  const sorted = [...tested].sort((a, b) => a.size - b.size);
  return Array.from({ length: VOLATILITY_PARTS }, (_, k) =>
    sorted.slice(
      Math.floor((k * sorted.length) / VOLATILITY_PARTS),
      Math.floor(((k + 1) * sorted.length) / VOLATILITY_PARTS),
    ),
  );
}
