import { formatCount, formatDuration, formatUtc, threeDigits } from '../../answers/units.ts';
import { columnOf, indexAt, unknown } from '../reading.ts';
import type { AlertData, AlertNeed, Reading } from '../reading.ts';
import type { SeriesColumns } from '../../../ports/history-store.ts';
import type { AlertCondition } from '../rule.ts';

type PriceCondition = AlertCondition & { readonly kind: 'price' };

/** Candles by their length, finest first: the median over exchanges. A point's time is its candle's start. */
const STEPS = [
  ['1m', 60],
  ['1h', 3600],
  ['1d', 86_400],
] as const;

/** A last candle that began longer ago than so many of them is no price of now. */
const MAX_AGE_STEPS = 5;

/** A tenth under 47,000 is 42,300, and not a bit of a float more. */
const ROUNDING = 1e-12;

/** Of the size: within it the price counts as back. */
const CLEAR_SHARE = 0.8;

export function priceNeeds({ pair, windowSec }: PriceCondition, nowSec: number): readonly AlertNeed[] {
  return STEPS.map(([name, stepSec]) => {
    return { series: `market/median/${pair}/${name}`, fromSec: nowSec - windowSec - (MAX_AGE_STEPS + 1) * stepSec };
  });
}

/** A price against the highest or lowest of its window, the candle of now with it, as far as candles were over by then. */
export function readPrice(condition: PriceCondition, data: AlertData, nowSec: number): Reading {
  const { pair, side, size, windowSec } = condition;
  for (const [name, stepSec] of STEPS) {
    const candles = data.get(`market/median/${pair}/${name}`);
    if (candles === undefined) continue;
    // A candle is known when it is over.
    const end = indexAt(candles.atSec, nowSec - stepSec + 1);
    const last = end - 1;
    if (last < 0 || candles.atSec[last]! + stepSec < nowSec - MAX_AGE_STEPS * stepSec) continue;
    const first = indexAt(candles.atSec, nowSec - windowSec);
    const reading = priceOf(candles, { first, end, side });
    if (reading === undefined) continue;
    const { price, extreme, extremeSec } = reading;
    const isUnder = side === 'under-high';
    const away = isUnder ? 1 - price / extreme : price / extreme - 1;
    const word = isUnder ? 'high' : 'low';
    const quote = pair.split('-')[1] ?? '';
    return {
      holds: away >= size - ROUNDING,
      isClear: away < size * CLEAR_SHARE,
      sentence:
        `${pair.toUpperCase().replace('-', '/')} is at ${money(price)}, ${threeDigits(Math.max(0, away) * 100)} % ${isUnder ? 'under' : 'over'} its ` +
        `${formatDuration(windowSec).replace(' days', '-day')} ${word} of ${money(extreme)} at ${formatUtc(extremeSec)}.`,
      values: [
        { name: 'price', value: price, unit: quote },
        { name: word, value: extreme, unit: quote },
        { name: 'distance', value: away, unit: 'ratio' },
      ],
      fromSec: nowSec - windowSec,
      toSec: candles.atSec[last]! + stepSec,
    };
  }
  return unknown(`no price of ${pair} is recorded up to now`, nowSec);
}

function priceOf(
  candles: SeriesColumns,
  { first, end, side }: { readonly first: number; readonly end: number; readonly side: PriceCondition['side'] },
): { readonly price: number; readonly extreme: number; readonly extremeSec: number } | undefined {
  const closes = columnOf(candles, 'close');
  const isUnder = side === 'under-high';
  const extremes = columnOf(candles, isUnder ? 'high' : 'low') ?? closes;
  if (closes === undefined || extremes === undefined) return undefined;
  let [extreme, extremeSec] = [NaN, NaN];
  for (let i = first; i < end; i++) {
    const value = extremes[i]!;
    if (Number.isFinite(value) && !(isUnder ? value <= extreme : value >= extreme)) {
      extreme = value;
      extremeSec = candles.atSec[i]!;
    }
  }
  const price = closes[end - 1]!;
  return Number.isFinite(price) && extreme > 0 ? { price, extreme, extremeSec } : undefined;
}

function money(price: number): string {
  return price >= 1000 ? formatCount(price) : String(Number(price.toPrecision(5)));
}
