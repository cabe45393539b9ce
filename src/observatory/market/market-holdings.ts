import type { Candles, Pair } from './candles.ts';

/** The last price paid on an exchange, as it told. */
export interface Tick extends Pair {
  /** Name of the exchange in series: `kraken`. */
  readonly exchange: string;
  /** In the quote currency. */
  readonly price: number;
  /** When it was so, milliseconds since 1970: the exchange's own time where it gives one, never later than `receivedMs`. */
  readonly atMs: number;
  readonly receivedMs: number;
  /** How far the exchange's clock runs before ours (below zero: behind), where that is more than a minute. */
  readonly skewMs?: number;
}

/** Candles, and who gave them. */
export interface CandleSource {
  /** Candles of one exchange are one voice, from wherever they come; a file that names no exchange is a voice of its own. */
  readonly exchange: string;
  /** For a reader: `Kraken`, `Bitstamp, built in`, `prices.csv`. */
  readonly description: string;
  readonly candles: Candles;
}

/** How an exchange that is asked again and again is doing. */
export interface LiveSource {
  readonly exchange: string;
  /** For a reader: `Kraken`. */
  readonly title: string;
  readonly state: 'waiting' | 'fresh' | 'stale' | 'failing' | 'off';
  /** What went wrong last, in words; `null` when nothing did. */
  readonly failure: string | null;
  readonly lastAtMs: number | null;
  readonly nextAtMs: number | null;
}

/** Everything that an answer about the market is made from. What is missing is said in the answer, never guessed. */
export interface MarketHoldings {
  readonly candles: readonly CandleSource[];
  /** The latest of each exchange and pair; empty where nothing is live. */
  readonly ticks: readonly Tick[];
  /** The exchanges that are asked; empty where none is. */
  readonly live: readonly LiveSource[];
  /** The time, milliseconds since 1970; `undefined` where only the past is looked at. */
  readonly nowMs?: number;
}
