import type { Candles } from './candles.ts';
import { endedBy } from './candles.ts';
import type { PriceMoment } from './price-moves.ts';

/**
 * The highest price paid in candles that had ended by a moment.
 *
 * @returns With the start of the candle it was paid in; the first, where several reach it; `undefined` for no candles.
 */
export function highestBy(candles: Candles, timeSec: number): PriceMoment | undefined {
  const end = endedBy(candles, timeSec);
  let best = -1;
  for (let i = 0; i < end; i++) if (best < 0 || candles.high[i]! > candles.high[best]!) best = i;
  return best < 0 ? undefined : { timeSec: candles.atSec[best]!, price: candles.high[best]! };
}

/** How far a price lay under the highest one paid until then. */
export interface DrawdownPoint {
  /** End of the candle. */
  readonly time: number;
  /** Close over the highest price until then: 0.62 is 38 % below it. */
  readonly ratio: number;
}

/**
 * The path of the drawdown: each candle's close over the highest price paid until its end.
 *
 * @param highBefore The highest price paid before the first candle; 0 when that is not known.
 */
export function drawdownPath(candles: Candles, highBefore: number): DrawdownPoint[] {
  let high = highBefore;
  return Array.from(candles.close, (close, i) => {
    high = Math.max(high, candles.high[i]!);
    return { time: candles.atSec[i]! + candles.stepSec, ratio: close / high };
  });
}
