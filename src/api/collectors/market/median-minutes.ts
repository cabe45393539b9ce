import type { SeriesBatch } from '../../../ports/history-store.ts';
import { CANDLE_COLUMNS } from './candle-plan.ts';

/** Where the median over the exchanges is kept, minute by minute. */
export const MEDIAN_SERIES = 'market/median/btc-usd/1m';

/** Makes candles of a minute from prices that are told one by one. */
export class MedianMinutes {
  #minute = -1;
  #prices: number[] = [];

  /** Notes a price. @returns The minute before, once it is over and had any. */
  note(nowMs: number, price: number | undefined): SeriesBatch | undefined {
    const minute = Math.floor(nowMs / 60_000);
    const over = minute === this.#minute ? undefined : this.#candle();
    if (minute !== this.#minute) this.#prices = [];
    this.#minute = minute;
    // Told every few seconds; a clock that stands still must not gather without end.
    if (price !== undefined && this.#prices.length < 1000) this.#prices.push(price);
    return over;
  }

  #candle(): SeriesBatch | undefined {
    const prices = this.#prices;
    if (prices.length === 0) return undefined;
    const values = [prices[0]!, Math.max(...prices), Math.min(...prices), prices.at(-1)!, NaN];
    const columns = values.map((value) => Float64Array.of(value));
    return { series: MEDIAN_SERIES, names: CANDLE_COLUMNS, atSec: Float64Array.of(this.#minute * 60), columns };
  }
}
