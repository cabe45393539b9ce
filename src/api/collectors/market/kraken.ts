import type { Pair } from '../../../observatory/market/candles.ts';
import type { AnswerFault, Exchange } from './exchange.ts';
import { allQuoted, isFault, malformed, quoted, readCandleRows } from './exchange.ts';
import { listOf, recordOf, textOf } from './json-shape.ts';

/** Kraken's own names of pairs: older coins carry X, currencies Z; bitcoin is XBT, dogecoin XDG. */
const NAMES: Readonly<Record<string, string>> = {
  'BTC-USD': 'XXBTZUSD',
  'ETH-USD': 'XETHZUSD',
  'BNB-USD': 'BNBUSD',
  'SOL-USD': 'SOLUSD',
  'ADA-USD': 'ADAUSD',
  'XRP-USD': 'XXRPZUSD',
  'DOGE-USD': 'XDGUSD',
  'LTC-USD': 'XLTCZUSD',
  'MANA-USD': 'MANAUSD',
  'XMR-USD': 'XXMRZUSD',
  'BTC-EUR': 'XXBTZEUR',
  'BTC-GBP': 'XXBTZGBP',
  'BTC-JPY': 'XXBTZJPY',
};

/**
 * Kraken: `GET /0/public/Ticker` (last trade: `c[0]`; no time) and `GET /0/public/OHLC` (720 candles at most, always the latest).
 * It allows about one request a second (docs.kraken.com/api, "Spot REST rate limits").
 */
export const kraken: Exchange = {
  id: 'kraken',
  title: 'Kraken',
  origin: 'https://api.kraken.com',
  spacingMs: 2000,
  pairs: Object.keys(NAMES).map((name) => {
    const [base, quote] = name.split('-') as [string, string];
    return { base, quote };
  }),
  tickersAtOnce: 20,
  candlesAtOnce: 720,
  tickersPath: (pairs) => `/0/public/Ticker?pair=${pairs.map(nameOf).join(',')}`,
  readTickers(body, pairs) {
    const answer = resultOf(body);
    if (isFault(answer)) return answer;
    const found = pairs.flatMap((pair) => {
      const ticker = recordOf(answer.result[nameOf(pair)]);
      return ticker === undefined ? [] : [quoted(pair, listOf(ticker['c'], 2)?.[0])];
    });
    return allQuoted(found);
  },
  candlesPath: ({ pair, stepSec, fromSec }) =>
    // Gives what is later than `since`.
    `/0/public/OHLC?pair=${nameOf(pair)}&interval=${stepSec / 60}&since=${fromSec - 1}`,
  readCandles(body, { pair }) {
    const answer = resultOf(body);
    if (isFault(answer)) return answer;
    const order = { time: 0, unitSec: 1, open: 1, high: 2, low: 3, close: 4, volume: 6 };
    return readCandleRows(answer.result[nameOf(pair)], order);
  },
};

function nameOf({ base, quote }: Pair): string {
  return NAMES[`${base}-${quote}`] ?? `${base}${quote}`;
}

/** Errors come with status 200, as `{"error":["EQuery:Unknown asset pair"]}`. */
function resultOf(body: unknown): { readonly result: Readonly<Record<string, unknown>> } | AnswerFault {
  const answer = recordOf(body);
  const errors = listOf(answer?.['error'], 100);
  if (answer === undefined || errors === undefined) return malformed('neither result nor error in its answer');
  const [first] = errors;
  if (first !== undefined) {
    const message = textOf(first) ?? 'an error without words';
    if (/unknown asset pair/i.test(message)) return { code: 'unknown-pair', message };
    if (/rate limit|too many requests/i.test(message)) return { code: 'rate-limited', message };
    return { code: 'refused', message };
  }
  const result = recordOf(answer['result']);
  return result === undefined ? malformed('no result in its answer') : { result };
}
