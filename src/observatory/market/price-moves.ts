import type { PriceSeries } from './price-series.ts';

/**
 * The last price paid before a moment, as far as the series resolves it: the close of the span that ends at the moment,
 * or of the span that the moment falls in. So the price "at 10:30" of an hourly series is the one at 11:00.
 *
 * @returns US dollars; `undefined` outside the series.
 */
export function priceAt(series: PriceSeries, timeSec: number): number | undefined {
  const index = Math.ceil((timeSec - series.fromSec) / series.stepSec) - 1;
  return index >= 0 ? series.close[index] : undefined;
}

/** Price at the end over the price at the start (0.95 is a fall of 5 %); `undefined` outside the series. */
export function priceRatio(series: PriceSeries, fromSec: number, toSec: number): number | undefined {
  const before = priceAt(series, fromSec);
  const after = priceAt(series, toSec);
  return before === undefined || after === undefined ? undefined : after / before;
}

/** A price, and the start of the span it was paid in (seconds since 1970). */
export interface PriceMoment {
  readonly timeSec: number;
  readonly price: number;
}

/** The highest price paid in the spans that start within a window; `undefined` if none does. */
export function highest(series: PriceSeries, fromSec: number, toSec: number): PriceMoment | undefined {
  return best(series, { fromSec, toSec }, (i, than) => series.high[i]! > series.high[than]!, series.high);
}

/** The lowest price paid in the spans that start within a window; `undefined` if none does. */
export function lowest(series: PriceSeries, fromSec: number, toSec: number): PriceMoment | undefined {
  return best(series, { fromSec, toSec }, (i, than) => series.low[i]! < series.low[than]!, series.low);
}

function best(
  series: PriceSeries,
  window: { readonly fromSec: number; readonly toSec: number },
  isBetter: (index: number, than: number) => boolean,
  prices: Float64Array,
): PriceMoment | undefined {
  let found: number | undefined;
  for (const i of spansWithin(series, window.fromSec, window.toSec)) {
    if (found === undefined || isBetter(i, found)) found = i;
  }
  return found === undefined ? undefined : { timeSec: spanStart(series, found), price: prices[found]! };
}

/** The first span that starts within a window and in which the price was below a level; `undefined` if there is none. */
export function firstBelow(
  series: PriceSeries,
  level: number,
  window: { readonly fromSec: number; readonly toSec: number },
): PriceMoment | undefined {
  for (const i of spansWithin(series, window.fromSec, window.toSec)) {
    if (series.low[i]! < level) return { timeSec: spanStart(series, i), price: series.low[i]! };
  }
  return undefined;
}

function spanStart(series: PriceSeries, index: number): number {
  return series.fromSec + index * series.stepSec;
}

function* spansWithin(series: PriceSeries, fromSec: number, toSec: number): Generator<number> {
  const first = Math.max(0, Math.ceil((fromSec - series.fromSec) / series.stepSec));
  for (let i = first; i < series.close.length && spanStart(series, i) < toSec; i++) yield i;
}
