import { isPrice, isSoundCandle } from '../../../observatory/market/candles.ts';
import type { Candle, Pair } from '../../../observatory/market/candles.ts';
import { listOf, numberOf } from './json-shape.ts';

/** Why an exchange's answer is of no use. */
export interface AnswerFault {
  /**
   * `malformed`: not what its documentation says; `unknown-pair`: it does not trade that pair; `rate-limited`: we are to ask less
   * often; `refused`: it says that it can't answer now.
   */
  readonly code: 'malformed' | 'unknown-pair' | 'rate-limited' | 'refused' | 'unreachable';
  /** In words for a person. */
  readonly message: string;
}

/** The last price of a pair, as an exchange tells it. */
export interface Quoted extends Pair {
  readonly price: number;
  /** When it was paid, milliseconds since 1970, where the exchange tells that. */
  readonly atMs?: number;
}

/** Candles asked for: those that start from `fromSec` inclusive to `toSec` exclusive. */
export interface CandleRequest {
  readonly pair: Pair;
  readonly stepSec: number;
  readonly fromSec: number;
  readonly toSec: number;
}

/**
 * What Vigil knows of an exchange's public interface: how to ask, how to read the answer, how often one may ask. Pure: asking
 * itself is `ExchangeClient`'s. Another exchange is another of these.
 */
export interface Exchange {
  /** Its name in series: `kraken`. */
  readonly id: string;
  readonly title: string;
  /** Where its public interface is, without a slash at the end. */
  readonly origin: string;
  /** Least time between two requests; what the exchange allows is said beside it. */
  readonly spacingMs: number;
  /** Pairs that are asked for. What it does not trade (any more) is found out, and left out. */
  readonly pairs: readonly Pair[];
  /** Most pairs in one request for tickers, and most candles in one answer. */
  readonly tickersAtOnce: number;
  readonly candlesAtOnce: number;
  tickersPath(pairs: readonly Pair[]): string;
  /** Prices of the pairs asked for, as far as the answer holds them. */
  readTickers(body: unknown, pairs: readonly Pair[]): readonly Quoted[] | AnswerFault;
  candlesPath(request: CandleRequest): string;
  /** All candles of the answer; those outside of the request are dropped by the caller. */
  readCandles(body: unknown, request: CandleRequest): readonly Candle[] | AnswerFault;
}

/** Whether something read is a fault. */
export function isFault(read: object): read is AnswerFault {
  return 'code' in read && 'message' in read;
}

/** An answer that is not what the documentation says. */
export function malformed(message: string): AnswerFault {
  return { code: 'malformed', message };
}

/** `BTC-USD`. */
export function pairName({ base, quote }: Pair): string {
  return `${base}-${quote}`;
}

/** A last price, if it can be one. */
export function quoted(pair: Pair, price: unknown, atMs?: number): Quoted | AnswerFault {
  const value = numberOf(price);
  if (value === undefined || !isPrice(value)) return malformed(`no price of ${pairName(pair)} in its answer`);
  return { ...pair, price: value, ...(atMs === undefined ? {} : { atMs }) };
}

/** The prices of several pairs; the first fault among them, if there is one. */
export function allQuoted(found: readonly (Quoted | AnswerFault)[]): readonly Quoted[] | AnswerFault {
  const prices: Quoted[] = [];
  for (const one of found) {
    if (isFault(one)) return one;
    prices.push(one);
  }
  return prices;
}

/** Most candles that an answer may hold, asked for or not. */
const MAX_CANDLES = 10_000;

/**
 * Reads rows of candles in the order of their times.
 *
 * @param order Where a row's time (in units of `unitSec`), open, high, low, close and volume stand: indexes or keys.
 */
export function readCandleRows(
  rows: unknown,
  order: {
    readonly time: number | string;
    readonly unitSec: number;
    readonly open: number | string;
    readonly high: number | string;
    readonly low: number | string;
    readonly close: number | string;
    readonly volume: number | string;
  },
): readonly Candle[] | AnswerFault {
  const list = listOf(rows, MAX_CANDLES);
  if (list === undefined) return malformed('no list of candles in its answer');
  const candles: Candle[] = [];
  for (const row of list) {
    if (typeof row !== 'object' || row === null) return malformed('a candle of its answer is none');
    const cell = (key: number | string): number => numberOf((row as Record<number | string, unknown>)[key]) ?? NaN;
    const atSec = cell(order.time) * order.unitSec;
    const candle = {
      open: cell(order.open),
      high: cell(order.high),
      low: cell(order.low),
      close: cell(order.close),
      volume: cell(order.volume),
    };
    if (!Number.isSafeInteger(atSec) || atSec < 0 || !isSoundCandle(candle)) {
      return malformed(`a candle of its answer does not hold together: ${JSON.stringify(row).slice(0, 120)}`);
    }
    candles.push({ atSec, ...candle });
  }
  return candles.sort((a, b) => a.atSec - b.atSec);
}
