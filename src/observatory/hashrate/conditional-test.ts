import betainc from '@stdlib/math-base-special-betainc';
import type { WindowCount } from '../series/window-count.ts';
import { RunningTail } from './luck.ts';
import type { Direction } from './luck.ts';
import { poissonRow } from './poisson-row.ts';
import type { PoissonRow } from './poisson-row.ts';

/** Two windows, and which way a change between them is looked for. */
export interface TwoWindows {
  readonly direction: Direction;
  readonly baseline: WindowCount;
  readonly window: WindowCount;
}

/**
 * The one-sided exact conditional test of two Poisson rates.
 *
 * With no change and n blocks in both windows together, the window's share is Binomial(n, E1 / (E0 + E1)), whatever the
 * hashrate: the p-value is the probability of as few (drop) or as many (rise) blocks in the window as were seen.
 * Source: Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31,
 * 1940. The test is conservative: counts are whole numbers.
 */
export function conditionalPValue({ direction, baseline, window }: TwoWindows): number {
  const share = window.exposure / (baseline.exposure + window.exposure);
  return pValueOf({ direction, share, baselineBlocks: baseline.blocks, windowBlocks: window.blocks });
}

function pValueOf(counts: {
  readonly direction: Direction;
  /** Share of the window in the exposure of both. */
  readonly share: number;
  readonly baselineBlocks: number;
  readonly windowBlocks: number;
}): number {
  const { direction, share, baselineBlocks, windowBlocks } = counts;
  if (direction === 'drop') return baselineBlocks === 0 ? 1 : betainc(1 - share, baselineBlocks, windowBlocks + 1);
  return windowBlocks === 0 ? 1 : betainc(share, windowBlocks, baselineBlocks + 1);
}

/**
 * How many times better a claimed ratio explains the two counts than no change does.
 *
 * Both are simple hypotheses once the counts' sum is given (conditional binomial), so this is a likelihood ratio, and
 * no prior enters. Bounded by 1e300, so that it can be printed and sent.
 */
export function bayesFactorOf(ratio: number, { baseline, window }: Omit<TwoWindows, 'direction'>): number {
  const whole = baseline.exposure + window.exposure;
  const claimed = ratio * window.exposure + baseline.exposure;
  if (ratio === 0 && window.blocks > 0) return 0;
  const windowPart = window.blocks === 0 ? 0 : window.blocks * Math.log((ratio * whole) / claimed);
  const baselinePart = baseline.blocks * Math.log(whole / claimed);
  return Math.min(1e300, Math.exp(windowPart + baselinePart));
}

/** The smallest changes that the test detects with 80 % and 95 % probability; `null` where no change is large enough. */
export interface Detectable {
  readonly power80: number | null;
  readonly power95: number | null;
  /** Significance of the one-sided test: how often it raises a false alarm, at most. */
  readonly alpha: number;
}

/** A rise to more than this many times the baseline is not looked for. */
const LARGEST_RISE = 1e4;

/** Rows of counts longer than this are thinned: neighbouring limits are interpolated. */
const MAX_LIMITS = 400;

/**
 * The smallest changes (0.21 for a fall or rise of 21 %) that the conditional test would detect in these two windows with
 * 80 % and 95 % probability; see `detectableSizes`.
 */
export function detectableChange(windows: TwoWindows, alpha: number): Detectable {
  const [power80 = null, power95 = null] = detectableSizes(windows, { alpha, powers: [0.8, 0.95] });
  return { power80, power95, alpha };
}

/**
 * The smallest change that the conditional test detects with each of the probabilities asked for; `null` where none is
 * large enough.
 *
 * The baseline's hashrate is taken as measured. Power is summed over the counts of both windows; it grows with the
 * change, so the change is found by bisection.
 *
 * @param test.alpha Significance of the one-sided test.
 * @param test.powers Probabilities of detecting it, between `alpha` and 1.
 */
export function detectableSizes(
  { direction, baseline, window }: TwoWindows,
  test: { readonly alpha: number; readonly powers: readonly number[] },
): (number | null)[] {
  const { alpha, powers } = test;
  if (baseline.blocks === 0) return powers.map(() => null);
  const windowMean = (baseline.blocks / baseline.exposure) * window.exposure;
  const row = poissonRow(baseline.blocks);
  const share = window.exposure / (baseline.exposure + window.exposure);
  const limits = criticalCounts(row, { direction, share, alpha });
  const power = (size: number): number => {
    const tail = new RunningTail(windowMean * (direction === 'drop' ? 1 - size : 1 + size), direction);
    let sum = 0;
    for (let i = 0; i < limits.length; i++) {
      if (row.probabilities[i]! > 1e-12) sum += row.probabilities[i]! * tail.at(limits[i]!);
    }
    return sum;
  };
  const smallest = (wanted: number): number | null => {
    let low = 0;
    let high = direction === 'drop' ? 1 : 0.25;
    while (direction === 'rise' && high < LARGEST_RISE && power(high) < wanted) {
      low = high;
      high *= 4;
    }
    if (power(high) < wanted) return null;
    while (high - low > 1e-5 * Math.max(1, high)) {
      const middle = (low + high) / 2;
      if (power(middle) < wanted) low = middle;
      else high = middle;
    }
    return high;
  };
  return powers.map(smallest);
}

/**
 * For each count of the baseline, the count of the window that is just significant: the largest (drop; -1 if there is
 * none) or the smallest (rise). Grows with the baseline's count.
 */
export function criticalCounts(
  row: PoissonRow,
  test: { readonly direction: Direction; readonly share: number; readonly alpha: number },
): Int32Array {
  const { direction, share, alpha } = test;
  const isSignificant = (baselineBlocks: number, windowBlocks: number): boolean =>
    pValueOf({ direction, share, baselineBlocks, windowBlocks }) <= alpha;
  const limits = new Int32Array(row.probabilities.length);
  const stride = Math.max(1, Math.ceil(limits.length / MAX_LIMITS));
  let limit = -1;
  let slope = share / (1 - share);
  for (let i = 0; i < limits.length; i += stride) {
    const count = row.first + i;
    const before = limit;
    limit = Math.max(direction === 'drop' ? -1 : 0, limit + Math.floor(slope * stride));
    if (i === 0) limit = firstLimit((blocks) => isSignificant(count, blocks) === (direction === 'drop'));
    else if (direction === 'drop') {
      while (limit >= 0 && !isSignificant(count, limit)) limit--;
      while (isSignificant(count, limit + 1)) limit++;
    } else {
      while (limit > 0 && isSignificant(count, limit - 1)) limit--;
      while (!isSignificant(count, limit)) limit++;
    }
    if (i === 0 && direction === 'rise') limit++;
    if (i > 0) slope = (limit - before) / stride;
    limits[i] = limit;
    for (let k = Math.max(0, i - stride + 1); k < i; k++) {
      limits[k] = Math.floor(before + ((limit - before) * (k - i + stride)) / stride);
    }
  }
  const last = Math.floor((limits.length - 1) / stride) * stride;
  for (let k = last + 1; k < limits.length; k++) limits[k] = Math.floor(limit + slope * (k - last));
  return limits;
}

/** The largest count for which a condition, true up to a point, holds; -1 if it never does. */
function firstLimit(holds: (count: number) => boolean): number {
  if (!holds(0)) return -1;
  let low = 0;
  let high = 1;
  while (holds(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
