import type { CloseSeries } from '../../market/close-series.ts';
import { HourlyModel, WARM_UP_HOURS } from './hourly-model.ts';
import { ascending, quantileOf, rankAmong } from './placebo-rank.ts';
import { choosePlacebo, independentWindows } from './placebo-windows.ts';
import type { AvoidedSpan, PlaceboWindows } from './placebo-windows.ts';
import type { HourlyStudy, PathPoint, StudyHorizon, UsualRange } from './study-document.ts';

/** Lengths of time that an event is followed over, hours. */
export const HOURLY_HORIZONS: readonly number[] = [1, 4, 8, 24, 72];

/** Hours that the path shows before and after the event. */
const PATH_BEFORE = 24;
const PATH_AFTER = 72;

/** Fewest placebo windows that anything is said from. */
const MIN_ANY_WINDOWS = 100;

const HOUR_SEC = 3600;

const HOURLY_MODEL =
  'expected return: the mean hour of the four weeks before; size of a usual move: the season of the hour times a ' +
  'volatility forecast from the day, week and four weeks before';

/** A moment to be studied by the hour. */
export interface HourlyQuestion {
  readonly prices: CloseSeries;
  readonly atSec: number;
  /** Lengths of time in hours, ascending. */
  readonly hours: readonly number[];
  readonly level: number;
  /** What is known to have happened: no placebo window may touch it. */
  readonly avoid: readonly AvoidedSpan[];
}

/** The model of the hours before a moment, and the windows to hold it against. */
export interface HourlyGround {
  readonly model: HourlyModel;
  readonly placebo: PlaceboWindows;
}

/**
 * Learns what is usual before a moment. The window of an event begins at the last close before it, or at it: a fall in
 * the hour that the event falls into counts as after it.
 *
 * @returns Why not, in words, where the prices do not reach back or on far enough.
 */
export function hourlyGround(question: HourlyQuestion): HourlyGround | string {
  const { prices, atSec, hours, avoid } = question;
  const longest = Math.max(...hours);
  const base = Math.floor((atSec - prices.fromSec) / HOUR_SEC) - 1;
  if (prices.stepSec !== HOUR_SEC) return 'the prices at hand are not hourly';
  if (base + longest >= prices.close.length) return `the hourly prices end before ${longest} h after the event`;
  if (base < 2 * WARM_UP_HOURS + longest) return 'the hourly prices begin less than eight weeks before the event';
  const model = new HourlyModel(prices, base);
  const placebo = choosePlacebo({
    base,
    first: model.first,
    timeOf: (index) => model.timeOf(index),
    stepSec: HOUR_SEC,
    longestSec: longest * HOUR_SEC,
    avoid,
  });
  const { length } = placebo.starts;
  if (length < MIN_ANY_WINDOWS) return `only ${length} windows without a known event lie before the event`;
  return { model, placebo };
}

/** Studies the hours after a moment. */
export function studyHours(ground: HourlyGround, question: HourlyQuestion): HourlyStudy {
  return {
    model: HOURLY_MODEL,
    match: ground.placebo.match,
    horizons: question.hours.map((hours) => studyHorizon(ground, hours, question.level)),
    path: pathAround(ground, question),
  };
}

/** The move over some hours, ranked among the placebo windows. */
export function studyHorizon({ model, placebo }: HourlyGround, hours: number, level: number): StudyHorizon {
  const { base } = model;
  const moves = placebo.starts.map((start) => model.scaled(start, hours));
  const move = model.scaled(base, hours);
  const rank = rankAmong(move, moves);
  const sizes = ascending(moves.map(Math.abs));
  return {
    length: hours * HOUR_SEC,
    from: model.timeOf(base),
    to: model.timeOf(base + hours),
    priceFrom: model.series.close[base]!,
    priceTo: model.series.close[base + hours]!,
    ratio: Math.exp(model.change(base, base + hours)),
    abnormal: Math.exp(model.abnormal(base, hours)),
    timesUsual: Math.abs(move) / Math.max(quantileOf(sizes, 0.5), Number.MIN_VALUE),
    ...rank,
    independent: independentWindows(placebo.starts, hours),
    usual: usualRange(model, { hours, level, sorted: ascending(moves) }),
    verdict: rank.pValue <= 1 - level ? 'supported' : 'not distinguishable from luck',
  };
}

/** What the placebo windows' moves would make of the price, at the volatility forecast for the event's hours: ratios. */
export function placeboRatios({ model, placebo }: HourlyGround, hours: number): number[] {
  const size = model.usualSize(model.base, hours);
  const expected = hours * model.mean(model.base);
  return placebo.starts.map((start) => Math.exp(expected + size * model.scaled(start, hours)));
}

/** Price ratios that ordinary windows keep to: their scaled moves, at the volatility forecast for the event's hours. */
function usualRange(
  model: HourlyModel,
  given: { readonly hours: number; readonly level: number; readonly sorted: readonly number[] },
): UsualRange {
  const { hours, level, sorted } = given;
  const size = model.usualSize(model.base, hours);
  const expected = hours * model.mean(model.base);
  const at = (share: number): number => Math.exp(expected + size * quantileOf(sorted, share));
  const tail = (1 - level) / 2;
  return { low: at(tail), low50: at(0.25), median: at(0.5), high50: at(0.75), high: at(1 - tail) };
}

function pathAround({ model, placebo }: HourlyGround, { level, hours }: HourlyQuestion): PathPoint[] {
  const { base } = model;
  const after = Math.min(PATH_AFTER, Math.max(...hours));
  const path: PathPoint[] = [];
  for (let apart = -PATH_BEFORE; apart <= after; apart++) {
    const sorted = apart <= 0 ? [] : ascending(placebo.starts.map((start) => model.scaled(start, apart)));
    path.push({
      time: model.timeOf(base + apart),
      ratio: Math.exp(model.change(base, base + apart)),
      usual: apart <= 0 ? null : usualRange(model, { hours: apart, level, sorted }),
    });
  }
  return path;
}
