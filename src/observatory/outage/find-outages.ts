import { assert } from '../../bytes/assert.ts';
import type { Outage } from './outage.ts';
import { OutageWatch } from './outage-watch.ts';
import type { WatchOptions } from './outage-watch.ts';
import type { BaselinePattern } from './signal-baseline.ts';

/** A signal of one country's network over time. */
export interface OutageSignal {
  /** Seconds since 1970, ascending, without repeats. */
  readonly atSec: Float64Array;
  /** Not below 0; `NaN` where it is not known. */
  readonly values: Float64Array;
}

/** The signal on a grid, with what was expected of it, and the outages in it. */
export interface OutageSearch {
  /** Distance of the points, seconds. */
  readonly stepSec: number;
  readonly points: readonly SearchedPoint[];
  readonly outages: readonly Outage[];
  /** When the first point was judged; `null`: the signal is too short to learn what is usual. */
  readonly judgedFromSec: number | null;
}

/** One point of a search. `expected`, `low`, `high` are `null` while the watch was learning. */
export interface SearchedPoint {
  readonly atSec: number;
  readonly value: number;
  readonly expected: number | null;
  /** Where the value lies with probability 90 % while nothing is wrong. */
  readonly low: number | null;
  readonly high: number | null;
  readonly pattern: BaselinePattern | null;
}

/** Points on a finer grid are averaged to this one. */
const LEAST_STEP_SEC = 600;
const LARGEST_STEP_SEC = 86_400;

/** Points of a search at most: a year of ten minutes. */
const MAX_POINTS = 60_000;

/** Five of a hundred normal deviations lie beyond this, on each side. */
const NORMAL_95 = 1.6449;

/** Steps that a day is a whole number of. */
const STEPS_SEC = [600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, LARGEST_STEP_SEC];

/** Looks for outages in a whole signal; where it is longer than 60,000 points, in the last of them. */
export function findOutages(signal: OutageSignal, options: Omit<WatchOptions, 'stepSec'>): OutageSearch {
  const stepSec = stepOf(signal);
  const grid = onGrid(signal, stepSec).slice(-MAX_POINTS);
  const watch = new OutageWatch({ ...options, stepSec });
  const points = grid.map(({ atSec, value }): SearchedPoint => {
    const { expected } = watch.observe(atSec, value);
    if (expected === undefined) return { atSec, value, expected: null, low: null, high: null, pattern: null };
    const { sd, pattern } = expected;
    const at = (deviations: number): number => Math.max(0, expected.value * (1 + deviations * sd));
    return { atSec, value, expected: at(0), low: at(-NORMAL_95), high: at(NORMAL_95), pattern };
  });
  return { stepSec, points, outages: watch.outages, judgedFromSec: watch.judgedFromSec ?? null };
}

/** The grid that fits a signal: the smallest step that is not below the median distance of its points. */
function stepOf({ atSec }: OutageSignal): number {
  if (atSec.length < 2) return LEAST_STEP_SEC;
  const distances = atSec.slice(1).map((sec, i) => sec - atSec[i]!);
  distances.sort();
  const middle = distances[distances.length >> 1]!;
  return STEPS_SEC.find((step) => step >= middle) ?? LARGEST_STEP_SEC;
}

/** Averages what falls into one step; steps without a point are left out. */
function onGrid(
  { atSec, values }: OutageSignal,
  stepSec: number,
): { readonly atSec: number; readonly value: number }[] {
  const grid: { readonly atSec: number; readonly value: number }[] = [];
  let slot = Number.NaN;
  let sum = 0;
  let count = 0;
  const finish = (): void => {
    if (count > 0) grid.push({ atSec: slot * stepSec, value: sum / count });
  };
  for (let i = 0; i < atSec.length; i++) {
    const value = values[i]!;
    assert(!(value < 0), 'a signal is not below 0');
    if (Number.isNaN(value)) continue;
    const here = Math.floor(atSec[i]! / stepSec);
    if (here !== slot) {
      finish();
      slot = here;
      sum = 0;
      count = 0;
    }
    sum += value;
    count++;
  }
  finish();
  return grid;
}
