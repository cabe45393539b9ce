import type { BlockFees } from '../history/block-fees-table.ts';
import type { Candles } from '../market/candles.ts';
import { DAY_SEC } from '../series/observations.ts';

/** Bitcoin's price, and the fees of its blocks, on consecutive UTC days. */
export interface DailyMarket {
  /** For a reader: `Vigil's built-in closes of Bitstamp`, `prices.csv`. */
  readonly description: string;
  /** Midnight UTC that starts the first day, seconds since 1970. */
  readonly firstDaySec: number;
  /** Price at the end of each day, US dollars. */
  readonly closesUsd: Float64Array;
  /** Mean fees of a block of the day, BTC; NaN where they are not known. As long as `closesUsd`. */
  readonly feesBtc: Float64Array;
}

/**
 * Fees of a day without figures, as a share of the subsidy. A guess: from July 2021, when the figures at hand end, to the
 * end of 2022 they were low and steady (3 % in the last weeks that are known, about 1 to 2 % later).
 */
export const ASSUMED_FEE_SHARE = 0.015;

/**
 * Joins daily candles and fees, from the first day of the fees on, up to a day that has no price. Days after the fees end
 * have none.
 */
export function marketOf(description: string, candles: Candles, fees: BlockFees): DailyMarket {
  const { firstDaySec, feesBtc } = fees;
  const closes: number[] = [];
  for (const [i, atSec] of candles.atSec.entries()) {
    if (atSec === firstDaySec + closes.length * DAY_SEC) closes.push(candles.close[i]!);
  }
  return {
    description,
    firstDaySec,
    closesUsd: Float64Array.from(closes),
    feesBtc: Float64Array.from(closes, (_, i) => feesBtc[i] ?? NaN),
  };
}

/** What a day paid for a block. */
export interface DayPrice {
  readonly priceUsd: number;
  /** Subsidy and fees. */
  readonly rewardBtc: number;
  /** Whether the fees are known; else they are `ASSUMED_FEE_SHARE` of the subsidy. */
  readonly feesKnown: boolean;
}

/** The price and reward of a day; `undefined` when the market does not reach it. */
export function dayPrice(market: DailyMarket, daySec: number, subsidyBtc: number): DayPrice | undefined {
  const at = (daySec - market.firstDaySec) / DAY_SEC;
  const priceUsd = market.closesUsd[at];
  if (priceUsd === undefined) return undefined;
  const fees = market.feesBtc[at]!;
  const feesKnown = !Number.isNaN(fees);
  return { priceUsd, rewardBtc: subsidyBtc + (feesKnown ? fees : subsidyBtc * ASSUMED_FEE_SHARE), feesKnown };
}
