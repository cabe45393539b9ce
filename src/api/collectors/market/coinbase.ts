import type { Exchange } from './exchange.ts';
import { isFault, malformed, pairName, quoted, readCandleRows } from './exchange.ts';
import { recordOf, textOf } from './json-shape.ts';

const COINS = ['BTC', 'ETH', 'SOL', 'ADA', 'XRP', 'DOGE', 'LTC', 'MANA', 'BNB'];

/**
 * Coinbase Exchange: `GET /products/BTC-USD/ticker` (`price`, `time` of the last trade) and `.../candles` (rows of time, low,
 * high, open, close, volume, newest first; 300 at most). It allows ten requests a second to each address
 * (docs.cdp.coinbase.com/exchange, "Rate limits").
 */
export const coinbase: Exchange = {
  id: 'coinbase',
  title: 'Coinbase Exchange',
  origin: 'https://api.exchange.coinbase.com',
  spacingMs: 400,
  pairs: [...COINS.map((base) => ({ base, quote: 'USD' })), ...['EUR', 'GBP'].map((quote) => ({ base: 'BTC', quote }))],
  tickersAtOnce: 1,
  candlesAtOnce: 300,
  tickersPath: ([pair]) => `/products/${pairName(pair!)}/ticker`,
  readTickers(body, pairs) {
    const ticker = recordOf(body);
    if (ticker === undefined) return malformed('no ticker in its answer');
    const atMs = Date.parse(textOf(ticker['time']) ?? '');
    if (Number.isNaN(atMs)) return malformed('no time of the last trade in its answer');
    const found = quoted(pairs[0]!, ticker['price'], atMs);
    return isFault(found) ? found : [found];
  },
  candlesPath({ pair, stepSec, fromSec, toSec }) {
    // Both ends are included.
    const span = `start=${fromSec}&end=${toSec - stepSec}`;
    return `/products/${pairName(pair)}/candles?granularity=${stepSec}&${span}`;
  },
  readCandles: (body) => readCandleRows(body, { time: 0, unitSec: 1, low: 1, high: 2, open: 3, close: 4, volume: 5 }),
};
