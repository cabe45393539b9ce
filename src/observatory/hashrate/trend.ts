import { assert } from '../../bytes/assert.ts';
import { joinCounts } from '../series/window-count.ts';
import type { WindowCount } from '../series/window-count.ts';
import type { Interval } from './interval.ts';
import { tailOf } from './interval.ts';
import { layLogGrid } from './log-grid.ts';
import type { LogGrid } from './log-grid.ts';
import { TrendFilter, likelihoods } from './trend-filter.ts';

/** The trend in the middle of one bin, H/s: an interval at the level asked for, and one at 50 %. */
export interface TrendPoint extends Interval {
  readonly timeSec: number;
  readonly low50: number;
  readonly high50: number;
}

/** The course of the hashrate: one point a bin, and what the blocks say about how fast it moves. */
export interface Trend {
  readonly points: readonly TrendPoint[];
  /** Probability of each volatility that matters; `dailySd` is the standard deviation of a day's drift, as a share. */
  readonly volatility: readonly { readonly dailySd: number; readonly probability: number }[];
}

/** One way the hashrate may move, and how likely it is before any block is seen. */
interface Hypothesis {
  readonly dailySd: number;
  readonly growthPerDay: number;
  readonly weight: number;
}

/** Weight of a hashrate that is constant but for jumps: the rest is growth and random walk. */
const CONSTANT = 0.7;

/**
 * Random walks considered: standard deviation of the log hashrate after a day, with weights, and growth a day likewise.
 *
 * The weights follow the retargets (`data/mainnet-epochs.csv`): beyond luck, the mean hashrates of neighbouring epochs of
 * 2015 to 2023 differ as those of a random walk of 0.6 to 3.1 % a day (a year at a time; the median is 1.4 %) that grows
 * by 0.1 to 0.5 % a day.
 */
const WALKS: readonly (readonly [dailySd: number, weight: number])[] = [
  [0.0065, 0.22],
  [0.01, 0.28],
  [0.015, 0.28],
  [0.023, 0.15],
  [0.04, 0.05],
  [0.08, 0.02],
];
const GROWTHS: readonly (readonly [growthPerDay: number, weight: number])[] = [
  [0, 0.3],
  [0.0015, 0.25],
  [0.003, 0.25],
  [0.006, 0.2],
];

const HYPOTHESES: readonly Hypothesis[] = [
  { dailySd: 0, growthPerDay: 0, weight: CONSTANT },
  ...WALKS.flatMap(([dailySd, walk]) =>
    GROWTHS.map(([growthPerDay, growth]) => ({ dailySd, growthPerDay, weight: (1 - CONSTANT) * walk * growth })),
  ),
];

/** About one jump a year, up or down, by a third on average: an outage, a ban, a season's end. */
const JUMPS = { jumpsPerDay: 0.003, jumpScale: 0.4 };

/** Bins are joined into days to choose the hypotheses that matter: those of most weight, with this share of it. */
const CHOICE_BIN_SEC = 86_400;
const CHOSEN_SHARE = 0.96;
const MOST_CHOSEN = 8;

/**
 * Estimates the hashrate's course over bins of counts: in each bin an interval that uses all bins, past and future.
 *
 * Model: blocks ~ Poisson(H_t * exposure_t); ln H drifts at random with an unknown volatility and jumps now and then.
 * For each way to move the posterior is computed on a grid by the forward-backward recursions of a hidden Markov model
 * (Kitagawa, "Non-Gaussian state-space modeling of nonstationary time series", JASA 82, 1987), and they are averaged by
 * their evidence; those that days of counts make unlikely are left out first. A discount fitted by maximum likelihood
 * (Smith and Miller 1986; Harvey and Fernandes 1989) was left aside: taken as known, it makes bands too narrow, and one
 * step makes them too wide everywhere.
 *
 * The result is a band for each bin by itself. Bins may be empty of blocks or of exposure (a gap: the band widens).
 *
 * @param bins Consecutive counts, ascending; at least one with an exposure.
 * @param level Level of the outer band, e.g. 0.9.
 */
export function estimateTrend(bins: readonly WindowCount[], level: number): Trend {
  assert(bins.length > 0, 'a trend has bins');
  const chosen = chooseHypotheses(bins);
  const grid = layLogGrid(bins);
  const scaled = likelihoods(grid, bins);
  const sums = new Float32Array(scaled.length);
  const logWeights: number[] = [];
  let reference = -Infinity;
  for (const { dailySd, growthPerDay, weight } of chosen) {
    const filter = new TrendFilter({ motion: { dailySd, growthPerDay, ...JUMPS } }, { grid, scaled, bins });
    const logWeight = filter.forward() + Math.log(weight);
    logWeights.push(logWeight);
    if (logWeight > reference) {
      const shrink = Math.exp(reference - logWeight);
      for (let k = 0; k < sums.length; k++) sums[k]! *= shrink;
      reference = logWeight;
    }
    filter.addSmoothed(sums, Math.exp(logWeight - reference));
  }
  return {
    points: bins.map((bin, t) => trendPoint(bin, bandOf(grid, sums, t), level)),
    volatility: volatilityOf(chosen, probabilities(logWeights)),
  };
}

/** The hypotheses that matter, by their evidence in days of counts: a quarter of the bins, and of the time for each. */
function chooseHypotheses(bins: readonly WindowCount[]): readonly Hypothesis[] {
  const days = joinIntoDays(bins);
  const grid = layLogGrid(days);
  const scaled = likelihoods(grid, days);
  const weights = probabilities(
    HYPOTHESES.map(({ dailySd, growthPerDay, weight }) => {
      const motion = { dailySd, growthPerDay, ...JUMPS };
      return new TrendFilter({ motion }, { grid, scaled, bins: days }).forward() + Math.log(weight);
    }),
  );
  const order = HYPOTHESES.map((_, i) => i).toSorted((a, b) => weights[b]! - weights[a]!);
  const chosen: Hypothesis[] = [];
  let share = 0;
  for (const i of order) {
    if (share >= CHOSEN_SHARE || chosen.length >= MOST_CHOSEN) break;
    chosen.push(HYPOTHESES[i]!);
    share += weights[i]!;
  }
  return chosen;
}

/** Joins neighbouring bins that lie within a day. */
function joinIntoDays(bins: readonly WindowCount[]): WindowCount[] {
  const days: WindowCount[] = [];
  let from = 0;
  for (let t = 1; t <= bins.length; t++) {
    if (t < bins.length && bins[t]!.toSec - bins[from]!.fromSec <= CHOICE_BIN_SEC) continue;
    days.push(joinCounts(bins.slice(from, t)));
    from = t;
  }
  return days;
}

function probabilities(logWeights: readonly number[]): number[] {
  const highest = logWeights.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logWeights.map((logWeight) => Math.exp(logWeight - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Probability of each random walk, whatever the growth. */
function volatilityOf(chosen: readonly Hypothesis[], weights: readonly number[]): Trend['volatility'] {
  const sums = new Map<number, number>();
  for (const [i, { dailySd }] of chosen.entries()) sums.set(dailySd, (sums.get(dailySd) ?? 0) + weights[i]!);
  return [...sums].toSorted(([a], [b]) => a - b).map(([dailySd, probability]) => ({ dailySd, probability }));
}

/** Probabilities of a bin's cells, up to a factor. */
interface Band {
  readonly probabilities: Float32Array;
  readonly firstLog: number;
  readonly step: number;
}

function bandOf(grid: LogGrid, sums: Float32Array, t: number): Band {
  return {
    probabilities: sums.subarray(grid.offset[t]!, grid.offset[t + 1]!),
    firstLog: grid.origin + grid.first[t]! * grid.step,
    step: grid.step,
  };
}

function trendPoint(bin: WindowCount, band: Band, level: number): TrendPoint {
  const tail = tailOf(level);
  const [low, low50, median, high50, high] = quantiles(band, [tail, 0.25, 0.5, 0.75, 1 - tail]);
  return {
    timeSec: (bin.fromSec + bin.toSec) / 2,
    low: low!,
    median: median!,
    high: high!,
    low50: low50!,
    high50: high50!,
  };
}

/** Hashrates that a band's probabilities put these shares below; the mass of a cell is even over its width. */
function quantiles(band: Band, shares: readonly number[]): number[] {
  const { probabilities, firstLog, step } = band;
  let total = 0;
  for (const p of probabilities) total += p;
  const found: number[] = [];
  let below = 0;
  let cell = 0;
  for (const share of shares) {
    const goal = share * total;
    while (cell < probabilities.length - 1 && below + probabilities[cell]! < goal) below += probabilities[cell++]!;
    found.push(Math.exp(firstLog + (cell - 0.5 + (goal - below) / probabilities[cell]!) * step));
  }
  return found;
}
