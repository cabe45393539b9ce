import gammaln from '@stdlib/math-base-special-gammaln';
import { assert } from '../../bytes/assert.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';

/**
 * What the logarithm of the hashrate does where nothing happens: it grows at a constant rate and wanders as a random
 * walk. A change is a jump beyond both.
 */
export interface Drift {
  /** Growth of the logarithm a day: 0.003 is 0.3 % a day. */
  readonly growthPerDay: number;
  /** Standard deviation of the random walk after one day. */
  readonly sdPerDay: number;
}

/** Shape and rate of a Gamma belief about the hashrate, in units of the series' mean rate. */
export interface GammaBelief {
  readonly shape: number;
  readonly rate: number;
}

/** Everything that `segment` believes about where a series of counts jumps. */
export interface Segmentation {
  /** Natural logarithm of the probability of the counts, up to a constant of the counts alone. */
  readonly logEvidence: number;
  /** Probability that a segment starts with bin t; 1 at t = 0. The values sum to the expected number of segments. */
  readonly startProbability: Float64Array;
  /** Starts of the most probable segments, ascending, without 0. */
  readonly likelyStarts: readonly number[];
  /** Belief about the level at the end of bin t, from the bins up to t: shape and rate. */
  readonly shape: Float64Array;
  readonly rate: Float64Array;
  /** Probability that no segment starts within bins `first` to `last` (both inclusive, `first` at least 1). */
  readonly probabilityOfNone: (first: number, last: number) => number;
}

/**
 * The jump's prior: a Gamma factor of this shape, so the logarithm of a change has a standard deviation of 0.35. It
 * covers falls and rises by 5 to 60 %, and is flat enough for the data to speak.
 */
export const JUMP_SHAPE = 8;

/** Candidates kept after thinning, how many there may be before it, and how many of the latest are never thinned. */
const KEPT = 96;
const MOST = 192;
const LATEST = 32;

/** Bins prepared for the filter: exposure in units of one expected block at the mean rate; gaps in days. */
export interface Bins {
  readonly blocks: Float64Array;
  readonly exposure: Float64Array;
  /** Days from the middle of the bin before to this one's; 0 for the first. */
  readonly gapDays: Float64Array;
  /** Share of the whole span that the gap takes: the prior puts a change anywhere in time alike. */
  readonly share: Float64Array;
}

/** Prepares counts for `segment`; `meanRate` (H/s) is what one unit of its levels stands for. */
export function prepareBins(counts: readonly WindowCount[]): Bins & { readonly meanRate: number } {
  let blocks = 0;
  let exposure = 0;
  for (const count of counts) {
    assert(count.exposure >= 0 && count.toSec >= count.fromSec, 'bins run forward in time');
    blocks += count.blocks;
    exposure += count.exposure;
  }
  assert(exposure > 0, 'the bins have an exposure');
  const meanRate = Math.max(blocks, 0.5) / exposure;
  const middle = (c: WindowCount): number => (c.fromSec + c.toSec) / 2;
  const gapDays = Float64Array.from(counts, (c, i) =>
    i === 0 ? 0 : Math.max(0, (middle(c) - middle(counts[i - 1]!)) / DAY_SEC),
  );
  const span = gapDays.reduce((sum, gap) => sum + gap, 0);
  return {
    blocks: Float64Array.from(counts, (c) => c.blocks),
    exposure: Float64Array.from(counts, (c) => c.exposure * meanRate),
    gapDays,
    share: gapDays.map((gap) => (span > 0 ? gap / span : 0)),
    meanRate,
  };
}

/** The same bins, last one first. */
export function reverseBins(bins: Bins): Bins {
  const shift = (values: Float64Array): Float64Array => Float64Array.of(0, ...values.subarray(1).toReversed());
  return {
    blocks: bins.blocks.toReversed(),
    exposure: bins.exposure.toReversed(),
    gapDays: shift(bins.gapDays),
    share: shift(bins.share),
  };
}

/**
 * Probability of the counts if there is no jump: a Gamma-Poisson filter whose level grows and wanders.
 *
 * Source: Smith and Miller, "A non-Gaussian state space model", J. R. Statist. Soc. B 48 (1986); the discount here is
 * the one that adds the walk's variance to that of the logarithm of the level: 1 / shape' = 1 / shape + sd^2 days.
 *
 * @returns The logarithm, up to the same constant as `Segmentation.logEvidence`.
 */
export function logEvidenceWithoutChange(bins: Bins, drift: Drift): number {
  const { blocks, exposure, gapDays } = bins;
  let shape = 0.5 + blocks[0]!;
  let rate = Math.max(exposure[0]!, Number.MIN_VALUE);
  let total = 0;
  for (let t = 1; t < blocks.length; t++) {
    const gap = gapDays[t]!;
    const discount = 1 / (1 + shape * drift.sdPerDay * drift.sdPerDay * gap);
    shape *= discount;
    rate *= discount * Math.exp(-drift.growthPerDay * gap);
    total += logPredictive(shape, rate, blocks[t]!, exposure[t]!);
    shape += blocks[t]!;
    rate += exposure[t]!;
  }
  return total;
}

/**
 * Finds the distribution of all change points of a series of counts.
 *
 * Model: within a segment the level is that of `logEvidenceWithoutChange`; between two bins it jumps with a chance in
 * proportion to the time between them, `expectedChanges` over the whole span; a jump multiplies it by a Gamma factor of
 * mean 1 and shape `JUMP_SHAPE`. The belief before a jump is taken as one Gamma of the right mean and variance; all
 * else is exact. Source: the forward and backward recursions of Fearnhead, "Exact and efficient Bayesian inference for
 * multiple changepoint problems", Statistics and Computing 16 (2006), and Fearnhead and Liu (J. R. Statist. Soc. B 69,
 * 2007) for the filter. Instead of their resampling, neighbouring starts of little weight are merged, so that nothing
 * here is drawn by chance.
 *
 * Time and memory: at most 192 candidates a bin.
 */
export function segment(
  bins: Bins,
  options: { readonly drift: Drift; readonly expectedChanges: number },
): Segmentation {
  const { drift, expectedChanges } = options;
  const length = bins.blocks.length;
  const shapes = new Float64Array(length);
  const rates = new Float64Array(length);
  const candidates = new Candidates(bins.blocks[0]!, Math.max(bins.exposure[0]!, Number.MIN_VALUE));
  const history = [candidates.snapshot()];
  [shapes[0], rates[0]] = [candidates.shape[0]!, candidates.rate[0]!];
  let logEvidence = 0;
  let belief: GammaBelief = { shape: shapes[0], rate: rates[0] };
  for (let t = 1; t < length; t++) {
    const chance = -Math.expm1(-expectedChanges * bins.share[t]!);
    candidates.advance({ drift, gapDays: bins.gapDays[t]!, start: t, chance, belief });
    logEvidence += candidates.observe(bins.blocks[t]!, bins.exposure[t]!);
    candidates.thin();
    history.push(candidates.snapshot());
    belief = candidates.belief();
    shapes[t] = belief.shape;
    rates[t] = belief.rate;
  }
  const startProbability = startProbabilities(history);
  return {
    logEvidence,
    startProbability,
    likelyStarts: likelyStarts(history),
    shape: shapes,
    rate: rates,
    probabilityOfNone: (first, last) => probabilityOfNone(history, { first, last, startProbability }),
  };
}

/** Probabilities of the start of the segment that a bin lies in: what the backward pass needs. */
interface Snapshot {
  readonly start: Int32Array;
  readonly weight: Float64Array;
}

/** The candidates for the start of the current segment, oldest first, each with its belief about the level. */
class Candidates {
  readonly start = new Int32Array(MOST + 2);
  readonly weight = new Float64Array(MOST + 2);
  readonly shape = new Float64Array(MOST + 2);
  readonly rate = new Float64Array(MOST + 2);
  #count = 1;

  constructor(blocks: number, exposure: number) {
    this.weight[0] = 1;
    this.shape[0] = 0.5 + blocks;
    this.rate[0] = exposure;
  }

  /** Moves every candidate on to the next bin, and adds the one that starts there. */
  advance(step: {
    readonly drift: Drift;
    readonly gapDays: number;
    readonly start: number;
    readonly chance: number;
    readonly belief: GammaBelief;
  }): void {
    const { start, chance, belief } = step;
    const growth = Math.exp(-step.drift.growthPerDay * step.gapDays);
    const variance = step.drift.sdPerDay * step.drift.sdPerDay * step.gapDays;
    for (let i = 0; i < this.#count; i++) {
      const discount = 1 / (1 + this.shape[i]! * variance);
      this.shape[i]! *= discount;
      this.rate[i]! *= discount * growth;
      this.weight[i]! *= 1 - chance;
    }
    const fresh = this.#count++;
    const discount = 1 / (1 + belief.shape * (variance + 1 / JUMP_SHAPE));
    this.start[fresh] = start;
    this.weight[fresh] = chance;
    this.shape[fresh] = belief.shape * discount;
    this.rate[fresh] = belief.rate * discount * growth;
  }

  /** Learns a bin; returns the logarithm of its probability given all bins before. */
  observe(blocks: number, exposure: number): number {
    const { weight, shape, rate } = this;
    let highest = -Infinity;
    for (let i = 0; i < this.#count; i++) {
      const log = Math.log(weight[i]!) + logPredictive(shape[i]!, rate[i]!, blocks, exposure);
      weight[i] = log;
      if (log > highest) highest = log;
    }
    let sum = 0;
    for (let i = 0; i < this.#count; i++) {
      weight[i] = Math.exp(weight[i]! - highest);
      sum += weight[i]!;
      shape[i]! += blocks;
      rate[i]! += exposure;
    }
    for (let i = 0; i < this.#count; i++) weight[i]! /= sum;
    return highest + Math.log(sum);
  }

  /** Merges neighbours of little weight when there are too many; never the first start, nor the latest ones. */
  thin(): void {
    if (this.#count <= MOST) return;
    while (this.#count > KEPT) {
      const end = this.#count - LATEST;
      const pairs = Float64Array.from({ length: end - 2 }, (_, i) => this.weight[i + 1]! + this.weight[i + 2]!);
      const limit = pairs.toSorted()[Math.min(pairs.length - 1, this.#count - KEPT)]!;
      let write = 1;
      for (let read = 1; read < this.#count; read++) {
        const pair = read + 1 < end && this.weight[read]! + this.weight[read + 1]! <= limit;
        const heavier = pair && this.weight[read + 1]! > this.weight[read]! ? read + 1 : read;
        const weight = pair ? this.weight[read]! + this.weight[read + 1]! : this.weight[read]!;
        this.start[write] = this.start[heavier]!;
        this.shape[write] = this.shape[heavier]!;
        this.rate[write] = this.rate[heavier]!;
        this.weight[write] = weight;
        write++;
        if (pair) read++;
      }
      this.#count = write;
    }
  }

  /** One Gamma with the mean and variance of the whole mixture. */
  belief(): GammaBelief {
    let mean = 0;
    let square = 0;
    for (let i = 0; i < this.#count; i++) {
      const level = this.shape[i]! / this.rate[i]!;
      mean += this.weight[i]! * level;
      square += this.weight[i]! * level * (level + 1 / this.rate[i]!);
    }
    const shape = mean / Math.max(square / mean - mean, mean * 1e-12);
    return { shape, rate: shape / mean };
  }

  snapshot(): Snapshot {
    return { start: this.start.slice(0, this.#count), weight: this.weight.slice(0, this.#count) };
  }
}

/** Chance that each bin starts a segment, from the last bin backward: P(s) = sum over t of P(t) P(s | t starts next). */
function startProbabilities(history: readonly Snapshot[]): Float64Array {
  const probability = new Float64Array(history.length + 1);
  probability[history.length] = 1;
  for (let t = history.length; t > 0; t--) {
    const { start, weight } = history[t - 1]!;
    for (let i = 0; i < start.length; i++) probability[start[i]!]! += probability[t]! * weight[i]!;
  }
  return probability.subarray(0, history.length);
}

/** Walks back from the end, each time to the most probable start of the segment. */
function likelyStarts(history: readonly Snapshot[]): number[] {
  const starts: number[] = [];
  for (let t = history.length; t > 0;) {
    const { start, weight } = history[t - 1]!;
    let best = 0;
    for (let i = 1; i < weight.length; i++) if (weight[i]! > weight[best]!) best = i;
    t = start[best]!;
    if (t > 0) starts.unshift(t);
  }
  return starts;
}

/** Chance that one segment reaches from before `first` to beyond `last`. */
function probabilityOfNone(
  history: readonly Snapshot[],
  span: { readonly first: number; readonly last: number; readonly startProbability: Float64Array },
): number {
  let none = 0;
  for (let next = span.last + 1; next <= history.length; next++) {
    const { start, weight } = history[next - 1]!;
    let before = 0;
    for (let i = 0; i < start.length && start[i]! < span.first; i++) before += weight[i]!;
    none += before * (next === history.length ? 1 : span.startProbability[next]!);
  }
  return Math.min(1, none);
}

/**
 * Logarithm of the negative binomial probability of a count, given a Gamma belief (shape, rate) about the hashrate; less
 * what depends on the count and exposure alone: blocks * log(exposure) - log(blocks!).
 */
export function logPredictive(shape: number, rate: number, blocks: number, exposure: number): number {
  return (
    logGamma(shape + blocks) - logGamma(shape) + shape * Math.log(rate) - (shape + blocks) * Math.log(rate + exposure)
  );
}

/** Stirling's series where it is good to 1e-11 (three times as fast as the general function: this is the inner loop). */
function logGamma(x: number): number {
  if (x < 10) return gammaln(x);
  const r = 1 / x;
  const r2 = r * r;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + r * (1 / 12 - r2 * (1 / 360 - r2 * (1 / 1260 - r2 / 1680)));
}
