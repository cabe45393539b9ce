import type { DailyCloses } from '../../src/observatory/market/price-series.ts';
import type { Random } from '../../src/ports/random.ts';
import { clusteredShocks } from './student-noise.ts';

/** As daily returns of coins have it: shocks die out over two weeks. */
const CLUSTERING = { shock: 0.1, memory: 0.85 };

/** Usual size of a day's return that all coins share. */
const MARKET_SD = 0.035;

/** Coins: how far each follows the market, and the usual size of what it does by itself in a day. */
const COINS = [
  { name: 'BTC', beta: 0.8, ownSd: 0.018 },
  ...Array.from({ length: 7 }, (_, k) => ({ name: `COIN${k + 1}`, beta: 0.8 + 0.1 * k, ownSd: 0.035 })),
];

/** Days before the first: long enough for volatility to forget where it began. */
const LEAD_DAYS = 200;

/**
 * Daily closes of eight coins in which nothing ever happens: a market that all share, each by a beta of its own, and what
 * each does by itself, all with heavy tails and clustered volatility. What a study finds in them is a false alarm.
 */
export function simulatedMarket(random: Random, days: number): DailyCloses {
  const market = returns(random, { days, sd: MARKET_SD });
  const closes = COINS.map(({ name, beta, ownSd }): readonly [string, Float64Array] => {
    const own = returns(random, { days, sd: ownSd });
    let log = Math.log(100);
    return [name, own.map((change, day) => Math.exp((log += beta * market[day]! + change)))];
  });
  return { firstDaySec: 1_514_764_800, closes: new Map(closes) };
}

function returns(random: Random, { days, sd }: { readonly days: number; readonly sd: number }): Float64Array {
  const shocks = clusteredShocks(random, CLUSTERING);
  for (let day = 0; day < LEAD_DAYS; day++) shocks.next();
  return Float64Array.from({ length: days }, () => sd * shocks.next().value);
}
