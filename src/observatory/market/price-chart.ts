import { DAY_SEC } from '../series/observations.ts';
import type { Candles } from './candles.ts';
import { candlesWithin, joinCandles, mergeCandles } from './candles.ts';
import { drawdownPath } from './drawdown.ts';
import type { DrawdownPoint } from './drawdown.ts';
import type { PairPrices, StepPrices } from './pair-prices.ts';

/** Most points of a chart. */
export const MAX_POINTS = 1000;

/** Lengths of a point that candles are joined to. */
const STEPS_SEC = [60, 300, 900, 3600, 14_400, DAY_SEC, 7 * DAY_SEC, 28 * DAY_SEC];

/** A length of candle is taken when it covers this share of what the best one covers of the span. */
const COVERS_ENOUGH = 0.95;

/** A point of a price chart; `time` is its end. */
export interface ChartPoint {
  readonly time: number;
  readonly close: number;
  readonly low: number;
  readonly high: number;
  /** Fewest exchanges that one of its candles is the median of. */
  readonly exchanges: number;
}

/** The prices of a span, by the finest candles that cover it and leave no more than `MAX_POINTS` points. */
export function chartPoints(
  prices: PairPrices,
  span: { readonly fromSec: number; readonly toSec: number },
): { readonly stepSec: number; readonly points: readonly ChartPoint[] } {
  const { fromSec, toSec } = span;
  const within = prices.steps.map((step) => {
    // A candle belongs to the span when it begins and ends in it.
    const candles = candlesWithin(step.candles, fromSec, toSec - step.stepSec + 1);
    return { step, candles, coversSec: candles.atSec.length * step.stepSec };
  });
  const most = Math.max(0, ...within.map(({ coversSec }) => coversSec));
  const chosen = within.find(({ coversSec }) => coversSec > 0 && coversSec >= COVERS_ENOUGH * most);
  if (chosen === undefined) return { stepSec: DAY_SEC, points: [] };
  const { step, candles } = chosen;
  const count = candles.atSec.length;
  const stepSec =
    count <= MAX_POINTS
      ? step.stepSec
      : (STEPS_SEC.find((sec) => sec % step.stepSec === 0 && (count * step.stepSec) / sec < MAX_POINTS) ??
        Math.ceil(count / MAX_POINTS) * step.stepSec);
  const joined = stepSec === step.stepSec ? candles : joinCandles(candles, stepSec);
  return { stepSec, points: pointsOf(step, joined) };
}

function pointsOf(step: StepPrices, candles: Candles): ChartPoint[] {
  let k = 0;
  return Array.from(candles.atSec, (atSec, i) => {
    let exchanges = Infinity;
    while (step.candles.atSec[k] !== undefined && step.candles.atSec[k]! < atSec) k++;
    for (; step.candles.atSec[k] !== undefined && step.candles.atSec[k]! < atSec + candles.stepSec; k++) {
      exchanges = Math.min(exchanges, step.kept[k]!);
    }
    return {
      time: atSec + candles.stepSec,
      close: candles.close[i]!,
      low: candles.low[i]!,
      high: candles.high[i]!,
      exchanges,
    };
  });
}

/**
 * How far the price lay under its highest until then, from the first price at hand to a moment: daily, or where that
 * would be more than `MAX_POINTS` points the deepest of some days each.
 */
export function drawdownPoints(prices: PairPrices, toSec: number): DrawdownPoint[] {
  const daily = prices.steps.map(({ candles, stepSec }) =>
    stepSec >= DAY_SEC ? candles : joinCandles(candles, DAY_SEC),
  );
  const [first, ...others] = daily.filter(({ stepSec }) => stepSec === DAY_SEC).reverse();
  if (first === undefined) return [];
  // Whole days before days that finer candles were joined to: at their edges those may be cut.
  const all = others.reduce((merged, candles) => mergeCandles(merged, candles), first);
  const path = drawdownPath(candlesWithin(all, -Infinity, toSec - DAY_SEC + 1), 0);
  const group = Math.ceil(path.length / MAX_POINTS);
  if (group <= 1) return path;
  const points: DrawdownPoint[] = [];
  for (let i = 0; i < path.length; i += group) {
    points.push(path.slice(i, i + group).reduce((worst, point) => (point.ratio < worst.ratio ? point : worst)));
  }
  return points;
}
