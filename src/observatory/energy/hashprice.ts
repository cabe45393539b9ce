import { DAY_SEC } from '../series/observations.ts';
import { JOULES_PER_KWH } from './cbeci.ts';

/**
 * What a terahash a second earns in a day, US dollars: the day's expected blocks of such a miner, times what a block
 * pays. It follows from the difficulty alone; how many blocks luck gave the network plays no part.
 *
 * @param options.exposurePerDay Mean of seconds / work over the time in question, times a day: seconds per hash.
 * @param options.rewardBtc Subsidy and fees of a block.
 * @returns USD per TH/s and day.
 */
export function hashprice(options: {
  readonly exposurePerDay: number;
  readonly rewardBtc: number;
  readonly priceUsd: number;
}): number {
  return options.exposurePerDay * 1e12 * options.rewardBtc * options.priceUsd;
}

/**
 * The profitability threshold: a machine that takes more energy for a terahash than this loses money on power alone.
 * Cooling and the rest of the site are left out, as CBECI leaves them out.
 *
 * @param hashpriceUsd USD per TH/s and day.
 * @returns J/TH.
 */
export function profitabilityThreshold(hashpriceUsd: number, powerPriceUsdPerKwh: number): number {
  return (hashpriceUsd / DAY_SEC / powerPriceUsdPerKwh) * JOULES_PER_KWH;
}

/** The price of electricity at which a machine earns just its power: above it, it stands still. USD a kWh. */
export function breakEvenPowerPrice(hashpriceUsd: number, joulesPerTh: number): number {
  return (hashpriceUsd / DAY_SEC / joulesPerTh) * JOULES_PER_KWH;
}
