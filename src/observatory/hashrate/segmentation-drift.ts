import { logEvidenceWithoutChange, segment } from './segmentation.ts';
import type { Bins, Drift } from './segmentation.ts';

/**
 * Random walks that are tried beside none: standard deviation of the logarithm a day. The blocks of 2016 to 2023 fit 0.5
 * to 2 % a year at a time without change points, and about 1 % with them. So with change points the walk is kept below
 * what the largest moves would make of it, and "no change" is granted more.
 */
const SD_WITH_CHANGES = [0.005, 0.01, 0.015];
const SD_WITHOUT_CHANGES = [0.005, 0.01, 0.015, 0.02];

/** Growth that is tried first, a day; then the best is refined. */
const GROWTH_PER_DAY = [-0.008, -0.004, 0, 0.003, 0.006, 0.012];

/** Refinements of the growth: each fits a parabola through the best three. */
const REFINEMENTS = 3;

/** Bins that the fit looks at: more are joined, since drift is slow. */
const COARSE_BINS = 128;

/** The drifts that explain the counts best, with change points and without. */
export interface FittedDrifts {
  readonly withChanges: Drift;
  readonly withoutChanges: Drift;
}

/** Fits growth and random walk by maximum likelihood, once with change points and once without. */
export function fitDrifts(bins: Bins, expectedChanges: number): FittedDrifts {
  const coarse = joinBins(bins, COARSE_BINS);
  return {
    withChanges: best((drift) => segment(coarse, { drift, expectedChanges }).logEvidence, SD_WITH_CHANGES),
    withoutChanges: best((drift) => logEvidenceWithoutChange(coarse, drift), SD_WITHOUT_CHANGES),
  };
}

function best(logEvidence: (drift: Drift) => number, walks: readonly number[]): Drift {
  const at = (x: number): Tried => ({ x, y: logEvidence({ growthPerDay: x, sdPerDay: 0 }) });
  const tried = GROWTH_PER_DAY.map(at);
  for (let round = 0; round < REFINEMENTS; round++) {
    const next = parabolaTop(tried);
    if (next === undefined) break;
    tried.push(at(next));
    tried.sort((a, b) => a.x - b.x);
  }
  const straight = tried.reduce((top, one) => (one.y > top.y ? one : top));
  let winner = { drift: { growthPerDay: straight.x, sdPerDay: 0 }, value: straight.y };
  // A walk leaves little to the growth: the straight line's, and the usual ones, are enough.
  for (const sdPerDay of walks) {
    for (const growthPerDay of [straight.x, 0, 0.003]) {
      const drift = { growthPerDay, sdPerDay };
      const value = logEvidence(drift);
      if (value > winner.value) winner = { drift, value };
    }
  }
  return winner.drift;
}

interface Tried {
  readonly x: number;
  readonly y: number;
}

/** Top of the parabola through the highest point and its two neighbours. */
function parabolaTop(points: readonly Tried[]): number | undefined {
  let top = 0;
  for (let i = 1; i < points.length; i++) if (points[i]!.y > points[top]!.y) top = i;
  const [left, middle, right] = [points[top - 1], points[top]!, points[top + 1]];
  if (left === undefined || right === undefined) return undefined;
  const a = (middle.x - left.x) * (middle.y - right.y);
  const b = (middle.x - right.x) * (middle.y - left.y);
  const x = middle.x - 0.5 * (((middle.x - left.x) * a - (middle.x - right.x) * b) / (a - b));
  const isNew = x > left.x && x < right.x && Math.abs(x - middle.x) > 1e-6;
  return isNew ? x : undefined;
}

/** Joins neighbouring bins into at most `most`. */
function joinBins(bins: Bins, most: number): Bins {
  const length = bins.blocks.length;
  const each = Math.ceil(length / most);
  if (each === 1) return bins;
  const count = Math.ceil(length / each);
  const sums = (values: Float64Array): Float64Array => {
    const joined = new Float64Array(count);
    for (let i = 0; i < length; i++) joined[Math.floor(i / each)]! += values[i]!;
    return joined;
  };
  const gapDays = sums(bins.gapDays);
  const share = sums(bins.share);
  return { blocks: sums(bins.blocks), exposure: sums(bins.exposure), gapDays, share };
}
