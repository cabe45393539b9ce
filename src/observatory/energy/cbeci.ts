/**
 * The constants of CBECI, the Cambridge Bitcoin Electricity Consumption Index of the Cambridge Centre for Alternative
 * Finance, as its version 1.4 (August 2023) computes it. Read from its source, github.com/CambridgeAltFin/ccaf_cbeci_api
 * at 0e28e819a084 (`components/energy_consumption`, `console/commands/data/hashrate_calc.py`), and its page
 * ccaf.io/cbnsi/cbeci/methodology.
 */
export const CBECI = {
  /** Price of electricity that CBECI quotes its index at, US dollars a kWh. */
  powerPriceUsdPerKwh: 0.05,
  /** The profitability threshold is a mean over so many days, the day itself the last. */
  thresholdDays: 14,
  /** Consumption is a mean over so many days, the day itself the last. */
  smoothDays: 7,
  /** A machine is in use for five years of 365 days from its release. */
  lifetimeSec: 157_680_000,
  /** From its release to its first work: two months. */
  deploymentMonths: 2,
  /** Weight of a machine in the best guess by its full years of work. Before version 1.4 all weighed the same. */
  ageWeights: [1, 0.8, 0.6, 0.4, 0.2],
  /** Power usage effectiveness: what a site takes from the grid over what its machines take. */
  pue: { lower: 1.01, best: 1.1, upper: 1.2 },
  /** Hours of a year of 365.25 days. */
  hoursPerYear: 8766,
  /** Makers whose machines are counted, since version 1.2. */
  makers: ['Bitmain', 'MicroBT', 'Canaan'],
} as const;

/** Joules of a kilowatt-hour. */
export const JOULES_PER_KWH = 3.6e6;

/** A lower bound, a best guess and an upper bound: of what is assumed, not of luck. */
export interface Bounds {
  readonly lower: number;
  readonly best: number;
  readonly upper: number;
}

/** Applies one function to all three. */
export function mapBounds(bounds: Bounds, to: (value: number) => number): Bounds {
  return { lower: to(bounds.lower), best: to(bounds.best), upper: to(bounds.upper) };
}
