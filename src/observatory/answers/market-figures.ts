import { endedBy } from '../market/candles.ts';
import { highestBy } from '../market/drawdown.ts';
import type { PairPrices, Priced } from '../market/pair-prices.ts';
import { covered, priceBy } from '../market/pair-prices.ts';
import type { PriceMoment } from '../market/price-moves.ts';
import { realizedVolatility } from '../market/volatility.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { MarketChange, MarketDocument } from './market-document.ts';

const HOUR_SEC = 3600;

/** How far a change may look back over its length, as a share of it, for want of a price at the very moment. */
const MOMENT_TOLERANCE = 0.1;

/** Changes over 1 h, 24 h and 7 days up to the last price. */
export function changesOf(prices: PairPrices, now: Priced): MarketChange[] {
  return [HOUR_SEC, DAY_SEC, 7 * DAY_SEC].map((seconds) => {
    const then = priceBy(prices, now.timeSec - seconds);
    if (then === undefined || now.timeSec - seconds - then.timeSec > MOMENT_TOLERANCE * seconds) {
      return { seconds, from: null, fromPrice: null, ratio: null };
    }
    return { seconds, from: then.timeSec, fromPrice: then.price, ratio: now.price / then.price };
  });
}

/** How near to the highest price a finer candle's has to come to tell when it was paid: tables may be rounded. */
const SAME_HIGH = 0.9999;

/** The highest price paid until a moment, and how far the price lies under it. */
export function highOf(prices: PairPrices, now: Priced, atSec: number): MarketDocument['allTimeHigh'] {
  const highs = prices.steps.flatMap(({ candles }) => highestBy(candles, atSec) ?? []);
  const top = Math.max(now.price, ...highs.map(({ price }) => price));
  // Finest first: the first that comes as high tells the hour.
  const at: PriceMoment = highs.find(({ price }) => price >= top * SAME_HIGH) ?? now;
  const since = covered(prices)?.fromSec ?? now.timeSec;
  const price = at.price >= top * SAME_HIGH ? at.price : top;
  return { price, at: at.timeSec, since, drawdown: Math.min(1, now.price / price) };
}

/** Share of its returns that a window has to have to be told of. */
const COMPLETE = 0.8;

/** Realized volatility over 7 and 30 days, by the hour where there are enough hours, else by the day. */
export function volatilitiesOf(prices: PairPrices, now: Priced, level: number): MarketDocument['volatility'] {
  return [7, 30].flatMap((days) => {
    for (const { candles, stepSec } of prices.steps) {
      if (stepSec < HOUR_SEC || endedBy(candles, now.timeSec) === 0) continue;
      const toSec = Math.floor(now.timeSec / stepSec) * stepSec;
      const found = realizedVolatility(candles, { fromSec: toSec - days * DAY_SEC, toSec, level });
      if (found === undefined || found.returns * stepSec < COMPLETE * days * DAY_SEC) continue;
      const { annualized, returns } = found;
      return [{ from: found.fromSec, to: toSec, step: stepSec, returns, annualized }];
    }
    return [];
  });
}
