import type { Pair } from '../../../observatory/market/candles.ts';
import { DAY_SEC } from '../../../observatory/series/observations.ts';
import type { Exchange } from './exchange.ts';

/** Candles of one pair and length that are kept. */
export interface CandleWish {
  readonly pair: Pair;
  readonly stepSec: number;
  /** How far back they are filled at first. */
  readonly backSec: number;
}

const HOUR_SEC = 3600;

/** Names of the lengths in series. */
const STEP_NAMES: Readonly<Record<number, string>> = { 60: '1m', [HOUR_SEC]: '1h', [DAY_SEC]: '1d' };

/**
 * Which candles of an exchange are kept, the most needed first: minutes of BTC in dollars for a day, hours for 90 days, days for
 * three years; of everything else, hours for eight days (changes) and days for four months (the board and what it is compared
 * with).
 */
export function candleWishes({ pairs }: Pick<Exchange, 'pairs'>): CandleWish[] {
  const isMain = ({ base, quote }: Pair): boolean => base === 'BTC' && quote === 'USD';
  const main = pairs.filter(isMain).flatMap((pair): CandleWish[] => [
    { pair, stepSec: HOUR_SEC, backSec: 90 * DAY_SEC },
    { pair, stepSec: DAY_SEC, backSec: 1100 * DAY_SEC },
    { pair, stepSec: 60, backSec: 25 * HOUR_SEC },
  ]);
  const others = pairs.filter((pair) => !isMain(pair));
  return [
    ...main,
    ...others.map((pair) => ({ pair, stepSec: HOUR_SEC, backSec: 8 * DAY_SEC })),
    ...others.map((pair) => ({ pair, stepSec: DAY_SEC, backSec: 120 * DAY_SEC })),
  ];
}

/** `market/kraken/btc-usd/1h`. */
export function candleSeries(exchange: string, { base, quote }: Pair, stepSec: number): string {
  return `market/${exchange}/${base}-${quote}/${STEP_NAMES[stepSec]!}`.toLowerCase();
}

/** Reads the name of a series of candles; `undefined` for other series. */
export function readCandleSeries(
  series: string,
): { readonly exchange: string; readonly pair: Pair; readonly stepSec: number } | undefined {
  const parts = /^market\/([a-z0-9._-]+)\/([a-z0-9]+)-([a-z0-9]+)\/(1m|1h|1d)$/.exec(series);
  if (parts === null) return undefined;
  const step = Object.entries(STEP_NAMES).find(([, name]) => name === parts[4])!;
  const pair = { base: parts[2]!.toUpperCase(), quote: parts[3]!.toUpperCase() };
  return { exchange: parts[1]!, pair, stepSec: Number(step[0]) };
}

/** Columns of series of candles. */
export const CANDLE_COLUMNS: readonly string[] = ['open', 'high', 'low', 'close', 'volume'];
