import { assert } from '../../bytes/assert.ts';
import type { WindowCount } from '../series/window-count.ts';
import type { Interval } from './interval.ts';
import { tailOf } from './interval.ts';

/** What the bins of a baseline say of its growth, in nodes of the posterior. */
export interface GrowthFit {
  /**
   * Growth rates with their probability. `scale` is the baseline's exposure over the window's, both as if the network
   * had grown at that rate: the ratio of hashrates is `scale` times the odds of the blocks.
   */
  readonly nodes: readonly { readonly weight: number; readonly scale: number }[];
  /** Growth as a factor a day. */
  readonly growthPerDay: Interval;
}

const DAY_SEC = 86_400;

/** Standard deviation of the growth's prior, in the logarithm a day. */
const PRIOR_SD = 0.1;

/** Nodes on each side of the mode, and their distance in standard deviations: the trapezoid rule is then exact to 1e-9. */
const NODES = 12;
const NODE_STEP = 0.5;

/** Finer nodes for the growth's own quantiles. */
const FINE = 10;

/**
 * Posterior of a log-linear growth over the bins: blocks_i ~ Poisson(H0 * e^(g t_i) * exposure_i).
 *
 * With the prior H0^(-1/2), H0 is integrated in closed form: what is left of g is
 * exp(g * sum n_i t_i) / S(g)^(n + 1/2) times the prior, S(g) = sum exposure_i e^(g t_i). It is log-concave: its mode
 * is found by Newton's method, and nodes are laid around it.
 */
export function fitGrowth(bins: readonly WindowCount[], window: WindowCount, level: number): GrowthFit {
  assert(bins.filter((bin) => bin.exposure > 0).length >= 2, 'a growth is fitted to two bins or more');
  const origin = (bins[0]!.fromSec + bins[bins.length - 1]!.toSec) / 2;
  const days = bins.map((bin) => ((bin.fromSec + bin.toSec) / 2 - origin) / DAY_SEC);
  const total = bins.reduce((sum, bin) => sum + bin.blocks, 0) + 0.5;
  const blockDays = bins.reduce((sum, bin, i) => sum + bin.blocks * days[i]!, 0);
  const logDensity = (g: number): number =>
    g * blockDays - total * Math.log(grown(bins, days, g).sum) - (g / PRIOR_SD) ** 2 / 2;
  const { mode, sd } = peak(bins, days, { total, blockDays });
  const top = logDensity(mode);
  const nodes: { weight: number; scale: number }[] = [];
  const windowDays = ((window.fromSec + window.toSec) / 2 - origin) / DAY_SEC;
  let mass = 0;
  for (let k = -NODES; k <= NODES; k++) {
    const g = mode + k * NODE_STEP * sd;
    const weight = Math.exp(logDensity(g) - top);
    nodes.push({ weight, scale: grown(bins, days, g).sum / (window.exposure * Math.exp(g * windowDays)) });
    mass += weight;
  }
  return {
    nodes: nodes.map(({ weight, scale }) => ({ weight: weight / mass, scale })),
    growthPerDay: growthInterval((g) => Math.exp(logDensity(g) - top), { mode, sd, level }),
  };
}

/** Sum of the bins' exposures, each grown by e^(g t), and its first two moments in t. */
function grown(
  bins: readonly WindowCount[],
  days: readonly number[],
  g: number,
): { readonly sum: number; readonly mean: number; readonly variance: number } {
  let sum = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < bins.length; i++) {
    const weight = bins[i]!.exposure * Math.exp(g * days[i]!);
    sum += weight;
    first += weight * days[i]!;
    second += weight * days[i]! * days[i]!;
  }
  const mean = first / sum;
  return { sum, mean, variance: Math.max(0, second / sum - mean * mean) };
}

/** Mode of the growth's posterior, and the standard deviation of the normal that fits it there. */
function peak(
  bins: readonly WindowCount[],
  days: readonly number[],
  { total, blockDays }: { readonly total: number; readonly blockDays: number },
): { mode: number; sd: number } {
  let mode = 0;
  let sd = PRIOR_SD;
  for (let step = 0; step < 50; step++) {
    const { mean, variance } = grown(bins, days, mode);
    sd = 1 / Math.sqrt(total * variance + 1 / (PRIOR_SD * PRIOR_SD));
    const move = (blockDays - total * mean - mode / (PRIOR_SD * PRIOR_SD)) * sd * sd;
    mode += move;
    if (Math.abs(move) < 1e-9 * sd) break;
  }
  return { mode, sd };
}

/** Central interval of the growth, as a factor a day, from the density on a fine grid. */
function growthInterval(
  density: (g: number) => number,
  { mode, sd, level }: { readonly mode: number; readonly sd: number; readonly level: number },
): Interval {
  const cells = NODES * FINE;
  const step = (NODE_STEP * sd) / FINE;
  const masses = Array.from({ length: 2 * cells + 1 }, (_, k) => density(mode + (k - cells) * step));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const quantile = (p: number): number => {
    let below = 0;
    let k = 0;
    while (k < 2 * cells && below + masses[k]! < p * total) below += masses[k++]!;
    return Math.exp(mode + (k - cells - 0.5 + (p * total - below) / masses[k]!) * step);
  };
  const tail = tailOf(level);
  return { low: quantile(tail), median: quantile(0.5), high: quantile(1 - tail) };
}
