import type { MarketHoldings } from './market-holdings.ts';
import type { PairPrices, Priced } from './pair-prices.ts';
import { pairPrices, priceBy, priceNow } from './pair-prices.ts';

/** Prices of coins in one currency: from their own pairs, else through dollars and bitcoin. */
export class QuotePrices {
  readonly quote: string;
  readonly #holdings: MarketHoldings;
  readonly #pairs = new Map<string, PairPrices>();

  constructor(holdings: MarketHoldings, quote: string) {
    this.#holdings = holdings;
    this.quote = quote;
  }

  /** Prices of a coin by its own pair in the quote currency. */
  pair(base: string): PairPrices {
    return this.#pair(base, this.quote);
  }

  /** Whether a coin has prices in the quote currency itself at a moment; otherwise the cross rate is taken. */
  basisOf(base: string, timeSec: number | undefined): 'own pair' | 'cross rate' {
    return this.#asked(this.#pair(base, this.quote), timeSec) === undefined && this.quote !== 'USD'
      ? 'cross rate'
      : 'own pair';
  }

  /**
   * The price of a coin at a moment. By cross rate it is the price in dollars times BTC in the quote currency over BTC in
   * dollars, all at that moment: what a dollar is worth on the exchanges that trade bitcoin for both.
   *
   * @param timeSec Seconds since 1970; `undefined`: now, by ticks.
   */
  priceOf(base: string, timeSec: number | undefined, basis: 'own pair' | 'cross rate'): Priced | undefined {
    if (basis === 'own pair') return this.#asked(this.#pair(base, this.quote), timeSec);
    const inDollars = this.#asked(this.#pair(base, 'USD'), timeSec);
    const bitcoin = this.#asked(this.#pair('BTC', this.quote), timeSec);
    const bitcoinInDollars = this.#asked(this.#pair('BTC', 'USD'), timeSec);
    if (inDollars === undefined || bitcoin === undefined || bitcoinInDollars === undefined) return undefined;
    const rate = bitcoin.price / bitcoinInDollars.price;
    return {
      price: inDollars.price * rate,
      low: inDollars.low * rate,
      high: inDollars.high * rate,
      timeSec: Math.min(inDollars.timeSec, bitcoin.timeSec, bitcoinInDollars.timeSec),
      exchanges: inDollars.exchanges,
    };
  }

  #asked(prices: PairPrices, timeSec: number | undefined): Priced | undefined {
    return timeSec === undefined ? priceNow(prices) : priceBy(prices, timeSec);
  }

  #pair(base: string, quote: string): PairPrices {
    const name = `${base}-${quote}`;
    const known = this.#pairs.get(name) ?? pairPrices(this.#holdings, { base, quote });
    this.#pairs.set(name, known);
    return known;
  }
}
