import type { DailyMarket } from '../energy/daily-market.ts';
import { formatDay } from '../answers/units.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { Candles } from './candles.ts';
import { candlesWithin } from './candles.ts';
import type { CloseSeries } from './close-series.ts';
import { endOfCloses, hourlyCloses, joinCloses } from './close-series.ts';
import type { DescribedPrices } from './price-series.ts';
import { dailyMarketOf, wholeSeries } from './whole-series.ts';

/** Candles of bitcoin in dollars that the history holds, the median over those who gave them. */
export interface HeldPrices {
  readonly candles: Candles;
  /** Whose they are, for a reader: `Kraken`, `bitstamp`. */
  readonly titles: readonly string[];
}

/** Hourly closes with where they come from. */
export interface DescribedCloses {
  readonly series: CloseSeries;
  readonly description: string;
}

/** Longer stretches without a candle part the prices: nothing is made up for more than a day. */
const MAX_GAP_SEC = DAY_SEC;

/**
 * Hourly closes to study a moment with: those that the history holds around it, before those that are built in; joined, where they
 * touch. Where the history has none that begin before the moment, the built-in ones as they are.
 */
export function hourlyClosesFor(
  builtIn: DescribedCloses | undefined,
  held: HeldPrices | undefined,
  atSec: number,
): DescribedCloses | undefined {
  const run = held === undefined ? undefined : runBefore(held.candles, atSec);
  if (held === undefined || run === undefined) return builtIn;
  const found = hourlyCloses(run);
  if ('message' in found) return builtIn;
  const { series } = found;
  // The moment lies after both, and nearer to what is built in.
  if (builtIn !== undefined && endOfCloses(series) < Math.min(atSec, endOfCloses(builtIn.series))) return builtIn;
  const description = describeHeld(held, 'hourly closes', { fromSec: series.fromSec, toSec: endOfCloses(series) });
  const joined = builtIn === undefined ? undefined : joinCloses(series, builtIn.series);
  if (joined === undefined || builtIn === undefined) return { series, description };
  return { series: joined, description: `${description}; else ${builtIn.description}` };
}

/**
 * Daily closes to work out miners' income with: those that the history holds before those that are built in, joined where they touch.
 * Where they do not, the built-in ones, unless what is asked for begins after these have ended. Fees are the built-in ones.
 *
 * @param fromSec The first day that is asked for, if one is.
 */
export function dailyMarketFor(builtIn: DailyMarket, held: HeldPrices | undefined, fromSec?: number): DailyMarket {
  if (held === undefined) return builtIn;
  const own = dailyMarketOf(held.candles, '');
  if (own === undefined) return builtIn;
  const endOf = ({ firstDaySec, closesUsd }: DailyMarket): number => firstDaySec + closesUsd.length * DAY_SEC;
  const description = describeHeld(held, 'daily closes', { fromSec: own.firstDaySec, toSec: endOf(own) });
  const isApart = own.firstDaySec > endOf(builtIn) || builtIn.firstDaySec > endOf(own);
  if (isApart) return fromSec !== undefined && fromSec >= endOf(builtIn) ? { ...own, description } : builtIn;
  const firstDaySec = Math.min(own.firstDaySec, builtIn.firstDaySec);
  const days = (Math.max(endOf(own), endOf(builtIn)) - firstDaySec) / DAY_SEC;
  const closesUsd = new Float64Array(days);
  const feesBtc = new Float64Array(days).fill(NaN);
  const at = (market: DailyMarket): number => (market.firstDaySec - firstDaySec) / DAY_SEC;
  closesUsd.set(builtIn.closesUsd, at(builtIn));
  closesUsd.set(own.closesUsd, at(own));
  feesBtc.set(builtIn.feesBtc, at(builtIn));
  return { description: `${description}; else ${builtIn.description}`, firstDaySec, closesUsd, feesBtc };
}

/** What the history holds around a span, without long gaps; `undefined` where it holds next to nothing. */
export function heldSeries(
  held: HeldPrices | undefined,
  span: { readonly fromSec: number; readonly toSec: number },
): DescribedPrices | undefined {
  const series = held === undefined ? undefined : wholeSeries(held.candles, span);
  return held === undefined || series === undefined
    ? undefined
    : { ...series, description: `kept in the history: ${whoseOf(held)}` };
}

/** The last candles that begin before a moment, back to the first gap, and on from there to the next. */
function runBefore(candles: Candles, atSec: number): Candles | undefined {
  const { atSec: starts, stepSec } = candles;
  let first = 0;
  let end = 0;
  for (let i = 0; i < starts.length; i++) {
    const isApart = i > 0 && starts[i]! - starts[i - 1]! > MAX_GAP_SEC + stepSec;
    if (isApart && starts[i]! >= atSec) break;
    if (isApart) first = i;
    end = i + 1;
  }
  if (end - first < 2 || starts[first]! >= atSec) return undefined;
  return candlesWithin(candles, starts[first]!, starts[end - 1]! + 1);
}

function describeHeld(
  held: HeldPrices,
  what: string,
  { fromSec, toSec }: { readonly fromSec: number; readonly toSec: number },
): string {
  return `${what} that the history holds (${whoseOf(held)}, ${formatDay(fromSec)} to ${formatDay(toSec)})`;
}

function whoseOf({ titles }: HeldPrices): string {
  return titles.length === 1 ? titles[0]! : `the median of ${titles.join(', ')}`;
}
