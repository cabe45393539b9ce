import type { PriceMoment } from './price-moves.ts';
import type { PriceSeries } from './price-series.ts';

/** What is paid for what: `BTC` in `USD`. Tickers in capitals, as exchanges print them. */
export interface Pair {
  readonly base: string;
  readonly quote: string;
}

/**
 * Prices of a pair over spans of equal length. Spans may be missing: an exchange was down, or nobody traded.
 *
 * All columns are as long as `atSec`; `0 < low <= open, close <= high`. A table of closes alone has them in all four.
 */
export interface Candles extends Pair {
  readonly stepSec: number;
  /** Starts of the spans: seconds since 1970 UTC, ascending. */
  readonly atSec: Float64Array;
  /** In the quote currency. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Traded in the span, in units of the base; NaN where it is not known. */
  readonly volume: Float64Array;
}

/** One candle. */
export interface Candle {
  readonly atSec: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Highest price that is taken for one: no unit of anything was ever worth as much. */
const MAX_PRICE = 1e12;

/** How many spans may be missing before a moment for the last price still to count as its price. */
const MAX_GAP_SPANS = 3;

/** Whether a number can be a price. */
export function isPrice(value: number): boolean {
  return value > 0 && value < MAX_PRICE;
}

/** Whether four prices and a volume fit together. */
export function isSoundCandle({ open, high, low, close, volume }: Omit<Candle, 'atSec'>): boolean {
  return (
    isPrice(low) &&
    isPrice(high) &&
    low <= Math.min(open, close) &&
    Math.max(open, close) <= high &&
    (volume >= 0 || Number.isNaN(volume))
  );
}

/** Makes columns of candles, which are in the order of their times. */
export function candlesFrom(pair: Pair, stepSec: number, rows: readonly Candle[]): Candles {
  const column = (of: (row: Candle) => number): Float64Array => Float64Array.from(rows, of);
  return {
    base: pair.base,
    quote: pair.quote,
    stepSec,
    atSec: column((row) => row.atSec),
    open: column((row) => row.open),
    high: column((row) => row.high),
    low: column((row) => row.low),
    close: column((row) => row.close),
    volume: column((row) => row.volume),
  };
}

/** The candles of a table without gaps, in dollars. */
export function candlesFromSeries({ asset, fromSec, stepSec, ...prices }: PriceSeries): Candles {
  const { open, high, low, close } = prices;
  const atSec = Float64Array.from(close, (_, i) => fromSec + i * stepSec);
  return { base: asset, quote: 'USD', stepSec, atSec, open, high, low, close, volume: close.map(() => NaN) };
}

/** The candle at an index. */
export function candleAt(candles: Candles, i: number): Candle {
  const { atSec, open, high, low, close, volume } = candles;
  return {
    atSec: atSec[i]!,
    open: open[i]!,
    high: high[i]!,
    low: low[i]!,
    close: close[i]!,
    volume: volume[i]!,
  };
}

/** Index of the first candle that starts at a moment or after; the count of candles where none does. */
export function firstFrom(candles: Pick<Candles, 'atSec'>, timeSec: number): number {
  const { atSec } = candles;
  let low = 0;
  let high = atSec.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (atSec[middle]! < timeSec) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many candles have ended by a moment. */
export function endedBy(candles: Pick<Candles, 'atSec' | 'stepSec'>, timeSec: number): number {
  const started = firstFrom(candles, timeSec - candles.stepSec);
  return candles.atSec[started] === timeSec - candles.stepSec ? started + 1 : started;
}

/**
 * The last price known at a moment: the close of the last candle that had ended. What came later is not looked at.
 *
 * @returns `undefined` before the first candle has ended, and where candles are missing before the moment.
 */
export function lastPrice(candles: Candles, timeSec: number): PriceMoment | undefined {
  const i = endedBy(candles, timeSec) - 1;
  if (i < 0) return undefined;
  const endSec = candles.atSec[i]! + candles.stepSec;
  if (timeSec - endSec > MAX_GAP_SPANS * candles.stepSec) return undefined;
  return { timeSec: endSec, price: candles.close[i]! };
}

/** The candles that start within a span: `fromSec` inclusive, `toSec` exclusive. Columns are shared, not copied. */
export function candlesWithin(candles: Candles, fromSec: number, toSec: number): Candles {
  const first = firstFrom(candles, fromSec);
  const end = firstFrom(candles, toSec);
  const { base, quote, stepSec } = candles;
  const cut = (column: Float64Array): Float64Array => column.subarray(first, end);
  return {
    base,
    quote,
    stepSec,
    atSec: cut(candles.atSec),
    open: cut(candles.open),
    high: cut(candles.high),
    low: cut(candles.low),
    close: cut(candles.close),
    volume: cut(candles.volume),
  };
}

/** Joins candles into longer ones, `stepSec` a multiple of theirs; of what is missing, nothing is made up. */
export function joinCandles(candles: Candles, stepSec: number): Candles {
  const rows: Candle[] = [];
  for (let i = 0; i < candles.atSec.length; i++) {
    const candle = candleAt(candles, i);
    const atSec = Math.floor(candle.atSec / stepSec) * stepSec;
    const before = rows.at(-1);
    if (before?.atSec !== atSec) {
      rows.push({ ...candle, atSec });
      continue;
    }
    rows[rows.length - 1] = {
      atSec,
      open: before.open,
      high: Math.max(before.high, candle.high),
      low: Math.min(before.low, candle.low),
      close: candle.close,
      volume: before.volume + candle.volume,
    };
  }
  return candlesFrom(candles, stepSec, rows);
}

/** Candles of two tables of one source; where both have one, that of the first. */
export function mergeCandles(first: Candles, second: Candles): Candles {
  const rows: Candle[] = [];
  for (let i = 0, k = 0; i < first.atSec.length || k < second.atSec.length;) {
    const a = first.atSec[i] ?? Infinity;
    const b = second.atSec[k] ?? Infinity;
    rows.push(a <= b ? candleAt(first, i) : candleAt(second, k));
    if (a <= b) i++;
    if (b <= a) k++;
  }
  return candlesFrom(first, first.stepSec, rows);
}
