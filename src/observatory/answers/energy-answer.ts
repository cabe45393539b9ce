import { CBECI, mapBounds } from '../energy/cbeci.ts';
import type { Bounds } from '../energy/cbeci.ts';
import { annualizedTwh, consumption } from '../energy/consumption.ts';
import type { EnergyDay } from '../energy/consumption.ts';
import { ASSUMED_FEE_SHARE } from '../energy/daily-market.ts';
import type { DailyMarket } from '../energy/daily-market.ts';
import { closestMonth, emissions } from '../energy/emissions.ts';
import type { Emissions } from '../energy/emissions.ts';
import { breakEvenPowerPrice } from '../energy/hashprice.ts';
import { basketWeight } from '../energy/machine-basket.ts';
import type { Machine } from '../energy/machine.ts';
import { networkDays } from '../energy/network-days.ts';
import type { CbeciSeries } from '../history/cbeci-table.ts';
import type { EnergyTables } from '../geography/month-energy.ts';
import type { ShareBasis, ShareTable } from '../geography/share-table.ts';
import type { Interval } from '../hashrate/interval.ts';
import { coverage, DAY_SEC } from '../series/observations.ts';
import type { DocumentHead } from './document.ts';
import { chooseObservations, isReject } from './sources.ts';
import type { AnswerReject, Chosen, ObservatorySources } from './sources.ts';
import { formatCounted, formatDay, formatUtc, threeDigits } from './units.ts';

/** One UTC day. */
export interface EnergyPoint {
  /** Start of the day, seconds since 1970. */
  readonly time: number;
  /** Power from the grid, W: mean of the 7 days that end with this one. */
  readonly power: Bounds;
  /** The same over a year, TWh. */
  readonly annualized: Bounds;
  /** Hashrate over the same 7 days, H/s. Its interval is luck: each of `power` may be off in the same ratio. */
  readonly hashrate: Interval;
  /** What a TH/s earns in a day, US dollars, at this day's price and difficulty. */
  readonly hashprice: number;
  /** Most energy for a terahash at which a machine pays for its power, J/TH: mean of 14 days. */
  readonly threshold: number;
  /** Machines that pay; 0 where none does, and the figures are carried on from the last day when one did. */
  readonly machines: number;
  /** J/TH of the most efficient machine that pays, of the basket, of the least efficient one. */
  readonly efficiency: Bounds;
  /** US dollars at the end of the day. */
  readonly price: number;
  readonly feesKnown: boolean;
}

/** One machine on the last day of the span. */
export interface MachineRow {
  readonly name: string;
  /** Seconds since 1970. */
  readonly released: number;
  /** J/TH. */
  readonly efficiency: number;
  /** Price of electricity at which it earns its power and nothing else, USD a kWh, at the hashprice of 14 days. */
  readonly breakEven: number;
  /**
   * - `counted`: it pays, and stands in the basket;
   * - `too-new`: it pays, but is not yet at work two months after its release;
   * - `not-listed`: it pays, but CBECI does not count it;
   * - `unprofitable`: it stands still.
   */
  readonly standing: 'counted' | 'too-new' | 'not-listed' | 'unprofitable';
  /** Its weight in the best guess, 0 to 1: the shares of all add up to 1. */
  readonly share: number;
}

/** Emissions at the rate of the last day, with where the shares come from. */
export interface EmissionsAnswer extends Emissions {
  /** The month that the countries' shares are of: `2021-08`. */
  readonly month: string;
  readonly basis: ShareBasis;
  /** For a reader: where the shares come from. */
  readonly shares: string;
}

/** The network's electricity: `vigil energy --json`, `GET /api/v1/energy`. */
export interface EnergyDocument extends DocumentHead<'energy'> {
  readonly from: number;
  readonly to: number;
  /** US dollars a kWh. */
  readonly powerPrice: number;
  /** For a reader: where the prices come from. */
  readonly prices: string;
  /** The last day of the span. */
  readonly at: EnergyPoint;
  /** Energy used over the span, TWh. */
  readonly used: Bounds;
  readonly points: readonly EnergyPoint[];
  /** CBECI's own best guess at this price of electricity, TWh a year, to hold ours against; none at other prices. */
  readonly cbeci: readonly { readonly time: number; readonly annualized: number }[];
  readonly machines: readonly MachineRow[];
  /** `null` when no share of countries is known within a year of the last day. */
  readonly emissions: EmissionsAnswer | null;
  /** The constants of the method: see docs/energy.md. */
  readonly method: {
    readonly version: string;
    readonly pue: Bounds;
    readonly thresholdDays: number;
    readonly smoothDays: number;
    readonly lifetimeDays: number;
    readonly ageWeights: readonly number[];
    readonly assumedFeeShare: number;
  };
}

/** What an answer rests on beside the chain. */
export interface EnergyRecords {
  readonly market: DailyMarket;
  readonly machines: readonly Machine[];
  readonly cbeci: readonly CbeciSeries[];
  readonly geography?: {
    readonly shares: ShareTable;
    readonly electricity: EnergyTables;
  };
}

/** What is asked. Times in seconds since 1970; both are moved to whole UTC days. */
export interface EnergyQuestion {
  readonly fromSec?: number;
  readonly toSec?: number;
  readonly powerPriceUsdPerKwh: number;
  readonly level: number;
}

/** Span of an answer when none is asked for. */
const DEFAULT_DAYS = 365;
/** Most days in one answer: twenty years. */
const MAX_DAYS = 7_305;
/** Days before the span that its first means reach back to. */
const WARM_UP_DAYS = CBECI.thresholdDays + CBECI.smoothDays - 2;

/** Estimates the electricity of a span of days by CBECI's method. */
export function answerEnergy(
  sources: ObservatorySources,
  records: EnergyRecords,
  question: EnergyQuestion,
): EnergyDocument | AnswerReject {
  const span = spanOf(sources, records.market, question);
  if (isReject(span)) return span;
  const { fromSec, toSec } = span;
  const chosen = withWarmUp(sources, span);
  if (isReject(chosen)) return chosen;
  const days = networkDays({ ...chosen, network: sources.network, epochs: sources.epochs });
  if (days === undefined) {
    return {
      code: 'no-epochs',
      message: `the subsidy of these days is not known: ${chosen.used.description} has no heights`,
    };
  }
  const { powerPriceUsdPerKwh, level } = question;
  const all = consumption({ days, market: records.market, machines: records.machines, powerPriceUsdPerKwh, level });
  const asked = all.filter(({ daySec }) => daySec >= fromSec && daySec < toSec);
  const last = asked.at(-1);
  if (last === undefined) {
    const message = `no machine of the list pays for electricity at ${powerPriceUsdPerKwh} USD a kWh before ${formatUtc(toSec)}`;
    return { code: 'outside-coverage', message };
  }
  const points = asked.map(pointOf);
  const document = {
    schema: 'vigil.energy/1' as const,
    network: sources.network,
    source: chosen.used,
    level,
    notes: notesOf(asked, records),
    from: asked[0]!.daySec,
    to: last.daySec + DAY_SEC,
    powerPrice: powerPriceUsdPerKwh,
    prices: records.market.description,
    at: points.at(-1)!,
    used: usedTwh(points),
    points,
    cbeci: cbeciPoints(records.cbeci, points, powerPriceUsdPerKwh),
    machines: machineRows(records.machines, last),
    emissions: emissionsOf(records.geography, last),
    method: {
      version: '1.4',
      pue: CBECI.pue,
      thresholdDays: CBECI.thresholdDays,
      smoothDays: CBECI.smoothDays,
      lifetimeDays: CBECI.lifetimeSec / DAY_SEC,
      ageWeights: CBECI.ageWeights,
      assumedFeeShare: ASSUMED_FEE_SHARE,
    },
  };
  return { ...document, sentence: sentenceOf(document) };
}

/** The whole days that are asked for: by default the last year that blocks and prices both cover. */
function spanOf(
  sources: ObservatorySources,
  market: DailyMarket,
  question: EnergyQuestion,
): { readonly fromSec: number; readonly toSec: number } | AnswerReject {
  const marketEndSec = market.firstDaySec + market.closesUsd.length * DAY_SEC;
  const ends = sources.observations.map(({ series }) => coverage(series).toSec);
  const newestSec = Math.floor(Math.min(marketEndSec, Math.max(-Infinity, ...ends)) / DAY_SEC) * DAY_SEC;
  const { toSec = newestSec } = question;
  const endSec = Math.ceil(toSec / DAY_SEC) * DAY_SEC;
  const startSec = Math.floor((question.fromSec ?? endSec - DEFAULT_DAYS * DAY_SEC) / DAY_SEC) * DAY_SEC;
  if (ends.length === 0)
    return { code: 'no-observations', message: 'there are no blocks to answer from; give --headers or --times' };
  if (startSec >= endSec)
    return { code: 'bad-window', message: `the span ends at ${formatUtc(endSec)}, not after its start` };
  if ((endSec - startSec) / DAY_SEC > MAX_DAYS) {
    return { code: 'too-many-points', message: `this asks for more than ${MAX_DAYS} days; give a shorter span` };
  }
  const isCovered = startSec >= market.firstDaySec && endSec <= marketEndSec;
  if (isCovered || question.fromSec === undefined) {
    if (endSec <= marketEndSec && endSec > market.firstDaySec) {
      return { fromSec: Math.max(startSec, market.firstDaySec), toSec: endSec };
    }
  }
  const have = `${formatUtc(market.firstDaySec)} to ${formatUtc(marketEndSec)}`;
  return {
    code: 'outside-coverage',
    message: `prices of bitcoin are at hand from ${have} (${market.description}); give --prices that cover the span`,
  };
}

/** Chooses blocks for the span and the days before it that its means reach back to, as far as there are any. */
function withWarmUp(
  sources: ObservatorySources,
  { fromSec, toSec }: { readonly fromSec: number; readonly toSec: number },
): Chosen | AnswerReject {
  const early = fromSec - WARM_UP_DAYS * DAY_SEC;
  const chosen = chooseObservations(sources, early, toSec);
  if (!isReject(chosen)) return chosen;
  const without = chooseObservations(sources, fromSec, toSec);
  if (isReject(without)) return without;
  const startSec = Math.ceil(coverage(without.observations).fromSec / DAY_SEC) * DAY_SEC;
  return { ...without, fromSec: Math.min(fromSec, Math.max(early, startSec)) };
}

function pointOf(day: EnergyDay): EnergyPoint {
  const { low, median, high } = day.hashrate;
  return {
    time: day.daySec,
    power: mapBounds(day.powerW, sixDigits),
    annualized: mapBounds(annualizedTwh(day.powerW), sixDigits),
    hashrate: { low: sixDigits(low), median: sixDigits(median), high: sixDigits(high) },
    hashprice: sixDigits(day.hashpriceUsd),
    threshold: sixDigits(day.thresholdJoulesPerTh),
    machines: day.machines,
    efficiency: mapBounds(day.joulesPerTh, sixDigits),
    price: day.priceUsd,
    feesKnown: day.feesKnown,
  };
}

/** Years of days are sent to the page: digits beyond these say nothing, and double the document. */
function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

function cbeciPoints(
  series: readonly CbeciSeries[],
  points: readonly EnergyPoint[],
  powerPriceUsdPerKwh: number,
): EnergyDocument['cbeci'] {
  const same = series.find((one) => one.powerPriceUsdPerKwh === powerPriceUsdPerKwh)?.annualizedTwh;
  return points
    .map(({ time }) => ({ time, annualized: same?.get(time) }))
    .filter((point): point is { time: number; annualized: number } => point.annualized !== undefined);
}

function usedTwh(points: readonly EnergyPoint[]): Bounds {
  const sum = (of: keyof Bounds): number => points.reduce((total, { power }) => total + (power[of] * 24) / 1e12, 0);
  return { lower: sum('lower'), best: sum('best'), upper: sum('upper') };
}

/** Machines on the market and younger than five years, the most efficient first. */
function machineRows(machines: readonly Machine[], day: EnergyDay): MachineRow[] {
  const { daySec } = day;
  const rows = machines
    .filter(({ releasedSec }) => releasedSec < daySec && daySec < releasedSec + CBECI.lifetimeSec)
    .map((machine) => {
      const standing = standingOf(machine, day);
      return { machine, standing, weight: standing === 'counted' ? basketWeight(machine, daySec) : 0 };
    });
  const weights = rows.reduce((sum, { weight }) => sum + weight, 0);
  return rows
    .map(({ machine, standing, weight }) => ({
      name: machine.name,
      released: machine.releasedSec,
      efficiency: machine.joulesPerTh,
      breakEven: breakEvenPowerPrice(day.meanHashpriceUsd, machine.joulesPerTh),
      standing,
      share: weights === 0 ? 0 : weight / weights,
    }))
    .sort((a, b) => a.efficiency - b.efficiency || a.released - b.released);
}

function standingOf(machine: Machine, { thresholdJoulesPerTh, daySec }: EnergyDay): MachineRow['standing'] {
  if (machine.joulesPerTh >= thresholdJoulesPerTh) return 'unprofitable';
  if (!machine.counted) return 'not-listed';
  return basketWeight(machine, daySec) === 0 ? 'too-new' : 'counted';
}

function emissionsOf(geography: EnergyRecords['geography'], day: EnergyDay): EmissionsAnswer | null {
  const month = geography === undefined ? undefined : closestMonth(geography.shares.months, day.daySec);
  if (geography === undefined || month === undefined) return null;
  const year = new Date(day.daySec * 1000).getUTCFullYear();
  return {
    ...emissions({ month, year, powerW: day.powerW, ...geography.electricity }),
    month: month.month,
    basis: month.basis,
    shares: geography.shares.description,
  };
}

function notesOf(days: readonly EnergyDay[], records: EnergyRecords): string[] {
  const notes = [
    'lower bound, best guess and upper bound differ in the machines that are taken to run: the most efficient one, a basket of those that pay, the least efficient one that pays',
  ];
  const assumed = days.filter(({ feesKnown }) => !feesKnown).length;
  if (assumed > 0) {
    const share = `${ASSUMED_FEE_SHARE * 100} % of the subsidy`;
    notes.push(
      `fees are not at hand for ${formatCounted(assumed, 'day')} of ${days.length}: ${share} is taken for them`,
    );
  }
  const idle = days.filter(({ machines }) => machines === 0).length;
  if (idle > 0) notes.push(`on ${formatCounted(idle, 'day')} no machine pays: the figures before are carried on`);
  const newestSec = Math.max(...records.machines.map(({ releasedSec }) => releasedSec));
  const last = days.at(-1)!;
  if (last.daySec > newestSec + 365 * DAY_SEC) {
    notes.push(`the newest machine of the list is of ${formatDay(newestSec)}: efficiency since then is missing`);
  }
  return notes;
}

function sentenceOf({ at, powerPrice }: Omit<EnergyDocument, 'sentence'>): string {
  const gw = (watts: number): string => threeDigits(watts / 1e9);
  return (
    `On ${formatDay(at.time)} Bitcoin's miners drew about ${gw(at.power.best)} GW, ${threeDigits(at.annualized.best)} TWh a year, ` +
    `if power cost ${powerPrice} USD a kWh: at least ${gw(at.power.lower)} GW, were all machines the most efficient, ` +
    `at most ${gw(at.power.upper)} GW, were all the least efficient that pay.`
  );
}
