import type { FactRow } from './fact-table.ts';
import { malformed, parseFactTable } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** How the tables of electricity call the world as a whole; all else is ISO 3166-1 alpha-2. */
export const WORLD = 'world';

/** Where electricity comes from, as Our World in Data parts it. Fossil sources first. */
export const ELECTRICITY_SOURCES = [
  'coal',
  'gas',
  'oil',
  'nuclear',
  'hydro',
  'wind',
  'solar',
  'bioenergy',
  'otherRenewables',
] as const;

/** One of `ELECTRICITY_SOURCES`. */
export type ElectricitySource = (typeof ELECTRICITY_SOURCES)[number];

/** Share of each source in the electricity that a country generated in a year: 0 to 1, together 1 to within 0.5 %. */
export type SourceShares = Readonly<Record<ElectricitySource, number>>;

/** Electricity mixes: by country code, then by calendar year. */
export type ElectricityMix = ReadonlyMap<string, ReadonlyMap<number, SourceShares>>;

/** Grams of CO2 (equivalents, over the life of the plants) for each kWh generated: by country code, then by calendar year. */
export type CarbonIntensity = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Shares are kept to a hundredth of a percent, and the source's own sums are off by as much. */
const SUM_TOLERANCE = 0.5;

const MIX_FORM = {
  columns: 'country,year,coal,gas,oil,nuclear,hydro,wind,solar,bioenergy,other renewables',
  row: /^([A-Z]{2}|world),(20\d\d),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?),(\d{1,3}(?:\.\d{1,2})?)$/,
  expected: 'country (two capitals, or world), year and nine shares in percent',
};

const INTENSITY_FORM = {
  columns: 'country,year,gCO2 per kWh',
  row: /^([A-Z]{2}|world),(20\d\d),(\d{1,4}(?:\.\d)?)$/,
  expected: 'country (two capitals, or world), year and grams a kWh',
};

/** Parses `data/electricity-mix.csv`: the nine shares of a row add up to 100 %, no country has a year twice. */
export function parseElectricityMix(text: string): ElectricityMix | HistoryReject {
  const table = parseFactTable(text, MIX_FORM);
  if ('code' in table) return table;
  return byCountryAndYear(table.rows, ({ line, cells }) => {
    const percents = cells.slice(2).map(Number);
    const sum = percents.reduce((total, percent) => total + percent, 0);
    if (Math.abs(sum - 100) > SUM_TOLERANCE)
      return malformed(line, 'shares that add up to 100 %', `${sum.toFixed(2)} %`);
    return Object.fromEntries(ELECTRICITY_SOURCES.map((source, i) => [source, percents[i]! / 100])) as Record<
      ElectricitySource,
      number
    >;
  });
}

/** Parses `data/carbon-intensity.csv`: no country has a year twice. */
export function parseCarbonIntensity(text: string): CarbonIntensity | HistoryReject {
  const table = parseFactTable(text, INTENSITY_FORM);
  if ('code' in table) return table;
  return byCountryAndYear(table.rows, ({ cells }) => Number(cells[2]!));
}

function byCountryAndYear<Value extends object | number>(
  rows: readonly FactRow[],
  read: (row: FactRow) => Value | HistoryReject,
): ReadonlyMap<string, ReadonlyMap<number, Value>> | HistoryReject {
  const countries = new Map<string, Map<number, Value>>();
  for (const row of rows) {
    const [country, year] = [row.cells[0]!, Number(row.cells[1]!)];
    const value = read(row);
    if (typeof value === 'object' && 'code' in value) return value;
    const years = countries.get(country) ?? new Map<number, Value>();
    if (years.has(year)) return malformed(row.line, 'each year of a country once', `${country} ${year} again`);
    countries.set(country, years.set(year, value as Value));
  }
  return countries;
}

/** What is known of a country for a year, and which year it is of. */
export interface YearlyFact<Value> {
  readonly value: Value;
  /** The year asked for, or the closest one that the table has. */
  readonly year: number;
}

/**
 * The fact of a country and year; of the closest year, the earlier of two, where the table lacks that one: say so when
 * `year` is not the one asked for.
 *
 * @param table `ElectricityMix` or `CarbonIntensity`.
 * @returns `undefined` when the table has nothing of the country.
 */
export function yearlyFact<Value>(
  table: ReadonlyMap<string, ReadonlyMap<number, Value>>,
  country: string,
  year: number,
): YearlyFact<Value> | undefined {
  let best: YearlyFact<Value> | undefined;
  for (const [known, value] of table.get(country) ?? []) {
    const isCloser =
      best === undefined ||
      Math.abs(known - year) < Math.abs(best.year - year) ||
      (Math.abs(known - year) === Math.abs(best.year - year) && known < best.year);
    if (isCloser) best = { value, year: known };
  }
  return best;
}

/** Share of coal, gas and oil together: 0 to 1. */
export function fossilShare(shares: SourceShares): number {
  return shares.coal + shares.gas + shares.oil;
}
