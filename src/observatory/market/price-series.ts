/** Prices of one asset in dollars, over consecutive spans of equal length (candles). */
export interface PriceSeries {
  /** Ticker: `BTC`. */
  readonly asset: string;
  /** Start of the first span, seconds since 1970 UTC. */
  readonly fromSec: number;
  /** Length of a span in seconds. */
  readonly stepSec: number;
  /** First, highest, lowest and last price paid in each span, in US dollars: `low <= open, close <= high`. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Prices, and where they come from. */
export interface DescribedPrices extends PriceSeries {
  /** For a reader: `prices.csv`, `the median of Kraken and Bitstamp, collected`. */
  readonly description: string;
}

/** Last price of each UTC day, of several assets over the same days. */
export interface DailyCloses {
  /** Midnight UTC that starts the first day, seconds since 1970: its close is a day later. */
  readonly firstDaySec: number;
  /** Ticker to closes in US dollars; all of one length. In the order of the table. */
  readonly closes: ReadonlyMap<string, Float64Array>;
}
