import { assert } from '../../bytes/assert.ts';
import { logPredictive } from '../hashrate/segmentation.ts';
import { DAY_SEC } from '../series/observations.ts';
import { joinCounts } from '../series/window-count.ts';
import type { WindowCount } from '../series/window-count.ts';

/** One way the hashrate may move beside jumps, and how likely it is before any block is seen. */
interface Motion {
  /** Standard deviation of the logarithm's random walk after a day. */
  readonly levelSd: number;
  /** Growth of the logarithm a day before anything is seen, and its standard deviation. */
  readonly growth: number;
  readonly growthSd: number;
  readonly weight: number;
}

/** Growth of 2015 to 2023, a year at a time: 0.1 to 0.5 % a day. */
const GROWTH = { growth: 0.002, growthSd: 0.002 };

/**
 * Not at all (but for jumps), or by a growth and a random walk. The walks follow the retargets of 2015 to 2023
 * (`data/mainnet-epochs.csv`): beyond luck, the mean hashrates of neighbouring epochs differ as those of walks of 0.6 to
 * 3.1 % a day (a year at a time; the median is 1.4 %). Three months of blocks say which it is; the weight of "not at all"
 * was chosen on drawn histories, such that 90 % intervals of the date hold it 90 % of the time (docs/calibration.md).
 */
const MOTIONS: readonly Motion[] = [
  { levelSd: 0, growth: 0, growthSd: 0, weight: 0.84 },
  { levelSd: 0.0065, ...GROWTH, weight: 0.04 },
  { levelSd: 0.01, ...GROWTH, weight: 0.045 },
  { levelSd: 0.015, ...GROWTH, weight: 0.045 },
  { levelSd: 0.023, ...GROWTH, weight: 0.02 },
  { levelSd: 0.04, ...GROWTH, weight: 0.01 },
];

/** About one jump a year, as in the trend; the logarithm of its size has this variance. */
const JUMPS_PER_DAY = 0.003;
const JUMP_VARIANCE = 0.35 * 0.35;

/**
 * Jumps of a constant hashrate are tried in every bin. Of one that wanders, in each of so many of the last bins, then
 * wherever their age has grown by a share: it forgets where exactly the jump was.
 */
const JUMPS_EACH = 14;
const JUMPS_GROW = 0.12;

/** Counts older than this are joined into days. */
const RECENT_SEC = 14 * DAY_SEC;

/** Beliefs that together are less likely than this are left out. */
const NEGLIGIBLE = 1e-3;

/** What is known of the logarithm of the hashrate (H/s) and of its growth a day, at the last count's end. */
interface Belief {
  readonly level: number;
  readonly growth: number;
  readonly levelVariance: number;
  readonly covariance: number;
  readonly growthVariance: number;
}

/** What the counts say of the hashrate now, under each hypothesis. */
export interface HashrateOutlook {
  readonly parts: readonly { readonly weight: number; readonly belief: Belief; readonly levelSd: number }[];
}

/** A Gamma law for the hashrate (H/s), and how likely its hypothesis is. Weights sum to 1. */
export interface WeightedGamma {
  readonly weight: number;
  readonly shape: number;
  readonly rate: number;
}

/**
 * Learns the hashrate from consecutive counts, as a mixture over how it moves: each motion runs a filter of level and
 * growth, and another one from each moment at which the level may have jumped; all are weighted by how well they foretold
 * each bin (prequential evidence; Dawid, "Statistical theory: the prequential approach", J. R. Statist. Soc. A 147, 1984).
 * At most one jump is considered: those before it have been learned or forgotten by then.
 *
 * @param counts Ascending, the last one up to now; at least one with an exposure.
 */
export function hashrateOutlook(counts: readonly WindowCount[]): HashrateOutlook {
  const start = counts.findIndex((count) => count.exposure > 0);
  assert(start >= 0, 'an outlook needs a count with an exposure');
  const bins = joinOld(counts.slice(start));
  const rest = restsOf(bins);
  const sparse = jumpBins(bins, JUMPS_GROW);
  const dense = jumpBins(bins, 0);
  const runs = MOTIONS.flatMap((motion) => {
    const isConstant = motion.levelSd === 0 && motion.growthSd === 0 && motion.growth === 0;
    // All bins after the jump of a constant hashrate are one count to it: the same evidence, and the same belief.
    const after = (t: number): readonly WindowCount[] => (isConstant ? rest.slice(t + 1, t + 2) : bins.slice(t + 1));
    return runMotion(motion, { bins, jumps: isConstant ? dense : sparse, after });
  });
  const highest = runs.reduce((most, { logWeight }) => Math.max(most, logWeight), -Infinity);
  const weighted = runs
    .map(({ logWeight, belief, levelSd }) => ({ weight: Math.exp(logWeight - highest), belief, levelSd }))
    .toSorted((a, b) => b.weight - a.weight);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  let kept = 0;
  const parts = weighted.filter(({ weight }) => {
    const isKept = kept < (1 - NEGLIGIBLE) * total;
    if (isKept) kept += weight;
    return isKept;
  });
  return { parts: parts.map((part) => ({ ...part, weight: part.weight / kept })) };
}

interface Run {
  readonly logWeight: number;
  readonly belief: Belief;
  readonly levelSd: number;
}

/** One motion, without a jump and with one in each of the bins given: each with its share of the prior. */
function runMotion(
  motion: Motion,
  data: {
    readonly bins: readonly WindowCount[];
    readonly jumps: readonly JumpBin[];
    readonly after: (bin: number) => readonly WindowCount[];
  },
): Run[] {
  const { bins, jumps, after } = data;
  const { levelSd } = motion;
  const reference = Math.log((bins[0]!.blocks + 0.5) / bins[0]!.exposure);
  const runs: Run[] = [];
  let belief = firstBelief(bins[0]!, motion);
  let logEvidence = Math.log(motion.weight);
  let next = 0;
  for (let t = 1; t < bins.length; t++) {
    const before = predict(belief, daysBetween(bins[t - 1]!, bins[t]!), levelSd);
    if (jumps[next]?.bin === t) {
      const jumped = { ...before, levelVariance: before.levelVariance + JUMP_VARIANCE };
      const run = { logWeight: logEvidence + Math.log(jumps[next]!.prior), belief: jumped, levelSd };
      runs.push(carryOn(run, { jump: bins[t]!, after: after(t), reference }));
      next++;
    }
    logEvidence += logProbability(before, bins[t]!, reference);
    belief = learn(before, bins[t]!);
  }
  const none = 1 - jumps.reduce((sum, { prior }) => sum + prior, 0);
  runs.push({ logWeight: logEvidence + Math.log(none), belief, levelSd });
  return runs;
}

/**
 * Learns the bins from that of the jump on. In its own bin the jump may have come at any moment: the bin's count is taken
 * to be foretold as poorly as after it, and tells nothing of the level after it.
 */
function carryOn(
  start: Run,
  data: { readonly jump: WindowCount; readonly after: readonly WindowCount[]; readonly reference: number },
): Run {
  const { jump, after, reference } = data;
  let { belief } = start;
  let logWeight = start.logWeight + logProbability(belief, jump, reference);
  let last = jump;
  for (const bin of after) {
    belief = predict(belief, daysBetween(last, bin), start.levelSd);
    logWeight += logProbability(belief, bin, reference);
    belief = learn(belief, bin);
    last = bin;
  }
  return { ...start, logWeight, belief };
}

/** For each bin, it and all later ones as one count. */
function restsOf(bins: readonly WindowCount[]): WindowCount[] {
  const rests = bins.slice(-1);
  for (let t = bins.length - 2; t >= 0; t--) rests.push(joinCounts([bins[t]!, rests[rests.length - 1]!]));
  return rests.toReversed();
}

/** A bin in which a jump is tried, and the prior probability that there is one about there. */
interface JumpBin {
  readonly bin: number;
  readonly prior: number;
}

function jumpBins(bins: readonly WindowCount[], grow: number): JumpBin[] {
  const found: JumpBin[] = [];
  const end = bins[bins.length - 1]!.toSec;
  let coveredTo = end;
  for (let t = bins.length - 1; t > 0; t--) {
    const age = end - bins[t]!.fromSec;
    const days = (coveredTo - bins[t]!.fromSec) / DAY_SEC;
    if (bins.length - t > JUMPS_EACH && t > 1 && days * DAY_SEC < grow * age) continue;
    found.unshift({ bin: t, prior: -Math.expm1(-JUMPS_PER_DAY * days) / (1 + JUMPS_PER_DAY * days) });
    coveredTo = bins[t]!.fromSec;
  }
  // However long the counts are, a jump is not taken for granted.
  const total = found.reduce((sum, { prior }) => sum + prior, 0);
  return found.map(({ bin, prior }) => ({ bin, prior: prior / (1 + total) }));
}

/** Joins what is older than two weeks into days. */
function joinOld(counts: readonly WindowCount[]): WindowCount[] {
  const recentSec = counts[counts.length - 1]!.toSec - RECENT_SEC;
  const bins: WindowCount[] = [];
  let from = 0;
  for (let t = 1; t <= counts.length; t++) {
    const isSame = t < counts.length && counts[t]!.toSec <= recentSec;
    if (isSame && counts[t]!.toSec - counts[from]!.fromSec <= DAY_SEC) continue;
    bins.push(joinCounts(counts.slice(from, t)));
    from = t;
  }
  return bins;
}

/** The belief after one first bin, that has an exposure. */
function firstBelief(count: WindowCount, motion: Motion): Belief {
  return {
    level: Math.log((count.blocks + 0.5) / count.exposure),
    growth: motion.growth,
    levelVariance: 1 / (count.blocks + 0.5),
    covariance: 0,
    growthVariance: motion.growthSd * motion.growthSd,
  };
}

function predict(belief: Belief, days: number, levelSd: number): Belief {
  const { covariance, growthVariance } = belief;
  return {
    level: belief.level + belief.growth * days,
    growth: belief.growth,
    levelVariance:
      belief.levelVariance + 2 * days * covariance + days * days * growthVariance + levelSd * levelSd * days,
    covariance: covariance + days * growthVariance,
    growthVariance,
  };
}

/**
 * Learns a count: exactly for the level, taken as Gamma with the mean and the variance of the logarithm; the growth follows
 * it linearly (linear Bayes; West, Harrison and Migon, "Dynamic generalized linear models and Bayesian forecasting", JASA
 * 80, 1985).
 */
function learn(belief: Belief, { blocks, exposure }: WindowCount): Belief {
  const { level, levelVariance, covariance, growthVariance } = belief;
  const shape = 1 / levelVariance;
  const after = 1 / (shape + blocks);
  const moved = Math.log((shape + blocks) / (shape + exposure * Math.exp(level)));
  const lean = covariance / levelVariance;
  return {
    level: level + moved,
    growth: belief.growth + lean * moved,
    levelVariance: after,
    covariance: lean * after,
    growthVariance: growthVariance - lean * lean * (levelVariance - after),
  };
}

/** Logarithm of a count's probability, up to a constant of the count; `reference` keeps the numbers small. */
function logProbability(belief: Belief, { blocks, exposure }: WindowCount, reference: number): number {
  const shape = 1 / belief.levelVariance;
  // Levels are scaled to 1 here, so what `logPredictive` leaves out differs between hypotheses: blocks * level.
  return logPredictive(shape, shape, blocks, exposure * Math.exp(belief.level)) + blocks * (belief.level - reference);
}

function daysBetween(a: WindowCount, b: WindowCount): number {
  return Math.max(0, (b.fromSec + b.toSec - a.fromSec - a.toSec) / 2 / DAY_SEC);
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
  const laws = outlook.parts.map(({ weight, belief, levelSd }) => ({
    weight,
    mean: belief.level + (belief.growth * days) / 2,
    variance:
      belief.levelVariance +
      days * belief.covariance +
      ((days * days) / 4) * belief.growthVariance +
      (levelSd * levelSd * days) / 3,
  }));
  return joinAlike(laws).map(({ weight, mean, variance }) => {
    return { weight, shape: 1 / variance, rate: 1 / variance / Math.exp(mean) };
  });
}

/** A law of the logarithm of the hashrate. */
interface LogLaw {
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

/** Laws are joined when their means differ by less than this many standard deviations and their spreads by this share. */
const ALIKE = 0.25;

/** Joins laws that hardly differ into one of the same mean and variance: dozens of moments of a jump become a few laws. */
function joinAlike(laws: readonly LogLaw[]): LogLaw[] {
  const joined: LogLaw[] = [];
  for (const law of laws) {
    const like = joined.findIndex(({ mean, variance }) => {
      const spread = Math.abs(Math.log(variance / law.variance)) / 2;
      return spread < ALIKE && Math.abs(mean - law.mean) < ALIKE * Math.sqrt(Math.min(variance, law.variance));
    });
    if (like < 0) joined.push(law);
    else joined[like] = joinLaws(joined[like]!, law);
  }
  return joined;
}

function joinLaws(a: LogLaw, b: LogLaw): LogLaw {
  const weight = a.weight + b.weight;
  const share = b.weight / weight;
  const apart = b.mean - a.mean;
  return {
    weight,
    mean: a.mean + share * apart,
    variance: (1 - share) * a.variance + share * b.variance + share * (1 - share) * apart * apart,
  };
}

/** Days in so many seconds. */
export function daysFromSec(seconds: number): number {
  return seconds / DAY_SEC;
}
