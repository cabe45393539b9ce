import { assert } from '../../bytes/assert.ts';
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
  /** Probability of each volatility considered; `dailySd` is the standard deviation of a day's drift, as a share. */
  readonly volatility: readonly { readonly dailySd: number; readonly probability: number }[];
}

/**
 * Volatilities considered: standard deviation of the log hashrate's drift in a day, with prior weights.
 *
 * A month of blocks tells a constant hashrate from one that wanders by 1 % a day only poorly, so the weights decide
 * how a band splits the difference. They were chosen on drawn histories (docs/calibration.md) such that 90 % bands
 * hold the truth 90 % of the time over the mix of kinds.
 */
const VOLATILITIES: readonly { readonly dailySd: number; readonly weight: number }[] = [
  { dailySd: 0, weight: 8 },
  { dailySd: 0.016, weight: 1 },
  { dailySd: 0.032, weight: 0.5 },
  { dailySd: 0.08, weight: 0.1 },
];

/** About one jump a year, up or down, by a third on average: an outage, a ban, a season's end. */
const JUMPS = { jumpsPerDay: 0.003, jumpScale: 0.4 };

/** A volatility so much less likely than the best one (odds of 1 to 8000) adds nothing to the band. */
const NEGLIGIBLE_LOG_ODDS = 9;

/**
 * Estimates the hashrate's course over bins of counts: in each bin an interval that uses all bins, past and future.
 *
 * Model: blocks ~ Poisson(H_t * exposure_t); ln H drifts at random with an unknown volatility and jumps now and then.
 * For each volatility the posterior is computed on a grid by the forward-backward recursions of a hidden Markov model
 * (Kitagawa, "Non-Gaussian state-space modeling of nonstationary time series", JASA 82, 1987), and the volatilities
 * are averaged by their evidence. A discount fitted by maximum likelihood (Smith and Miller 1986; Harvey and Fernandes
 * 1989) was left aside: taken as known, it makes bands too narrow, and one step makes them too wide everywhere.
 *
 * The result is a band for each bin by itself. Bins may be empty of blocks or of exposure (a gap: the band widens).
 *
 * @param bins Consecutive counts, ascending; at least one with an exposure.
 * @param level Level of the outer band, e.g. 0.9.
 */
export function estimateTrend(bins: readonly WindowCount[], level: number): Trend {
  assert(bins.length > 0, 'a trend has bins');
  const grid = layLogGrid(bins);
  const scaled = likelihoods(grid, bins);
  const sums = new Float32Array(scaled.length);
  const logWeights: number[] = [];
  let reference = -Infinity;
  for (const { dailySd, weight } of VOLATILITIES) {
    const filter = new TrendFilter({ motion: { dailySd, ...JUMPS } }, { grid, scaled, bins });
    const logWeight = filter.forward() + Math.log(weight);
    logWeights.push(logWeight);
    if (logWeight < reference - NEGLIGIBLE_LOG_ODDS) continue;
    if (logWeight > reference) {
      const shrink = Math.exp(reference - logWeight);
      for (let k = 0; k < sums.length; k++) sums[k]! *= shrink;
      reference = logWeight;
    }
    filter.addSmoothed(sums, Math.exp(logWeight - reference));
  }
  const total = logWeights.reduce((sum, logWeight) => sum + Math.exp(logWeight - reference), 0);
  return {
    points: bins.map((bin, t) => trendPoint(bin, bandOf(grid, sums, t), level)),
    volatility: VOLATILITIES.map(({ dailySd }, v) => {
      return { dailySd, probability: Math.exp(logWeights[v]! - reference) / total };
    }),
  };
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
