import type { Pair } from '../../../observatory/market/candles.ts';
import type { Exchange } from './exchange.ts';
import { allQuoted, malformed, quoted, readCandleRows } from './exchange.ts';
import { listOf, numberOf, recordOf } from './json-shape.ts';

const COINS = ['BTC', 'ETH', 'SOL', 'ADA', 'XRP', 'DOGE', 'LTC', 'MANA'];

/** Most tickers that its answer may hold. */
const MAX_TICKERS = 2000;

/**
 * Bitstamp: `GET /api/v2/ticker/` (all pairs at once: `last`, `timestamp`) and `GET /api/v2/ohlc/btcusd/` (1000 candles at most).
 * It allows 400 requests a second and 10,000 in ten minutes (bitstamp.net/api, "Request limits").
 */
export const bitstamp: Exchange = {
  id: 'bitstamp',
  title: 'Bitstamp',
  origin: 'https://www.bitstamp.net',
  spacingMs: 1000,
  pairs: [...COINS.map((base) => ({ base, quote: 'USD' })), ...['EUR', 'GBP'].map((quote) => ({ base: 'BTC', quote }))],
  tickersAtOnce: 100,
  candlesAtOnce: 1000,
  tickersPath: () => '/api/v2/ticker/',
  readTickers(body, pairs) {
    const list = listOf(body, MAX_TICKERS);
    if (list === undefined) return malformed('no list of tickers in its answer');
    const tickers = new Map(list.map((one) => [recordOf(one)?.['pair'], recordOf(one)]));
    const found = pairs.flatMap((pair) => {
      const ticker = tickers.get(`${pair.base}/${pair.quote}`);
      const atSec = numberOf(ticker?.['timestamp']);
      return ticker === undefined ? [] : [quoted(pair, ticker['last'], atSec === undefined ? undefined : atSec * 1000)];
    });
    return allQuoted(found);
  },
  candlesPath({ pair, stepSec, fromSec, toSec }) {
    const limit = Math.ceil((toSec - fromSec) / stepSec);
    return `/api/v2/ohlc/${nameOf(pair)}/?step=${stepSec}&limit=${limit}&start=${fromSec}&end=${toSec - stepSec}`;
  },
  readCandles(body) {
    const rows = recordOf(recordOf(body)?.['data'])?.['ohlc'];
    const order = { time: 'timestamp', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' };
    return readCandleRows(rows, { ...order, unitSec: 1 });
  },
};

function nameOf({ base, quote }: Pair): string {
  return `${base}${quote}`.toLowerCase();
}
