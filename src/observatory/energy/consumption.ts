import { gammaInterval } from '../hashrate/interval.ts';
import type { Interval } from '../hashrate/interval.ts';
import { windowPosterior } from '../hashrate/window-estimate.ts';
import { DAY_SEC } from '../series/observations.ts';
import { joinCounts } from '../series/window-count.ts';
import type { WindowCount } from '../series/window-count.ts';
import { CBECI, mapBounds } from './cbeci.ts';
import type { Bounds } from './cbeci.ts';
import type { DailyMarket } from './daily-market.ts';
import { dayPrice } from './daily-market.ts';
import { hashprice, profitabilityThreshold } from './hashprice.ts';
import { fleetOf, machineBasket } from './machine-basket.ts';
import type { Machine } from './machine.ts';

/** One UTC day of the network. */
export interface NetworkDay {
  /** Blocks of the day with the exposure that they had: see `WindowCount`. */
  readonly count: WindowCount;
  /** Mean subsidy of the day's blocks, BTC. */
  readonly subsidyBtc: number;
}

/** The network's use of electricity on one day. */
export interface EnergyDay {
  /** Midnight UTC that starts the day, seconds since 1970. */
  readonly daySec: number;
  readonly priceUsd: number;
  readonly feesKnown: boolean;
  /** USD per TH/s and day, of the day alone. */
  readonly hashpriceUsd: number;
  /** Its mean over 14 days, which what pays is judged by. */
  readonly meanHashpriceUsd: number;
  /** Profitability threshold at that mean, J/TH. */
  readonly thresholdJoulesPerTh: number;
  /** Machines that pay; 0 on a day when none does. */
  readonly machines: number;
  /** J/TH of the machines in use; of the last day on which one paid where none does. */
  readonly joulesPerTh: Bounds;
  /** Power from the grid, W: a mean over 7 days. The bounds are of what machines run, the hashrate being the counted one. */
  readonly powerW: Bounds;
  /** Hashrate over the same days, H/s: its interval is luck, and multiplies each of `powerW`. */
  readonly hashrate: Interval;
}

/** What consumption is computed from. */
export interface ConsumptionInput {
  /** Consecutive UTC days. */
  readonly days: readonly NetworkDay[];
  readonly market: DailyMarket;
  readonly machines: readonly Machine[];
  readonly powerPriceUsdPerKwh: number;
  /** Probability of the hashrate's intervals. */
  readonly level: number;
}

/**
 * The network's use of electricity by CBECI's method: what machines can be at work, since they pay at a price of
 * electricity, times the hashrate.
 *
 * The first days have means over what days there are, as CBECI's have: give 20 days before those that count. Days before
 * the first on which a machine pays are left out, and days without a price end the series.
 */
export function consumption(input: ConsumptionInput): EnergyDay[] {
  const { days, market, powerPriceUsdPerKwh, level } = input;
  const fleet = fleetOf(input.machines);
  const intervalOf = hashrateReader(level);
  const hashprices: number[] = [];
  const raw: Bounds[] = [];
  const result: EnergyDay[] = [];
  let inUse: { readonly joulesPerTh: Bounds; readonly powerW: Bounds } | undefined;
  for (const [i, { count, subsidyBtc }] of days.entries()) {
    const daySec = count.fromSec;
    const price = dayPrice(market, daySec, subsidyBtc);
    if (price === undefined) break;
    const hashpriceUsd = hashprice({ exposurePerDay: exposurePerDay(count), ...price });
    hashprices.push(hashpriceUsd);
    const meanHashpriceUsd = meanOfLast(hashprices, CBECI.thresholdDays);
    const thresholdJoulesPerTh = profitabilityThreshold(meanHashpriceUsd, powerPriceUsdPerKwh);
    const basket = machineBasket(fleet, daySec, thresholdJoulesPerTh);
    if (basket !== undefined) inUse = { joulesPerTh: basket.joulesPerTh, powerW: powerOf(basket.joulesPerTh, count) };
    // CBECI: on a day when no machine pays, consumption stays what it was.
    if (inUse === undefined) continue;
    raw.push(inUse.powerW);
    const window = days.slice(Math.max(0, i - CBECI.smoothDays + 1), i + 1).map((day) => day.count);
    result.push({
      daySec,
      priceUsd: price.priceUsd,
      feesKnown: price.feesKnown,
      hashpriceUsd,
      meanHashpriceUsd,
      thresholdJoulesPerTh,
      machines: basket?.machines ?? 0,
      joulesPerTh: inUse.joulesPerTh,
      powerW: meanBounds(raw.slice(-CBECI.smoothDays)),
      hashrate: intervalOf(joinCounts(window)),
    });
  }
  return result;
}

/**
 * Estimates windows: as `gammaInterval` of `windowPosterior`, whose quantiles for a count of blocks are scaled by the
 * exposure. Weeks of years hold the same few hundred counts.
 */
function hashrateReader(level: number): (window: WindowCount) => Interval {
  const known = new Map<number, Interval>();
  return (window) => {
    const { shape, rate } = windowPosterior(window);
    const unit = known.get(shape) ?? gammaInterval({ shape, rate: 1 }, level);
    known.set(shape, unit);
    return { low: unit.low / rate, median: unit.median / rate, high: unit.high / rate };
  };
}

/** Power of a network that hashes as it was counted, with such machines, at the sites' PUE. */
function powerOf(joulesPerTh: Bounds, { blocks, exposure }: WindowCount): Bounds {
  const terahashes = blocks / exposure / 1e12;
  return {
    lower: joulesPerTh.lower * terahashes * CBECI.pue.lower,
    best: joulesPerTh.best * terahashes * CBECI.pue.best,
    upper: joulesPerTh.upper * terahashes * CBECI.pue.upper,
  };
}

/** Energy of a year at that power, TWh. */
export function annualizedTwh(powerW: Bounds): Bounds {
  return mapBounds(powerW, (watts) => (watts * CBECI.hoursPerYear) / 1e12);
}

function exposurePerDay({ fromSec, toSec, exposure }: WindowCount): number {
  return (exposure / (toSec - fromSec)) * DAY_SEC;
}

function meanOfLast(values: readonly number[], most: number): number {
  const last = values.slice(-most);
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}

function meanBounds(all: readonly Bounds[]): Bounds {
  const mean = (of: (bounds: Bounds) => number): number =>
    all.reduce((sum, bounds) => sum + of(bounds), 0) / all.length;
  return { lower: mean(({ lower }) => lower), best: mean(({ best }) => best), upper: mean(({ upper }) => upper) };
}
