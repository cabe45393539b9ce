import type { Candle, Candles } from './candles.ts';
import { candleAt, candlesFrom } from './candles.ts';
import { median, robustMedian } from './robust-median.ts';

/** Candles over several exchanges. */
export interface MedianCandles {
  /** Median of each of the four prices over the exchanges that were kept; their volumes' sum. */
  readonly candles: Candles;
  /** Lowest and highest close among those that were kept. */
  readonly closeLow: Float64Array;
  readonly closeHigh: Float64Array;
  /** How many were kept. */
  readonly kept: Uint16Array;
  /** For each source, in the order given: how many of its candles were dropped as outliers. */
  readonly dropped: readonly number[];
  /** How many spans were left out because the exchanges disagree and nothing tells which is right. */
  readonly disagreed: number;
}

/**
 * Candles of one pair and step over several exchanges: span by span the median of those that have one, without those
 * whose close is an outlier (`robustMedian`).
 *
 * @param sources Candles of one pair and one step; at least one.
 */
export function medianCandles(sources: readonly Candles[]): MedianCandles {
  const [first] = sources;
  if (sources.length === 1) return alone(first!);
  const rows: Candle[] = [];
  const spread: { low: number; high: number; kept: number }[] = [];
  const dropped = sources.map(() => 0);
  let disagreed = 0;
  for (const { atSec, among } of alignedCandles(sources)) {
    const found = robustMedian(among.map(({ candle }) => candle.close))!;
    among.forEach(({ source }, k) => (dropped[source]! += found.isOutlier[k] === true ? 1 : 0));
    if (!found.agree) {
      disagreed++;
      continue;
    }
    const kept = among.filter((_, k) => found.isOutlier[k] !== true).map(({ candle }) => candle);
    rows.push(middleOf(atSec, kept));
    spread.push(found);
  }
  return {
    candles: candlesFrom(first!, first!.stepSec, rows),
    closeLow: Float64Array.from(spread, ({ low }) => low),
    closeHigh: Float64Array.from(spread, ({ high }) => high),
    kept: Uint16Array.from(spread, ({ kept }) => kept),
    dropped,
    disagreed,
  };
}

function alone(candles: Candles): MedianCandles {
  const { close } = candles;
  const kept = new Uint16Array(close.length).fill(1);
  return { candles, closeLow: close, closeHigh: close, kept, dropped: [0], disagreed: 0 };
}

/** Medians keep the order low <= open, close <= high, since it holds in each candle. */
function middleOf(atSec: number, candles: readonly Candle[]): Candle {
  const of = (price: (candle: Candle) => number): number => median(candles.map(price));
  const volumes = candles.map(({ volume }) => volume).filter((volume) => !Number.isNaN(volume));
  return {
    atSec,
    open: of(({ open }) => open),
    high: of(({ high }) => high),
    low: of(({ low }) => low),
    close: of(({ close }) => close),
    volume: volumes.length === 0 ? NaN : volumes.reduce((sum, volume) => sum + volume, 0),
  };
}

interface Aligned {
  readonly atSec: number;
  readonly among: readonly { readonly source: number; readonly candle: Candle }[];
}

/** Goes through all sources at once, in the order of time. */
function* alignedCandles(sources: readonly Candles[]): Generator<Aligned> {
  const next = sources.map(() => 0);
  for (;;) {
    const atSec = Math.min(...sources.map((candles, s) => candles.atSec[next[s]!] ?? Infinity));
    if (atSec === Infinity) return;
    const among: { source: number; candle: Candle }[] = [];
    for (const [source, candles] of sources.entries()) {
      if (candles.atSec[next[source]!] !== atSec) continue;
      among.push({ source, candle: candleAt(candles, next[source]!) });
      next[source]!++;
    }
    yield { atSec, among };
  }
}
