import type { EnergyDocument, EnergyPoint } from '../../observatory/answers/energy-answer.ts';
import { formatHashrate, formatHashrateRange, threeDigits } from '../../observatory/answers/units.ts';
import type { Bounds } from '../../observatory/energy/cbeci.ts';
import { COUNTRY_BY_CODE } from '../../observatory/geography/countries.ts';
import { csvText, textTable } from '../text-table.ts';

/** Rows of a span that are shown in the terminal; CSV has them all. */
const MAX_ROWS = 13;
/** Machines that are shown in the terminal. */
const MAX_MACHINES = 30;

/** The last day, and the span in a few rows. */
export function energyText(document: EnergyDocument): string {
  const { at, used, points, level } = document;
  const rows = (['lower', 'best', 'upper'] as const).map((of) => [
    { lower: 'lower bound', best: 'best guess', upper: 'upper bound' }[of],
    threeDigits(at.efficiency[of]),
    threeDigits(at.power[of] / 1e9),
    threeDigits(at.annualized[of]),
    threeDigits(used[of]),
  ]);
  const table = textTable(
    [
      { title: day(at.time) },
      { title: 'J/TH', align: 'right' },
      { title: 'GW', align: 'right' },
      { title: 'TWh a year', align: 'right' },
      { title: 'TWh in the span', align: 'right' },
    ],
    rows,
  );
  const { low, median, high } = at.hashrate;
  const percent = `${Math.round(level * 1000) / 10} %`;
  return (
    `${table}\nHashrate: ${formatHashrate(median)} (${percent}: ${formatHashrateRange(low, high)}). ` +
    `Hashprice: ${threeDigits(at.hashprice)} USD per TH/s and day.\n` +
    `At ${document.powerPrice} USD a kWh ${at.machines} machines pay: those below ${threeDigits(at.threshold)} J/TH.\n` +
    (points.length > 1 ? `\n${spanText(points)}` : '')
  );
}

function spanText(points: readonly EnergyPoint[]): string {
  const step = Math.ceil(points.length / MAX_ROWS);
  const shown = points.filter((_, k) => (points.length - 1 - k) % step === 0);
  return textTable(
    [
      { title: 'day' },
      { title: 'lower, GW', align: 'right' },
      { title: 'best', align: 'right' },
      { title: 'upper', align: 'right' },
      { title: 'hashrate' },
      { title: 'hashprice, USD', align: 'right' },
    ],
    shown.map((point) => [
      day(point.time),
      ...boundsIn(point.power, 1e9),
      formatHashrate(point.hashrate.median),
      threeDigits(point.hashprice),
    ]),
  );
}

/** Every day of the span. */
export function energyCsv({ points }: EnergyDocument): string {
  return csvText(
    [
      'time',
      'powerLowerW',
      'powerBestW',
      'powerUpperW',
      'annualizedLowerTwh',
      'annualizedBestTwh',
      'annualizedUpperTwh',
      'hashrateLow',
      'hashrateMedian',
      'hashrateHigh',
      'hashpriceUsd',
      'thresholdJoulesPerTh',
      'machines',
      'priceUsd',
    ],
    points.map(({ time, power, annualized, hashrate, hashprice, threshold, machines, price }) => [
      time,
      power.lower,
      power.best,
      power.upper,
      annualized.lower,
      annualized.best,
      annualized.upper,
      hashrate.low,
      hashrate.median,
      hashrate.high,
      hashprice,
      threshold,
      machines,
      price,
    ]),
  );
}

/** Why a machine is not in the best guess. */
const STANDING = { 'too-new': 'not at work yet', 'not-listed': 'not counted', unprofitable: 'stands still' } as const;

/** The most efficient machines with their break-even. */
export function machinesText({ machines, at }: EnergyDocument): string {
  const table = textTable(
    [
      { title: 'machine' },
      { title: 'released' },
      { title: 'J/TH', align: 'right' },
      { title: 'break-even, USD/kWh', align: 'right' },
      { title: 'in the best guess', align: 'right' },
    ],
    machines
      .slice(0, MAX_MACHINES)
      .map(({ name, released, efficiency, breakEven, standing, share }) => [
        name,
        day(released).slice(0, 7),
        threeDigits(efficiency),
        breakEven.toFixed(3),
        standing === 'counted' ? `${(100 * share).toFixed(1)} %` : STANDING[standing],
      ]),
  );
  const left = machines.length - MAX_MACHINES;
  return `On ${day(at.time)}\n${table}${left > 0 ? `(${left} less efficient ones are in --csv and --json)\n` : ''}`;
}

/** Every machine below five years old. */
export function machinesCsv({ machines }: EnergyDocument): string {
  return csvText(
    ['name', 'released', 'joulesPerTh', 'breakEvenUsdPerKwh', 'standing', 'share'],
    machines.map(({ name, released, efficiency, breakEven, standing, share }) => [
      name,
      released,
      efficiency,
      breakEven,
      standing,
      share,
    ]),
  );
}

/** Countries with what they use and emit. */
export function emissionsText({ emissions }: EnergyDocument): string {
  if (emissions === null) {
    return 'Emissions can not be told: no shares of countries are known within a year of this day (see vigil map).\n';
  }
  const table = textTable(
    [
      { title: 'country' },
      { title: 'share', align: 'right' },
      { title: 'fossil', align: 'right' },
      { title: 'gCO2e/kWh', align: 'right' },
      { title: 'TWh a year', align: 'right' },
      { title: 'Mt CO2e a year', align: 'right' },
    ],
    emissions.countries.map((country) => [
      COUNTRY_BY_CODE.get(country.code)?.name ?? 'not known (as the world)',
      `${(100 * country.share).toFixed(1)} %`,
      country.fossilShare === null ? '?' : `${(100 * country.fossilShare).toFixed(0)} %`,
      country.intensity.best.toFixed(0),
      threeDigits(country.annualizedTwh.best),
      threeDigits(country.annualizedMt.best),
    ]),
  );
  const { annualizedMt, intensity, fossilShare } = emissions;
  const fossil = fossilShare === null ? '' : `, ${(100 * fossilShare).toFixed(0)} % of the electricity fossil`;
  return (
    `${table}\nTogether ${threeDigits(annualizedMt.best)} Mt CO2e a year, from ${threeDigits(annualizedMt.lower)} to ` +
    `${threeDigits(annualizedMt.upper)} by which machines run and what plants emit; ${intensity.best.toFixed(0)} g a kWh ` +
    `(${intensity.lower.toFixed(0)} to ${intensity.upper.toFixed(0)})${fossil}.\n` +
    `Shares of ${emissions.month}: ${emissions.shares}.\n`
  );
}

/** Every country. */
export function emissionsCsv({ emissions }: EnergyDocument): string {
  return csvText(
    [
      'country',
      'share',
      'fossilShare',
      'intensityLower',
      'intensityBest',
      'intensityUpper',
      'annualizedBestTwh',
      'annualizedLowerMt',
      'annualizedBestMt',
      'annualizedUpperMt',
    ],
    (emissions?.countries ?? []).map(({ code, share, fossilShare, intensity, annualizedTwh, annualizedMt }) => [
      code,
      share,
      fossilShare,
      intensity.lower,
      intensity.best,
      intensity.upper,
      annualizedTwh.best,
      annualizedMt.lower,
      annualizedMt.best,
      annualizedMt.upper,
    ]),
  );
}

function boundsIn(bounds: Bounds, unit: number): string[] {
  return [bounds.lower, bounds.best, bounds.upper].map((value) => threeDigits(value / unit));
}

function day(timeSec: number): string {
  return new Date(timeSec * 1000).toISOString().slice(0, 10);
}
