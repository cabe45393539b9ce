import { fossilShare, WORLD, yearlyFact } from '../history/electricity.ts';
import type { CarbonIntensity, ElectricityMix, YearlyFact } from '../history/electricity.ts';
import type { MonthShares } from './share-table.ts';

/** A figure for a month's whole hashrate, and how far it could be off for want of knowing where a part of it was. */
export interface EnergyFigure {
  /** What is not placed in a country counts as the world's average. */
  readonly value: number;
  /** What is not placed counts as the lowest and as the highest there is. */
  readonly low: number;
  readonly high: number;
}

/** A month's hashrate, multiplied with what its countries generate electricity from. */
export interface MonthEnergy {
  /** Share of coal, gas and oil, 0 to 1. */
  readonly fossil: EnergyFigure;
  /** Grams of CO2 equivalents a kWh. */
  readonly carbonIntensity: EnergyFigure;
  /** Part of the hashrate that was placed in a country whose mix is known, 0 to 1. */
  readonly placed: number;
  /** The latest year whose mix was used; another than the month's when the tables end before it. */
  readonly mixYear: number;
}

/** What a country generates its electricity from, in the year of a month or the closest year known. */
export interface CountryEnergy {
  readonly fossil: number;
  readonly carbonIntensity: number;
  readonly year: number;
}

/** The two tables of `data/` on electricity. */
export interface EnergyTables {
  readonly mix: ElectricityMix;
  readonly intensity: CarbonIntensity;
}

/** What a country (or `WORLD`) generates its electricity from in a year; `undefined` when either table lacks it. */
export function countryEnergy(tables: EnergyTables, country: string, year: number): CountryEnergy | undefined {
  const mix = yearlyFact(tables.mix, country, year);
  const intensity = yearlyFact(tables.intensity, country, year);
  if (mix === undefined || intensity === undefined) return undefined;
  return { fossil: fossilShare(mix.value), carbonIntensity: intensity.value, year: mix.year };
}

/**
 * Weighs what countries generate electricity from with where the hashrate was.
 *
 * This is what a country's grid burns on average in a year. What miners themselves burn differs: they seek what is cheap (water
 * in Sichuan's wet season, gas at an oil well, coal in Xinjiang), and nothing here knows that.
 *
 * @returns `undefined` when the tables lack the world.
 */
export function monthEnergy(month: MonthShares, tables: EnergyTables): MonthEnergy | undefined {
  const year = Number(month.month.slice(0, 4));
  const world = countryEnergy(tables, WORLD, year);
  if (world === undefined) return undefined;
  let [fossil, carbon, placed, mixYear] = [0, 0, 0, world.year];
  for (const [country, share] of month.shares) {
    const energy = countryEnergy(tables, country, year);
    if (energy === undefined) continue;
    fossil += share * energy.fossil;
    carbon += share * energy.carbonIntensity;
    placed += share;
    mixYear = Math.max(mixYear, energy.year);
  }
  // Rounded shares may add up to a little more than 1.
  const rest = Math.max(0, 1 - placed);
  const { lowest, highest } = intensityRange(tables.intensity, year);
  return {
    fossil: { value: fossil + rest * world.fossil, low: fossil, high: fossil + rest },
    carbonIntensity: {
      value: carbon + rest * world.carbonIntensity,
      low: carbon + rest * lowest,
      high: carbon + rest * highest,
    },
    placed: Math.min(1, placed),
    mixYear,
  };
}

function intensityRange(
  intensity: CarbonIntensity,
  year: number,
): { readonly lowest: number; readonly highest: number } {
  const known = [...intensity.keys()]
    .map((country): YearlyFact<number> | undefined => yearlyFact(intensity, country, year))
    .map((fact) => fact!.value);
  return { lowest: Math.min(...known), highest: Math.max(...known) };
}
