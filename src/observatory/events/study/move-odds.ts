import { gammaQuantile } from '../../hashrate/gamma-tail.ts';
import type { HourlyGround } from './hourly-study.ts';
import { ascending, quantileOf } from './placebo-rank.ts';
import { NoiseFit, scaledHour } from './return-noise.ts';
import type { ReturnNoise } from './return-noise.ts';
import type { EventOdds } from './study-document.ts';

/** Hours over which a move may spread from where it begins, each as likely: 1 is a jump. */
const SPREADS = [1, 2, 4, 8, 16, 24] as const;

/** Sizes of moves, as so many equally likely quantiles of those in placebo windows. */
const SIZES = 8;

/** How many times such a size an event's move may be, each as likely: events that are named stand out. */
const MULTIPLES = [1, 2, 4] as const;

/** Hours after the later event that the path is read to. */
export const ODDS_HOURS_AFTER = 24;

/** Two events further apart are not near each other, and each is better studied alone. */
export const MAX_HOURS_APART = 72;

const ODDS_MODEL =
  'hours scatter as Student t around the mean, at a size forecast hour by hour; an event moves the price from its ' +
  'start on, up or down alike, over 1, 2, 4, 8, 16 or 24 h alike, by 1, 2 or 4 times as much as placebo windows move';

/** What both hypotheses share. */
interface Belief {
  readonly noise: ReturnNoise;
  /** For each spread, sizes over the usual size of its hours. */
  readonly sizes: readonly (readonly number[])[];
}

/** Where each of the two moves would begin: indexes of closes. */
interface Starts {
  readonly first: number;
  readonly second: number;
}

type OddsFigures = Omit<EventOdds, 'between'>;

/**
 * Compares two explanations of a path: a move that begins at the one moment, and one that begins at the other.
 *
 * The factor is the ratio of their marginal likelihoods, so neither gains by freedom that it does not use. Its range
 * comes from leaving out each week of the year before in turn (jackknife) and fitting noise and sizes anew. How often
 * windows where neither happened lean as far is counted beside it, since a model can be wrong in ways that its own range
 * does not know.
 *
 * @param ground What is usual before the earlier of the two.
 * @param starts.first Index of the close that the first event's window begins with; `second` likewise.
 */
export function moveOdds(ground: HourlyGround, starts: Starts, level: number): OddsFigures {
  const { model, placebo } = ground;
  const fit = new NoiseFit(model);
  const moves = SPREADS.map((spread) => placebo.starts.map((start) => Math.abs(model.scaled(start, spread))));
  const whole: Belief = { noise: fit.noise(), sizes: moves.map(sizesOf) };
  const factor = logFactor(ground, starts, whole);
  const spread = jackknife(fit.weeks, factor, (week) =>
    logFactor(ground, starts, {
      noise: fit.noise(week),
      sizes: moves.map((sizes) => sizesOf(sizes.filter((_, i) => fit.weekOf(placebo.starts[i]!) !== week))),
    }),
  );
  const reach = Math.sqrt(2 * gammaQuantile(level, 0.5, 'lower')) * spread;
  const logNone = [starts.first, starts.second].map((start) => logAgainstNone(ground, start, whole));
  const end = Math.max(starts.first, starts.second) - Math.min(starts.first, starts.second) + ODDS_HOURS_AFTER;
  const nothing = placebo.starts.filter((start) => start + end <= model.base);
  const leans = nothing.map((start) => logFactor(ground, shifted(starts, start), whole));
  // Either side would have been told of: the level is shared between them, as everywhere.
  const asFar = leans.filter((lean) => (factor >= 0 ? lean >= factor : lean <= factor)).length;
  const luck = (asFar + 1) / (leans.length + 1);
  const better = factor >= 0 ? logNone[0]! : logNone[1]!;
  const isRare = luck <= (1 - level) / 2 && Math.abs(factor) > reach && better > 0;
  return {
    factor: Math.exp(factor),
    low: Math.exp(factor - reach),
    high: Math.exp(factor + reach),
    withHalfSizes: Math.exp(logFactor(ground, starts, resized(whole, 0.5))),
    withDoubleSizes: Math.exp(logFactor(ground, starts, resized(whole, 2))),
    againstNone: [Math.exp(logNone[0]!), Math.exp(logNone[1]!)],
    luck,
    windows: leans.length,
    verdict: isRare ? 'supported' : 'not distinguishable from luck',
    model: ODDS_MODEL,
  };
}

/** The same two starts, as far apart, around another moment that stands for the earlier one. */
function shifted({ first, second }: Starts, to: number): Starts {
  const earlier = Math.min(first, second);
  return { first: first - earlier + to, second: second - earlier + to };
}

function logFactor(ground: HourlyGround, { first, second }: Starts, belief: Belief): number {
  return logAgainstNone(ground, first, belief) - logAgainstNone(ground, second, belief);
}

/**
 * Log of how many times better a move that begins at a close explains the hours than no move: the mean, over spreads,
 * sizes and directions, of the likelihood ratio of the hours that it spreads over. All other hours cancel.
 *
 * Of Student's density only (1 + t^2 / freedom) depends on the move: the hours' ratios are multiplied, and raised to the
 * power once. Over 24 hours they stay far from the ends of a double.
 */
function logAgainstNone({ model }: HourlyGround, start: number, { noise, sizes }: Belief): number {
  const mean = model.mean(start);
  const spreads = SPREADS.map((spread) => model.usualSize(start, spread) / spread);
  const hours: number[] = [];
  const scales: number[] = [];
  for (let k = 1; k <= SPREADS.at(-1)!; k++) {
    hours.push(scaledHour(model, start + k, mean));
    scales.push(model.usualSize(start + k - 1, 1));
  }
  const width = noise.freedom * noise.scale * noise.scale;
  const power = (noise.freedom + 1) / 2;
  let total = 0;
  for (const [s, spread] of SPREADS.entries()) {
    for (const size of sizes[s]!) {
      for (const anHour of [size * spreads[s]!, -size * spreads[s]!]) {
        let ratio = 1;
        for (let k = 0; k < spread; k++) {
          const still = hours[k]!;
          const moved = still - anHour / scales[k]!;
          ratio *= (width + still * still) / (width + moved * moved);
        }
        total += Math.exp(power * Math.log(ratio));
      }
    }
  }
  return Math.log(total / (SPREADS.length * SIZES * MULTIPLES.length * 2));
}

function sizesOf(moves: readonly number[]): number[] {
  const sorted = ascending(moves);
  const sizes = Array.from({ length: SIZES }, (_, i) => quantileOf(sorted, (i + 0.5) / SIZES));
  return MULTIPLES.flatMap((times) => sizes.map((size) => size * times));
}

function resized({ noise, sizes }: Belief, by: number): Belief {
  return { noise, sizes: sizes.map((list) => list.map((size) => size * by)) };
}

/** Standard error of an estimate from leaving out each part in turn (Efron and Stein, 1981). */
function jackknife(parts: number, whole: number, without: (part: number) => number): number {
  let squares = 0;
  for (let part = 0; part < parts; part++) squares += (without(part) - whole) ** 2;
  return parts < 2 ? Infinity : Math.sqrt(((parts - 1) / parts) * squares);
}
