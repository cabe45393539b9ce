import type { DailyCloses } from '../../market/price-series.ts';
import { MarketModel, ESTIMATION_DAYS } from './market-model.ts';
import { ascending, quantileOf, rankAmong } from './placebo-rank.ts';
import type { PlaceboRank } from './placebo-rank.ts';
import { choosePlacebo, independentWindows, windowsThatCountAsOne } from './placebo-windows.ts';
import type { AvoidedSpan, PlaceboWindows } from './placebo-windows.ts';
import { SizeForecast } from './size-forecast.ts';
import type { DailyStudy } from './study-document.ts';

/** Lengths of time that an event's day is followed over, days. */
export const DAILY_HORIZONS: readonly number[] = [1, 3, 7];

const LONGEST = Math.max(...DAILY_HORIZONS);

const DAY_SEC = 86_400;

const DAILY_MODEL =
  "market model (MacKinlay, 1997): the coin's log return of a day is alpha + beta times the mean log return of the other " +
  'coins, by least squares over the 120 days before; what is left over is scaled by a forecast of its size, from its means ' +
  'over those days and of late, with weights learned from the days before the event';

/** Fewest placebo windows that anything is said from: learned from less, the 5 % level lets 6 % through, and more. */
const MIN_ANY_WINDOWS = 250;

/** A day to be studied against the market of other coins. */
export interface DailyQuestion {
  readonly closes: DailyCloses;
  readonly asset: string;
  readonly atSec: number;
  readonly level: number;
  readonly avoid: readonly AvoidedSpan[];
}

/** The model of a coin, the close that an event's window begins with, and the windows to hold it against. */
export interface DailyGround {
  readonly model: MarketModel;
  readonly base: number;
  readonly placebo: PlaceboWindows;
}

/** A move beyond the market, ranked among those of the placebo windows. */
export interface DailyRank extends PlaceboRank {
  readonly forecast: SizeForecast;
  readonly move: number;
  /** Of the placebo windows, over their usual sizes, in their order. */
  readonly moves: readonly number[];
}

/**
 * Finds the windows that the days from an event's own on are to be held against.
 *
 * @returns Why not, in words, where the closes do not reach back or on far enough.
 */
export function dailyGround(
  model: MarketModel,
  { atSec, avoid }: Pick<DailyQuestion, 'atSec' | 'avoid'>,
): DailyGround | string {
  const { firstDaySec } = model.closes;
  // Base: the close of the day before, which is the midnight that the event's day begins with.
  const base = Math.floor((atSec - firstDaySec) / DAY_SEC) - 1;
  if (base + LONGEST >= model.length) return `the daily closes end before ${LONGEST} days after the event`;
  if (base < ESTIMATION_DAYS) return `the daily closes begin less than ${ESTIMATION_DAYS} days before the event`;
  const { match, ...found } = choosePlacebo({
    base,
    first: ESTIMATION_DAYS,
    timeOf: (index) => firstDaySec + (index + 1) * DAY_SEC,
    stepSec: DAY_SEC,
    // Releases of the Federal Reserve come every three weeks: only a window's first day has to be free of them.
    longestSec: DAY_SEC,
    avoid,
  });
  // The longest windows have to end before the event too.
  const starts = found.starts.filter((start) => start + LONGEST <= base);
  if (starts.length < MIN_ANY_WINDOWS) {
    return `only ${starts.length} windows of days lie before the event, and ${MIN_ANY_WINDOWS} are needed`;
  }
  return { model, base, placebo: { starts, match: { ...match, windows: starts.length } } };
}

/** Ranks the move over the days from the event's own on. */
export function rankDays({ model, base, placebo }: DailyGround, days: number): DailyRank {
  const forecast = new SizeForecast(model, { base, days });
  const moves = placebo.starts.map((start) => forecast.scaled(start));
  const move = forecast.scaled(base);
  return { forecast, move, moves, ...rankAmong(move, moves, windowsThatCountAsOne(placebo.starts, days)) };
}

/**
 * Studies the days from the event's own on: what the coin did beyond what the market of other coins explains, fitted on
 * 120 days that end before the event's day, and ranked among earlier windows treated the same way.
 *
 * @returns Why not, in words, where the closes do not reach back or on far enough.
 */
export function studyDays({ closes, asset, level, ...when }: DailyQuestion): DailyStudy | string {
  if ((closes.closes.get(asset)?.length ?? 0) === 0) return `there are no daily closes of ${asset}`;
  const model = new MarketModel(closes, asset);
  const ground = dailyGround(model, when);
  if (typeof ground === 'string') return ground;
  const { base, placebo } = ground;
  return {
    model: DAILY_MODEL,
    market: {
      ...model.fitBefore(base),
      from: closes.firstDaySec + (base - ESTIMATION_DAYS + 1) * DAY_SEC,
      to: closes.firstDaySec + (base + 1) * DAY_SEC,
      coins: model.coins,
    },
    match: placebo.match,
    horizons: DAILY_HORIZONS.map((days) => studyHorizon(ground, days, level)),
  };
}

function studyHorizon(ground: DailyGround, days: number, level: number): DailyStudy['horizons'][number] {
  const { model, base, placebo } = ground;
  const { closes, asset } = model;
  const column = closes.closes.get(asset)!;
  const { forecast, move, moves, ...rank } = rankDays(ground, days);
  const sorted = ascending(moves);
  const size = forecast.usualSize(base);
  const at = (share: number): number => Math.exp(size * quantileOf(sorted, share));
  const tail = (1 - level) / 2;
  return {
    length: days * DAY_SEC,
    from: closes.firstDaySec + (base + 1) * DAY_SEC,
    to: closes.firstDaySec + (base + 1 + days) * DAY_SEC,
    priceFrom: column[base]!,
    priceTo: column[base + days]!,
    ratio: column[base + days]! / column[base]!,
    marketRatio: Math.exp(model.market(base, days)),
    abnormal: Math.exp(model.abnormal(base, days)),
    timesUsual: Math.abs(move) / Math.max(quantileOf(ascending(moves.map(Math.abs)), 0.5), Number.MIN_VALUE),
    ...rank,
    independent: independentWindows(placebo.starts, days),
    usual: { low: at(tail), low50: at(0.25), median: at(0.5), high50: at(0.75), high: at(1 - tail) },
    verdict: rank.pValue <= 1 - level ? 'supported' : 'not distinguishable from luck',
  };
}
