import type { Pair } from '../../../observatory/market/candles.ts';
import type { AnswerFault, Exchange } from './exchange.ts';
import { allQuoted, isFault, malformed, quoted, readCandleRows } from './exchange.ts';
import { listOf, textOf } from './json-shape.ts';

const COINS = ['BTC', 'ETH', 'SOL', 'ADA', 'XRP', 'DOGE', 'LTC', 'XMR'];

const STEPS: Readonly<Record<number, string>> = { 60: '1m', 3600: '1h', 86_400: '1D' };

/** Where the last price stands in a ticker: symbol, bid, its size, ask, its size, change, relative change, last price... */
const LAST_PRICE = 7;

/**
 * Bitfinex: `GET /v2/tickers?symbols=tBTCUSD,...` (rows without a time) and `GET /v2/candles/trade:1h:tBTCUSD/hist` (rows of
 * milliseconds, open, close, high, low, volume; 10,000 at most). It allows 30 requests a minute to each of them
 * (docs.bitfinex.com, "Requirements and limitations").
 */
export const bitfinex: Exchange = {
  id: 'bitfinex',
  title: 'Bitfinex',
  origin: 'https://api-pub.bitfinex.com',
  spacingMs: 4000,
  pairs: [
    ...COINS.map((base) => ({ base, quote: 'USD' })),
    ...['EUR', 'GBP', 'JPY'].map((quote) => ({ base: 'BTC', quote })),
  ],
  tickersAtOnce: 100,
  candlesAtOnce: 1500,
  tickersPath: (pairs) => `/v2/tickers?symbols=${pairs.map(nameOf).join(',')}`,
  readTickers(body, pairs) {
    const list = rowsOf(body);
    if (isFault(list)) return list;
    const rows = new Map(list.map((row) => [listOf(row, 100)?.[0], listOf(row, 100)]));
    const found = pairs.flatMap((pair) => {
      const row = rows.get(nameOf(pair));
      return row === undefined ? [] : [quoted(pair, row[LAST_PRICE])];
    });
    return allQuoted(found);
  },
  candlesPath({ pair, stepSec, fromSec, toSec }) {
    const limit = Math.ceil((toSec - fromSec) / stepSec);
    const span = `start=${fromSec * 1000}&end=${(toSec - stepSec) * 1000}`;
    return `/v2/candles/trade:${STEPS[stepSec]!}:${nameOf(pair)}/hist?limit=${limit}&${span}&sort=1`;
  },
  readCandles(body) {
    const rows = rowsOf(body);
    if (isFault(rows)) return rows;
    return readCandleRows(rows, { time: 0, unitSec: 0.001, open: 1, close: 2, high: 3, low: 4, volume: 5 });
  },
};

/** `tBTCUSD`; coins of more than three letters are set off: `tDOGE:USD`. */
function nameOf({ base, quote }: Pair): string {
  return `t${base}${base.length > 3 ? ':' : ''}${quote}`;
}

/** Errors come as `["error", 11010, "ratelimit: error"]`. */
function rowsOf(body: unknown): readonly unknown[] | AnswerFault {
  const rows = listOf(body, 10_000);
  if (rows === undefined) return malformed('no list in its answer');
  if (rows[0] !== 'error') return rows;
  const message = textOf(rows[2]) ?? 'an error without words';
  if (/rate.?limit/i.test(message)) return { code: 'rate-limited', message };
  if (/symbol|pair/i.test(message)) return { code: 'unknown-pair', message };
  return { code: 'refused', message };
}
