import type { DailyCloses } from '../../market/price-series.ts';
import { MarketModel, ESTIMATION_DAYS } from './market-model.ts';
import { ascending, quantileOf, rankAmong } from './placebo-rank.ts';
import { choosePlacebo, independentWindows } from './placebo-windows.ts';
import type { AvoidedSpan } from './placebo-windows.ts';
import type { DailyStudy } from './study-document.ts';

/** Lengths of time that an event's day is followed over, days. */
export const DAILY_HORIZONS = [1, 3, 7] as const;

const DAY_SEC = 86_400;

const DAILY_MODEL =
  "market model (MacKinlay, 1997): the coin's log return of a day is alpha + beta times the mean log return of the other " +
  'coins, by least squares over the 120 days before; what is left over is scaled by its recent size';

/** Fewest placebo windows that anything is said from. */
const MIN_ANY_WINDOWS = 100;

/** A day to be studied against the market of other coins. */
export interface DailyQuestion {
  readonly closes: DailyCloses;
  readonly asset: string;
  readonly atSec: number;
  readonly level: number;
  readonly avoid: readonly AvoidedSpan[];
}

/**
 * Studies the days from the event's own on: what the coin did beyond what the market of other coins explains, fitted on
 * 120 days that end before the event's day, and ranked among earlier windows treated the same way.
 *
 * @returns Why not, in words, where the closes do not reach back or on far enough.
 */
export function studyDays(question: DailyQuestion): DailyStudy | string {
  const { closes, asset, atSec, level, avoid } = question;
  const longest = Math.max(...DAILY_HORIZONS);
  // Base: the close of the day before, which is the midnight that the event's day begins with.
  const base = Math.floor((atSec - closes.firstDaySec) / DAY_SEC) - 1;
  const length = closes.closes.get(asset)?.length ?? 0;
  if (length === 0) return `there are no daily closes of ${asset}`;
  if (base + longest >= length) return `the daily closes end before ${longest} days after the event`;
  if (base < ESTIMATION_DAYS) return `the daily closes begin less than ${ESTIMATION_DAYS} days before the event`;
  const model = new MarketModel(closes, asset);
  const placebo = choosePlacebo({
    base,
    first: ESTIMATION_DAYS,
    timeOf: (index) => closes.firstDaySec + (index + 1) * DAY_SEC,
    stepSec: DAY_SEC,
    // Releases of the Federal Reserve come every three weeks: only a window's first day has to be free of them.
    longestSec: DAY_SEC,
    avoid,
  });
  // The longest windows have to end before the event too.
  const starts = placebo.starts.filter((start) => start + longest <= base);
  if (starts.length < MIN_ANY_WINDOWS) return `only ${starts.length} windows of days lie before the event`;
  const column = closes.closes.get(asset)!;
  const fit = model.fitBefore(base);
  return {
    model: DAILY_MODEL,
    market: {
      ...fit,
      from: closes.firstDaySec + (base - ESTIMATION_DAYS + 1) * DAY_SEC,
      to: closes.firstDaySec + (base + 1) * DAY_SEC,
      coins: model.coins,
    },
    match: { ...placebo.match, windows: starts.length },
    horizons: DAILY_HORIZONS.map((days) => {
      const moves = starts.map((start) => model.scaled(start, days));
      const move = model.scaled(base, days);
      const rank = rankAmong(move, moves);
      const sorted = ascending(moves);
      const size = model.usualSize(base, days);
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
        independent: independentWindows(starts, days),
        usual: { low: at(tail), low50: at(0.25), median: at(0.5), high50: at(0.75), high: at(1 - tail) },
        verdict: rank.pValue <= 1 - level ? 'supported' : 'not distinguishable from luck',
      };
    }),
  };
}
