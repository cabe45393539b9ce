import type { Interval } from '../hashrate/interval.ts';
import type { MonthShares } from './share-table.ts';

/** A month with the hashrate that the blocks show for it. */
export interface WeighedMonth extends MonthShares {
  /** H/s, from the blocks of the month; `undefined` when they are not at hand. */
  readonly hashrate: Interval | undefined;
}

/** What became of one country's hashrate between two months. `rest` is all that is not told by country in both. */
export interface CountryMove {
  readonly country: string;
  readonly before: number;
  readonly after: number;
  /** H/s: the share of what the blocks show. The interval carries the luck of blocks alone. */
  readonly hashrateBefore: Interval | undefined;
  readonly hashrateAfter: Interval | undefined;
  readonly hashrateChange: Interval | undefined;
}

/** Where hashrate went between two months, as far as shares tell. */
export interface ShareChanges {
  readonly before: string;
  readonly after: string;
  /** Largest change of share first, `rest` last. */
  readonly moves: readonly CountryMove[];
  /** The whole network's change, H/s. */
  readonly total: Interval | undefined;
  /** What all that lost hashrate lost together, and all that gained gained, H/s, both as positive figures. */
  readonly lost: Interval | undefined;
  readonly gained: Interval | undefined;
  /**
   * At the most so much of what was lost can have turned up elsewhere in the second month, 0 to 1: gained over lost. At the least
   * none did: all that was gained may be new machines.
   */
  readonly reappearedAtMost: number | undefined;
}

/** Compares where hashrate was in two months. */
export function shareChanges(before: WeighedMonth, after: WeighedMonth): ShareChanges {
  const countries = [...before.shares.keys()].filter((country) => after.shares.has(country));
  const rest = (month: MonthShares): number =>
    Math.max(0, 1 - countries.reduce((sum, country) => sum + month.shares.get(country)!, 0));
  const pairs = countries
    .map((country) => ({ country, before: before.shares.get(country)!, after: after.shares.get(country)! }))
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.country < b.country ? -1 : 1));
  const all = [...pairs, { country: 'rest', before: rest(before), after: rest(after) }];
  const change = (shares: { readonly before: number; readonly after: number }): Interval | undefined =>
    before.hashrate &&
    after.hashrate &&
    differenceOf(scale(after.hashrate, shares.after), scale(before.hashrate, shares.before));
  const moves = all.map((pair) => ({
    ...pair,
    hashrateBefore: before.hashrate && scale(before.hashrate, pair.before),
    hashrateAfter: after.hashrate && scale(after.hashrate, pair.after),
    hashrateChange: change(pair),
  }));
  const together = (parts: readonly CountryMove[]): { before: number; after: number } => ({
    before: parts.reduce((sum, part) => sum + part.before, 0),
    after: parts.reduce((sum, part) => sum + part.after, 0),
  });
  const isLoss = ({ hashrateChange }: CountryMove): boolean =>
    hashrateChange !== undefined && hashrateChange.median < 0;
  const lost = negated(change(together(moves.filter((move) => isLoss(move)))));
  const gained = change(together(moves.filter((move) => !isLoss(move))));
  return {
    before: before.month,
    after: after.month,
    moves,
    total: change({ before: 1, after: 1 }),
    lost,
    gained,
    reappearedAtMost:
      lost && gained && lost.median > 0 ? Math.min(1, Math.max(0, gained.median / lost.median)) : undefined,
  };
}

/** A share of a hashrate. */
export function scale({ low, median, high }: Interval, share: number): Interval {
  return { low: low * share, median: median * share, high: high * share };
}

function negated(interval: Interval | undefined): Interval | undefined {
  return interval && { low: 0 - interval.high, median: 0 - interval.median, high: 0 - interval.low };
}

/**
 * Interval of a difference of two independent figures, from theirs (the MOVER: Zou and Donner, "Construction of confidence limits
 * about effect measures", Statistics in Medicine 27, 2008).
 */
function differenceOf(first: Interval, second: Interval): Interval {
  const median = first.median - second.median;
  return {
    low: median - Math.hypot(first.median - first.low, second.high - second.median),
    median,
    high: median + Math.hypot(first.high - first.median, second.median - second.low),
  };
}
