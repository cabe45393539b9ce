import { DAY_SEC } from '../series/observations.ts';
import type { DailyMarket } from '../energy/daily-market.ts';
import type { Candles } from './candles.ts';
import type { PriceSeries } from './price-series.ts';

/** Longest stretch of missing spans that the price before them fills: an exchange's maintenance, not a closed market. */
const MAX_GAP_SPANS = 6;

const EVER: Span = { fromSec: -Infinity, toSec: Infinity };

/** Rows of candles from `from` to `to`, between which no gap is longer than `MAX_GAP_SPANS`. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/** A span of time, seconds since 1970: `fromSec` inclusive, `toSec` exclusive. */
interface Span {
  readonly fromSec: number;
  readonly toSec: number;
}

/**
 * Makes consecutive spans of candles, some of which may be missing: the longest stretch without a long gap, short gaps filled with
 * the price before them.
 *
 * @param within What the prices are for: the stretch is taken that has most candles of it.
 * @returns `undefined` when there are fewer than two candles in it.
 */
export function wholeSeries(candles: Candles, within?: Span): PriceSeries | undefined {
  const run = longestRun(candles, within);
  if (run.to - run.from < 2) return undefined;
  const { atSec, stepSec, base } = candles;
  const fromSec = atSec[run.from]!;
  const spans = (atSec[run.to - 1]! - fromSec) / stepSec + 1;
  const filled = (column: Float64Array): Float64Array => {
    const whole = new Float64Array(spans).fill(NaN);
    for (let i = run.from; i < run.to; i++) whole[(atSec[i]! - fromSec) / stepSec] = column[i]!;
    return whole;
  };
  const [open, high, low, close] = [candles.open, candles.high, candles.low, candles.close].map(filled) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 1; i < spans; i++) {
    if (Number.isNaN(close[i]!)) open[i] = high[i] = low[i] = close[i] = close[i - 1]!;
  }
  return { asset: base, fromSec, stepSec, open, high, low, close };
}

/** Daily closes, as models of miners' income want them; fees are not in candles. @returns `undefined` when days are missing. */
export function dailyMarketOf(candles: Candles, description: string): DailyMarket | undefined {
  const series = candles.stepSec === DAY_SEC ? wholeSeries(candles) : undefined;
  if (series === undefined || series.fromSec % DAY_SEC !== 0) return undefined;
  const { fromSec, close } = series;
  return { description, firstDaySec: fromSec, closesUsd: close, feesBtc: new Float64Array(close.length).fill(NaN) };
}

function longestRun({ atSec, stepSec }: Candles, { fromSec, toSec }: Span = EVER): Run {
  let best: Run = { from: 0, to: 0 };
  let most = 0;
  let from = 0;
  let counted = 0;
  for (let i = 0; i < atSec.length; i++) {
    const steps = i === from ? 1 : (atSec[i]! - atSec[i - 1]!) / stepSec;
    if (!Number.isInteger(steps) || steps > MAX_GAP_SPANS + 1) {
      from = i;
      counted = 0;
    }
    if (atSec[i]! >= fromSec && atSec[i]! < toSec) counted++;
    if (counted > most || (counted === most && from === best.from)) {
      most = counted;
      best = { from, to: i + 1 };
    }
  }
  return best;
}
