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

/** How a price moved after an event, beside how it moved over all windows of the same length before. */
export interface PlaceboTest {
  /** Price at the end of the event's window over the price at its start. */
  readonly observed: number;
  /** The same ratio for each window before, by start. They overlap: one starts at each span of the series. */
  readonly ratios: readonly number[];
  /** How many of them fit without overlapping: what the comparison really rests on. */
  readonly independent: number;
  /** How many of them fell by as much or more. */
  readonly asLarge: number;
  /** Share of windows with a fall at least as large, the event's own counted among them: never 0. */
  readonly luck: number;
}

/**
 * Compares the price change after an event with all equally long windows before it: a placebo (permutation) test, which
 * needs no model of prices. The share is (as large + 1) / (windows + 1), as in Phipson and Smyth, "Permutation
 * P-values Should Never Be Zero", 2010.
 *
 * It tells how unusual the hours after the event were, and nothing of why: another piece of news in the same hours
 * shows as well as the event does.
 *
 * @param event.fromSec Start of the comparison; windows start and end between it and `event.atSec`.
 * @returns `undefined` when the series does not cover the event's window, or holds no window before it.
 */
export function placeboFalls(
  series: PriceSeries,
  event: { readonly atSec: number; readonly lengthSec: number; readonly fromSec: number },
): PlaceboTest | undefined {
  const observed = priceRatio(series, event.atSec, event.atSec + event.lengthSec);
  if (observed === undefined) return undefined;
  const ratios: number[] = [];
  const first = Math.max(event.fromSec, series.fromSec + series.stepSec);
  const start = series.fromSec + Math.ceil((first - series.fromSec) / series.stepSec) * series.stepSec;
  for (let at = start; at + event.lengthSec <= event.atSec; at += series.stepSec) {
    const ratio = priceRatio(series, at, at + event.lengthSec);
    if (ratio !== undefined) ratios.push(ratio);
  }
  if (ratios.length === 0) return undefined;
  const asLarge = ratios.filter((ratio) => ratio <= observed).length;
  const independent = Math.floor(((ratios.length - 1) * series.stepSec) / event.lengthSec) + 1;
  return { observed, ratios, independent, asLarge, luck: (asLarge + 1) / (ratios.length + 1) };
}
