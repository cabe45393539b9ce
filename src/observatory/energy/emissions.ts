import type { MonthShares } from '../geography/share-table.ts';
import { ELECTRICITY_SOURCES, fossilShare, WORLD, yearlyFact } from '../history/electricity.ts';
import type { CarbonIntensity, ElectricityMix, ElectricitySource, SourceShares } from '../history/electricity.ts';
import { DAY_SEC } from '../series/observations.ts';
import { CBECI } from './cbeci.ts';
import type { Bounds } from './cbeci.ts';

/** Emissions of the miners in one country. */
export interface CountryEmissions {
  /** ISO 3166-1 alpha-2; `other` for the share of no known country, which is counted at the world's mix. */
  readonly code: string;
  /** Share of hashrate, 0 to 1. */
  readonly share: number;
  /** Grams of CO2 equivalents a kWh, over the life of the plants. */
  readonly intensity: Bounds;
  /** Year that the intensity is of. */
  readonly intensityYear: number;
  /** Share of coal, gas and oil in the country's electricity, 0 to 1; `null` when its mix is not known. */
  readonly fossilShare: number | null;
  /** Electricity at the annualized rate, TWh a year. */
  readonly annualizedTwh: Bounds;
  /** Million tonnes of CO2 equivalents a year. */
  readonly annualizedMt: Bounds;
}

/** Emissions of the whole network at the rate of one day. */
export interface Emissions {
  /** Most first. */
  readonly countries: readonly CountryEmissions[];
  /** Weighted by share: grams a kWh. */
  readonly intensity: Bounds;
  /** Million tonnes of CO2 equivalents a year. */
  readonly annualizedMt: Bounds;
  /** Share of fossil electricity, 0 to 1, of the share of hashrate whose mix is known; `null` when none is. */
  readonly fossilShare: number | null;
}

/**
 * Grams of CO2 equivalents a kWh over the life of a plant: lowest, median, highest of the studies reviewed by the IPCC.
 * Coal and gas: AR5, working group III, annex III, table A.III.2 (pulverised coal, combined cycle). Oil: SRREN, annex
 * II, table A.II.4. What is not burnt is so far below that its range does not matter here.
 */
const FOSSIL_RANGE: Readonly<Partial<Record<ElectricitySource, Bounds>>> = {
  coal: { lower: 740, best: 820, upper: 910 },
  gas: { lower: 410, best: 490, upper: 650 },
  oil: { lower: 510, best: 840, upper: 1170 },
};

/** Intensity's range where a country's mix is not known: that of gas, the widest of the common fuels. */
const UNKNOWN_MIX_RANGE = { lower: 410 / 490, upper: 650 / 490 };

/**
 * Emissions of a power, shared out among countries as hashrate is. A miner is taken to burn his country's mean mix: one
 * on a waste flare or a dam burns another, and no figure of theirs is at hand.
 *
 * The bounds join two: power's (which machines run), and the fuels' (what plants emit for a kWh). How well the shares
 * hold is not in them.
 */
export function emissions(input: {
  readonly month: MonthShares;
  /** Calendar year of the power: the mixes and intensities are of it, or of the closest year known. */
  readonly year: number;
  readonly powerW: Bounds;
  readonly mix: ElectricityMix;
  readonly intensity: CarbonIntensity;
}): Emissions {
  const located = [...input.month.shares].filter(([, share]) => share > 0);
  const rest = Math.max(0, 1 - located.reduce((sum, [, share]) => sum + share, 0));
  const countries = [...located, ...(rest > 1e-9 ? [['other', rest] as const] : [])]
    .map(([code, share]) => countryEmissions(input, code, share))
    .filter((country) => country !== undefined)
    .sort((a, b) => b.annualizedMt.best - a.annualizedMt.best);
  const shares = sumOf(countries, ({ share }) => share);
  const known = countries.filter((country) => country.fossilShare !== null);
  const knownShares = sumOf(known, ({ share }) => share);
  const sum = (of: keyof Bounds, from: (country: CountryEmissions) => Bounds): number =>
    sumOf(countries, (country) => from(country)[of]);
  const each = (from: (of: keyof Bounds) => number): Bounds => ({
    lower: from('lower'),
    best: from('best'),
    upper: from('upper'),
  });
  return {
    countries,
    intensity: each((of) => sumOf(countries, ({ share, intensity }) => share * intensity[of]) / shares),
    annualizedMt: each((of) => sum(of, ({ annualizedMt }) => annualizedMt)),
    fossilShare:
      knownShares === 0 ? null : sumOf(known, (country) => country.share * (country.fossilShare ?? 0)) / knownShares,
  };
}

/** One country's part; a country without figures counts as the world does. `undefined` when nothing is known at all. */
function countryEmissions(
  input: Parameters<typeof emissions>[0],
  code: string,
  share: number,
): CountryEmissions | undefined {
  const { year, powerW } = input;
  const fact = yearlyFact(input.intensity, code, year) ?? yearlyFact(input.intensity, WORLD, year);
  if (fact === undefined) return undefined;
  const mix = yearlyFact(input.mix, code, year) ?? yearlyFact(input.mix, WORLD, year);
  const range = mix === undefined ? UNKNOWN_MIX_RANGE : fossilRange(mix.value);
  const intensity = { lower: fact.value * range.lower, best: fact.value, upper: fact.value * range.upper };
  const twh = (watts: number): number => (share * watts * CBECI.hoursPerYear) / 1e12;
  const each = (of: keyof Bounds): number => (twh(powerW[of]) * intensity[of]) / 1000;
  return {
    code,
    share,
    intensity,
    intensityYear: fact.year,
    fossilShare: mix === undefined ? null : fossilShare(mix.value),
    annualizedTwh: { lower: twh(powerW.lower), best: twh(powerW.best), upper: twh(powerW.upper) },
    // 1 TWh at 1 g/kWh is 1000 tonnes.
    annualizedMt: { lower: each('lower'), best: each('best'), upper: each('upper') },
  };
}

/** How far a mix's emissions may lie below and above their median, as ratios: by its fossil part, which makes them. */
function fossilRange(mix: SourceShares): { readonly lower: number; readonly upper: number } {
  const total = (of: keyof Bounds): number =>
    sumOf(ELECTRICITY_SOURCES, (source) => mix[source] * (FOSSIL_RANGE[source]?.[of] ?? 0));
  const best = total('best');
  return best === 0 ? { lower: 1, upper: 1 } : { lower: total('lower') / best, upper: total('upper') / best };
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

/** Months further from a day than this say nothing of it. */
const MAX_DAYS_AWAY = 366;

/** Of months that name a smaller part of the hashrate, too little is known to speak of emissions. */
const MIN_LOCATED = 0.5;

/** The month of shares closest to a day; `undefined` when none is within a year. */
export function closestMonth(months: readonly MonthShares[], daySec: number): MonthShares | undefined {
  let best: MonthShares | undefined;
  let bestAway = MAX_DAYS_AWAY * DAY_SEC;
  for (const month of months) {
    const located = sumOf([...month.shares.values()], (share) => share);
    const away = Math.max(month.fromSec - daySec, daySec - (month.toSec - DAY_SEC), 0);
    if (located < MIN_LOCATED || away >= bestAway) continue;
    best = month;
    bestAway = away;
  }
  return best;
}
