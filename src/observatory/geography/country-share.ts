import type { MonthShares, ShareTable } from './share-table.ts';

/** What can be told of a country's share at a moment. */
export interface CountryShare {
  readonly country: string;
  /** 0 to 1: the table's own figure. */
  readonly share: number;
  /**
   * What holds whatever the pools that don't report do: at the least the country has `share` of the reporting part, at the most
   * that and all of the rest. 0 and 1 when the sample is not told. (Manski, "Partial Identification of Probability
   * Distributions", 2003: bounds without an assumption on what is missing.)
   */
  readonly low: number;
  readonly high: number;
  /**
   * - `month`: the table has that month.
   * - `between`: it lies between two months of the table; drawn straight from the middle of one to that of the other.
   * - `carried`: the table ends before; its last month, `daysAway` days old.
   */
  readonly how: 'month' | 'between' | 'carried';
  /** The month or the two months it rests on. */
  readonly months: readonly string[];
  /** Days from the nearest of these months to the moment; 0 within a month. */
  readonly daysAway: number;
}

const DAY_SEC = 86_400;

/**
 * Bounds of a share in the whole network, from its share in a sample and the sample's part of the network. Assumes that the
 * figures of the sample are right, and nothing about the rest.
 */
export function sampleBounds(
  share: number,
  sample: number | undefined,
): { readonly low: number; readonly high: number } {
  if (sample === undefined) return { low: 0, high: 1 };
  return { low: sample * share, high: sample * share + (1 - sample) };
}

/**
 * Which part of the network's hashrate sat in a country at a moment, as far as a table of shares tells.
 *
 * @param country ISO 3166-1 alpha-2, upper case.
 * @param atSec Seconds since 1970.
 * @returns `undefined` when the table does not tell: it begins later, or did not publish this country then.
 */
export function countryShare(table: ShareTable, country: string, atSec: number): CountryShare | undefined {
  const { months } = table;
  const next = months.findIndex(({ toSec }) => toSec > atSec);
  const here = next < 0 ? undefined : months[next];
  if (here !== undefined && here.fromSec <= atSec) return fromMonth(here, country);
  const before = next < 0 ? months.at(-1) : months[next - 1];
  if (before === undefined) return undefined;
  return here === undefined ? carried(before, country, atSec) : between(before, here, { country, atSec });
}

function fromMonth(month: MonthShares, country: string): CountryShare | undefined {
  const share = month.shares.get(country);
  if (share === undefined) return undefined;
  return { country, share, ...sampleBounds(share, month.sample), how: 'month', months: [month.month], daysAway: 0 };
}

function carried(month: MonthShares, country: string, atSec: number): CountryShare | undefined {
  const last = fromMonth(month, country);
  return last && { ...last, how: 'carried', daysAway: (atSec - month.toSec) / DAY_SEC };
}

function between(
  before: MonthShares,
  after: MonthShares,
  { country, atSec }: { readonly country: string; readonly atSec: number },
): CountryShare | undefined {
  const [first, last] = [fromMonth(before, country), fromMonth(after, country)];
  if (first === undefined || last === undefined) return undefined;
  const middle = (month: MonthShares): number => (month.fromSec + month.toSec) / 2;
  const way = (atSec - middle(before)) / (middle(after) - middle(before));
  return {
    country,
    share: first.share + (last.share - first.share) * way,
    low: Math.min(first.low, last.low),
    high: Math.max(first.high, last.high),
    how: 'between',
    months: [before.month, after.month],
    daysAway: Math.min(atSec - before.toSec, after.fromSec - atSec) / DAY_SEC,
  };
}
