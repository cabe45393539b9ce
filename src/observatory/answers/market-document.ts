import type { Interval } from '../hashrate/interval.ts';

/** How a price in the quote currency was come by. */
export type QuoteBasis =
  | { readonly kind: 'own pair' }
  /** Price in dollars times what a dollar is worth on the same exchanges: `BTC-EUR over BTC-USD`. */
  | { readonly kind: 'cross rate'; readonly through: string };

/** A change of the price up to the document's moment. */
export interface MarketChange {
  /** How far it looks back, in seconds. */
  readonly seconds: number;
  /** When the price compared with was paid, seconds since 1970: `at - seconds`, or shortly before. */
  readonly from: number | null;
  /** Price then, and now over then; `null` where no price is at hand. */
  readonly fromPrice: number | null;
  readonly ratio: number | null;
}

/** One coin of the board. */
export interface BoardRow {
  readonly asset: string;
  readonly price: number;
  readonly basis: QuoteBasis;
  /** When it was the last price, and the one it is compared with. */
  readonly at: number;
  readonly from: number;
  /** Price over the price at `from`. */
  readonly ratio: number;
  /** How many exchanges it is the median of. */
  readonly exchanges: number;
}

/** How many of the coins fell, and by how much. */
export interface MarketBoard {
  /** What is compared: the last prices at `to` with those at `from`; coins may be known at slightly other moments. */
  readonly from: number;
  readonly to: number;
  /** Largest fall first. */
  readonly rows: readonly BoardRow[];
  readonly fell: number;
  /** Median of the coins' ratios. */
  readonly median: number;
  /** `sea of red`: nine in ten coins or more fell; `sea of green`: as many rose; else `mixed`. */
  readonly breadth: 'sea of red' | 'mixed' | 'sea of green';
  /** Of the windows as long before, not overlapping, in how many as large a share of the coins fell. */
  readonly before: { readonly asRed: number; readonly of: number };
}

/** One source of prices: what it says, and whether it was used. */
export interface MarketSource {
  readonly exchange: string;
  readonly title: string;
  /**
   * `used`; `outlier`: too far from the others; `stale`: too old; `failing`: no answer, or a wrong one; `waiting`: not asked yet;
   * `off`; `silent`: it has no price for this moment.
   */
  readonly state: 'used' | 'outlier' | 'stale' | 'failing' | 'waiting' | 'off' | 'silent';
  readonly price: number | null;
  /** When that was the last price, seconds since 1970. */
  readonly at: number | null;
  /** Its price over the median. */
  readonly ratio: number | null;
  /** What is wrong with it, in words; `null` when nothing is. */
  readonly failure: string | null;
  /** When it is asked again, seconds since 1970; `null` where it is not. */
  readonly next: number | null;
}

/** A point of the price chart; times are ends of spans. */
export interface MarketPoint {
  readonly time: number;
  readonly close: number;
  readonly low: number;
  readonly high: number;
  /** How many exchanges it is the median of. */
  readonly exchanges: number;
}

/** The market at a moment: `vigil market --json`, `GET /api/v1/market`. */
export interface MarketDocument {
  readonly schema: 'vigil.market/1';
  readonly network: 'mainnet';
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly level: number;
  /** The moment it speaks of, seconds since 1970, and whether that is now. */
  readonly at: number;
  readonly live: boolean;
  readonly base: string;
  readonly quote: string;
  /** The last price: median of `exchanges`, whose prices lie from `low` to `high`; it was so at `at`. */
  readonly price: {
    readonly value: number;
    readonly at: number;
    readonly low: number;
    readonly high: number;
    readonly exchanges: number;
  };
  /** Over 1 h, 24 h and 7 days. */
  readonly changes: readonly MarketChange[];
  /** Highest price paid until then, of what is at hand since `since`; `drawdown` is the price over it (0.62: 38 % below). */
  readonly allTimeHigh: {
    readonly price: number;
    readonly at: number;
    readonly since: number;
    readonly drawdown: number;
  };
  /** Realized, annualized, over 7 days of the finest prices and 30 days; shorter list where prices are missing. */
  readonly volatility: readonly {
    readonly from: number;
    readonly to: number;
    readonly step: number;
    readonly returns: number;
    readonly annualized: Interval;
  }[];
  /** `null` where prices of fewer than two other coins are at hand. */
  readonly board: MarketBoard | null;
  readonly sources: readonly MarketSource[];
  /** The chart's span, the length of its points, and the points. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly points: readonly MarketPoint[];
  /** Price over the highest until then, a point a day or longer, from the first price at hand to `to`. */
  readonly drawdown: readonly { readonly time: number; readonly ratio: number }[];
  /** Quote currencies that can be asked for. */
  readonly quotes: readonly string[];
}

/** The part of a market's document that a new price changes. */
export type MarketNow = Pick<
  MarketDocument,
  'sentence' | 'at' | 'live' | 'base' | 'quote' | 'price' | 'changes' | 'allTimeHigh' | 'board' | 'sources' | 'quotes'
>;

/** The market now, as pages are told of it while they look: topics `market-usd`, `market-eur` ... of `/api/v1/live`. */
export interface MarketNowDocument {
  readonly schema: 'vigil.market-now/1';
  /** Seconds since 1970. */
  readonly time: number;
  readonly quote: string;
  /** `null` where no exchange that is followed has given a price lately. */
  readonly now: MarketNow | null;
}
