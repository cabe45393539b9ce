import { gammaQuantile } from '../hashrate/gamma-tail.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { Candles } from './candles.ts';
import { candlesWithin } from './candles.ts';

/** These markets never close: a year is 365.25 days of trading. */
const YEAR_SEC = 365.25 * 86_400;

/** Fewest returns that an interval is given for: its theory is one of many. */
const FEWEST_RETURNS = 24;

/** Realized volatility of a window. */
export interface RealizedVolatility {
  readonly fromSec: number;
  readonly toSec: number;
  /** Length of a return, and how many there are. */
  readonly stepSec: number;
  readonly returns: number;
  /** Annualized, as a ratio: 0.6 is 60 % a year. */
  readonly annualized: Interval;
}

/**
 * Realized volatility: the root of the mean squared logarithmic return, scaled to a year. The mean return is taken as
 * zero, which over days is far below what can be measured.
 *
 * Interval: Barndorff-Nielsen and Shephard ("Econometric analysis of realized volatility", 2002): while volatility
 * itself moves, the sum of squared returns RV scatters around what it estimates with a variance of 2/3 of the sum of
 * fourth powers; taken on the logarithm, as they advise for few returns. `median` is the point estimate. It tells what
 * the volatility of this window was, not what the next will be.
 *
 * @param window.level Probability that the interval holds the truth.
 * @returns `undefined` when the window holds fewer than 24 returns between neighbouring candles, or no movement at all.
 */
export function realizedVolatility(
  candles: Candles,
  window: { readonly fromSec: number; readonly toSec: number; readonly level: number },
): RealizedVolatility | undefined {
  const { fromSec, toSec, level } = window;
  const { stepSec } = candles;
  // A close is a price at the end of its candle: the return that ends in the window may begin with the close before.
  const { atSec, close } = candlesWithin(candles, fromSec - stepSec, toSec - stepSec + 1);
  let squares = 0;
  let fourths = 0;
  let returns = 0;
  for (let i = 1; i < close.length; i++) {
    // Across a gap the return is of another length.
    if (atSec[i]! - atSec[i - 1]! !== stepSec) continue;
    const square = Math.log(close[i]! / close[i - 1]!) ** 2;
    squares += square;
    fourths += square * square;
    returns++;
  }
  if (returns < FEWEST_RETURNS || squares === 0) return undefined;
  const median = Math.sqrt((squares / returns) * (YEAR_SEC / stepSec));
  // A chi-squared variable with one degree of freedom is a squared normal one.
  const z = Math.sqrt(2 * gammaQuantile(1 - level, 0.5, 'upper'));
  const half = (z * Math.sqrt((2 / 3) * fourths)) / squares / 2;
  const annualized = { low: median * Math.exp(-half), median, high: median * Math.exp(half) };
  return { fromSec, toSec, stepSec, returns, annualized };
}
