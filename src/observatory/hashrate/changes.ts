import gammainc from '@stdlib/math-base-special-gammainc';
import { assert } from '../../bytes/assert.ts';
import { joinCounts } from '../series/window-count.ts';
import type { WindowCount } from '../series/window-count.ts';
import { changeThreshold, falseAlarmRate } from './changes-threshold.ts';
import { gammaInterval, tailOf } from './interval.ts';
import type { Interval } from './interval.ts';
import { windowPosterior } from './window-estimate.ts';
import { fitDrifts } from './segmentation-drift.ts';
import { JUMP_SHAPE, logEvidenceWithoutChange, prepareBins, reverseBins, segment } from './segmentation.ts';
import type { Bins, Drift, Segmentation } from './segmentation.ts';

/** One change of the hashrate: a jump beyond growth and drift. */
export interface Change {
  /** Interval of the moment, seconds since 1970. */
  readonly fromSec: number;
  readonly toSec: number;
  /** Hashrate just after through just before. */
  readonly ratio: Interval;
  /** Probability that there is at least one change about here, nearer than half way to the next one. */
  readonly probability: number;
  /** Hashrate just before and just after, H/s. */
  readonly before: Interval;
  readonly after: Interval;
}

/** A stretch without a reported change, and the mean hashrate over it, H/s. */
export interface Segment {
  readonly fromSec: number;
  readonly toSec: number;
  readonly hashrate: Interval;
}

/** What `findChanges` found. */
export interface ChangeAnalysis {
  readonly changes: readonly Change[];
  /** Between the changes' medians; one when there is no change. */
  readonly segments: readonly Segment[];
  /** The growth and random walk that are not called a change. */
  readonly drift: Drift;
  /** Natural logarithm of the Bayes factor of "some change" against "none". */
  readonly logBayesFactor: number;
  /** What `logBayesFactor` must exceed for anything to be reported. */
  readonly threshold: number;
  readonly falseAlarm: { readonly method: string; readonly rate: number; readonly per: 'analysis' };
}

/** Fewest and most bins that are analysed: fewer say nothing, more are joined by the caller first. */
export const FEWEST_BINS = 20;
export const MOST_BINS = 20_000;

/** Changes that are expected before the blocks are seen, whatever the span: whoever asks has a reason to. */
const EXPECTED_CHANGES = 1;

const METHOD =
  'Bayesian change points (Fearnhead 2006), Gamma-Poisson with fitted growth and random walk; rate simulated';

/**
 * Finds the changes of the hashrate in consecutive bins: six hours, a day, or single blocks each.
 *
 * A change is a jump beyond what growth and a random walk (both fitted; the walk up to 1.5 % a day) do anyway. Nothing is
 * reported unless the Bayes factor of "some change" against "none" exceeds 1, and what a steady hashrate exceeds in 5 %
 * of analyses; how often a steady one does so is in `falseAlarm` (`changes-threshold.ts`). With one change expected
 * beforehand, each change of the most probable segmentation is then reported that is more likely than not; its intervals
 * mix over all moments at which it may have been, and over what the bins before and after say.
 *
 * @param counts Consecutive bins, `FEWEST_BINS` to `MOST_BINS`, ascending.
 */
export function findChanges(counts: readonly WindowCount[], options: { readonly level: number }): ChangeAnalysis {
  assert(counts.length >= FEWEST_BINS && counts.length <= MOST_BINS, 'between 20 and 20,000 bins');
  const bins = prepareBins(counts);
  const { logBayesFactor, drift } = changeEvidence(bins);
  const blocks = sum(bins.blocks);
  const threshold = changeThreshold(blocks);
  const changes = logBayesFactor > threshold ? report(counts, bins, { drift, level: options.level }) : [];
  return {
    changes: changes.map(({ change }) => change),
    segments: segmentsBetween(counts, { starts: changes.map(({ start }) => start), level: options.level }),
    drift,
    logBayesFactor,
    threshold,
    falseAlarm: { method: METHOD, rate: falseAlarmRate(blocks), per: 'analysis' },
  };
}

/** Logarithm of the Bayes factor of some change against none, each with the drift that suits it best. */
export function changeEvidence(bins: Bins): { readonly logBayesFactor: number; readonly drift: Drift } {
  const fitted = fitDrifts(bins, EXPECTED_CHANGES);
  const drift = fitted.withChanges;
  const with1 = segment(bins, { drift, expectedChanges: EXPECTED_CHANGES }).logEvidence;
  const without = Math.max(
    logEvidenceWithoutChange(bins, fitted.withoutChanges),
    logEvidenceWithoutChange(bins, drift),
  );
  // The evidence with changes includes none at all, of prior probability e^-1 (Poisson): what is left are one or more.
  const none = logEvidenceWithoutChange(bins, drift) - EXPECTED_CHANGES;
  const some = with1 > none ? with1 + Math.log1p(-Math.exp(none - with1)) : -Infinity;
  return { logBayesFactor: some - Math.log(-Math.expm1(-EXPECTED_CHANGES)) - without, drift };
}

/** Reported changes with the bin that each starts with. */
function report(
  counts: readonly WindowCount[],
  bins: Bins & { readonly meanRate: number },
  options: { readonly drift: Drift; readonly level: number },
): { change: Change; start: number }[] {
  const { drift, level } = options;
  const forward = segment(bins, { drift, expectedChanges: EXPECTED_CHANGES });
  const backward = segment(reverseBins(bins), {
    drift: { ...drift, growthPerDay: -drift.growthPerDay },
    expectedChanges: EXPECTED_CHANGES,
  });
  const growth = growthDoubt(bins, { drift, forward });
  const found: { change: Change; start: number }[] = [];
  const territories = splitTerritories(forward);
  for (const territory of territories) {
    const { probability } = narrow(forward, { territory, share: 0.995 });
    const { first, last } = narrow(forward, { territory, share: 0.98 });
    if (probability < 0.5 && territories.length > 1) continue;
    const weights = forward.startProbability.slice(first, last + 1);
    const parts = mixture(weights, { first, forward, backward, growth });
    const at = (p: number): number => momentQuantile(counts, { weights, first, p });
    const tail = tailOf(level);
    const interval = (pick: (part: Part) => Normal, scale: number): Interval => ({
      low: scale * Math.exp(mixtureQuantile(parts, pick, tail)),
      median: scale * Math.exp(mixtureQuantile(parts, pick, 0.5)),
      high: scale * Math.exp(mixtureQuantile(parts, pick, 1 - tail)),
    });
    const change = {
      fromSec: at(tail),
      toSec: at(1 - tail),
      ratio: interval((part) => part.ratio, 1),
      probability,
      before: interval((part) => part.before, bins.meanRate),
      after: interval((part) => part.after, bins.meanRate),
    };
    found.push({ change, start: medianStart(weights, first) });
  }
  return found;
}

/** A span of bins that may start a new segment, around the likeliest one. */
interface Territory {
  readonly peak: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Takes off what lies far away from the peak and adds little: the least span around it (grown by the likelier neighbour)
 * that holds a change with a given share of the territory's probability.
 */
function narrow(
  forward: Segmentation,
  options: { readonly territory: Territory; readonly share: number },
): Territory & { readonly probability: number } {
  const { territory, share } = options;
  const { startProbability, probabilityOfNone } = forward;
  const spans: Territory[] = [{ peak: territory.peak, first: territory.peak, last: territory.peak }];
  for (;;) {
    const { peak, first, last } = spans[spans.length - 1]!;
    const left = first > territory.first ? startProbability[first - 1]! : -1;
    const right = last < territory.last ? startProbability[last + 1]! : -1;
    if (left < 0 && right < 0) break;
    spans.push(left > right ? { peak, first: first - 1, last } : { peak, first, last: last + 1 });
  }
  const goal = share * (1 - probabilityOfNone(territory.first, territory.last));
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { first, last } = spans[middle]!;
    if (1 - probabilityOfNone(first, last) >= goal) high = middle;
    else low = middle + 1;
  }
  const { first, last, peak } = spans[low]!;
  return { peak, first, last, probability: 1 - probabilityOfNone(first, last) };
}

/** Cuts the bins between the most probable starts of segments, half way; one territory where there is none. */
function splitTerritories(forward: Segmentation): Territory[] {
  const { likelyStarts: starts, startProbability } = forward;
  const end = startProbability.length - 1;
  if (starts.length === 0) {
    let peak = 1;
    for (let t = 2; t <= end; t++) if (startProbability[t]! > startProbability[peak]!) peak = t;
    return [{ peak, first: 1, last: end }];
  }
  return starts.map((start, i) => ({
    peak: start,
    first: i === 0 ? 1 : Math.floor((starts[i - 1]! + start) / 2) + 1,
    last: i === starts.length - 1 ? end : Math.floor((start + starts[i + 1]!) / 2),
  }));
}

/** How badly the fitted growth is known, and how it moves a level: by the mean age of the blocks that the level rests on. */
interface GrowthDoubt {
  readonly variance: number;
  /** Mean age in days of the blocks behind a belief, for each unit of its shape. */
  readonly ageOfShape: number;
}

/** Step of the growth a day for its second difference, and the most that its standard deviation may be. */
const GROWTH_STEP = 0.001;
const MOST_GROWTH_SD = 0.004;

/** Variance of the growth from the curvature of the evidence (Laplace), at the fitted random walk. */
function growthDoubt(bins: Bins, fit: { readonly drift: Drift; readonly forward: Segmentation }): GrowthDoubt {
  const { drift, forward } = fit;
  const at = (step: number): number => {
    const moved = { ...drift, growthPerDay: drift.growthPerDay + step };
    return segment(bins, { drift: moved, expectedChanges: EXPECTED_CHANGES }).logEvidence;
  };
  const curvature = (2 * forward.logEvidence - at(GROWTH_STEP) - at(-GROWTH_STEP)) / GROWTH_STEP ** 2;
  return {
    variance: 1 / Math.max(curvature, 1 / MOST_GROWTH_SD ** 2),
    ageOfShape: sum(bins.gapDays) / Math.max(1, sum(bins.blocks)) / 2,
  };
}

/** Mean and variance of a logarithm. */
interface Normal {
  readonly mean: number;
  readonly variance: number;
}

/** One moment at which the change may have been, and what it would then have been. */
interface Part {
  readonly weight: number;
  readonly ratio: Normal;
  readonly before: Normal;
  readonly after: Normal;
}

/** Moments of less weight than this, of 1, are left out of the mixture. */
const LEAST_WEIGHT = 1e-4;

/**
 * Beliefs about level before, after and their ratio for each moment: log-normal, with the jump's prior (mean 1, variance
 * of the logarithm 1 / JUMP_SHAPE) combined with what the bins before and the bins after say.
 */
function mixture(
  weights: Float64Array,
  context: {
    readonly first: number;
    readonly forward: Segmentation;
    readonly backward: Segmentation;
    readonly growth: GrowthDoubt;
  },
): Part[] {
  const { first, forward, backward, growth } = context;
  const total = sum(weights);
  const parts: Part[] = [];
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]! / total;
    if (!(weight > LEAST_WEIGHT)) continue;
    const t = first + k;
    const mirrored = forward.shape.length - 1 - t;
    const left = levelAt(forward, t - 1, growth);
    const right = levelAt(backward, mirrored, growth);
    // Too high a growth makes the level before too high and the level after too low: its doubts add up.
    const spread = left.variance + right.variance + 2 * growth.variance * left.age * right.age;
    const trust = 1 / (1 + spread * JUMP_SHAPE);
    const jump = right.mean - left.mean;
    // What the prior takes from the jump is given to both sides, in proportion to how little each of them knows.
    const taken = (1 - trust) * jump;
    const side = (own: Normal, sign: number): Normal => ({
      mean: own.mean + (sign * taken * own.variance) / spread,
      variance: own.variance * (1 - (own.variance / spread) * (1 - trust)),
    });
    parts.push({
      weight,
      ratio: { mean: trust * jump, variance: trust * spread },
      before: side(left, 1),
      after: side(right, -1),
    });
  }
  return parts;
}

/** The logarithm of the level at the end of a bin, the growth's doubt included; and the age of what it rests on, days. */
function levelAt(found: Segmentation, t: number, growth: GrowthDoubt): Normal & { readonly age: number } {
  const { mean, variance } = logGammaMoments(found.shape[t]!, found.rate[t]!);
  const age = found.shape[t]! * growth.ageOfShape;
  return { mean, variance: variance + age * age * growth.variance, age };
}

/** Mean and variance of the logarithm of a Gamma variate (digamma and trigamma, two terms; shapes are 0.5 or more). */
function logGammaMoments(shape: number, rate: number): Normal {
  const safe = Math.max(shape, 0.5);
  return {
    mean: Math.log(safe / rate) - 1 / (2 * safe) - 1 / (12 * safe * safe),
    variance: 1 / safe + 1 / (2 * safe * safe) + 1 / (6 * safe * safe * safe),
  };
}

function mixtureQuantile(parts: readonly Part[], pick: (part: Part) => Normal, p: number): number {
  let low = Infinity;
  let high = -Infinity;
  let total = 0;
  for (const part of parts) {
    const { mean, variance } = pick(part);
    low = Math.min(low, mean - 9 * Math.sqrt(variance));
    high = Math.max(high, mean + 9 * Math.sqrt(variance));
    total += part.weight;
  }
  for (let i = 0; i < 40 && high - low > 1e-9; i++) {
    const middle = (low + high) / 2;
    let below = 0;
    for (const part of parts) {
      const { mean, variance } = pick(part);
      below += part.weight * normalCdf((middle - mean) / Math.sqrt(variance));
    }
    if (below < p * total) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The normal distribution's cumulative probability: its square is a Gamma variate. */
function normalCdf(z: number): number {
  const within = gammainc((z * z) / 2, 0.5);
  return z < 0 ? (1 - within) / 2 : (1 + within) / 2;
}

/**
 * Quantile of the moment. A segment that starts with bin t means that the jump was nearest to that bin's start: between
 * the middle of the bin before and the middle of this one.
 */
function momentQuantile(
  counts: readonly WindowCount[],
  options: { readonly weights: Float64Array; readonly first: number; readonly p: number },
): number {
  const { weights, first, p } = options;
  const middle = (t: number): number => (counts[t]!.fromSec + counts[t]!.toSec) / 2;
  let left = p * sum(weights);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]!;
    if (left <= weight && weight > 0) {
      const from = middle(first + k - 1);
      return from + (left / weight) * (middle(first + k) - from);
    }
    left -= weight;
  }
  return middle(first + weights.length - 1);
}

function medianStart(weights: Float64Array, first: number): number {
  let left = sum(weights) / 2;
  let k = 0;
  while (k < weights.length - 1 && left > weights[k]!) left -= weights[k++]!;
  return first + k;
}

/** Mean hashrate between reported changes: Gamma posterior under Jeffreys' prior. */
function segmentsBetween(
  counts: readonly WindowCount[],
  options: { readonly starts: readonly number[]; readonly level: number },
): Segment[] {
  const edges = [0, ...options.starts, counts.length];
  return edges.slice(1).map((end, i) => {
    const count = joinCounts(counts.slice(edges[i], end));
    return {
      fromSec: count.fromSec,
      toSec: count.toSec,
      hashrate: gammaInterval(windowPosterior(count), options.level),
    };
  });
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
