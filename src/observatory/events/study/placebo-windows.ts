import { hourOfDay, isWeekend, weekdayOf } from './hourly-model.ts';
import type { PlaceboMatch } from './study-document.ts';

/** Fewest placebo windows that a study is content with; with fewer it matches more widely. */
export const MIN_WINDOWS = 1000;

/** How far the hour of a placebo window may lie from the event's at most before other days are taken too. */
const MAX_HOURS_APART = 6;

/** How far back windows are sought, days: the market of a year ago is a better measure than that of three years ago. */
const LOOK_BACKS = [365, 730, 1096] as const;

/** A span that no placebo window may touch: something is known to have happened in it. Seconds since 1970. */
export interface AvoidedSpan {
  readonly fromSec: number;
  readonly toSec: number;
}

/** Moments of the series that windows start at, and how they were chosen. */
export interface PlaceboWindows {
  readonly starts: readonly number[];
  readonly match: PlaceboMatch;
}

/** Where windows may start, and what has to be left out. */
export interface PlaceboSearch {
  /** Index of the event's start and of the first start that is allowed. */
  readonly base: number;
  readonly first: number;
  readonly timeOf: (index: number) => number;
  /** Seconds between two indexes, and the length of the longest window. */
  readonly stepSec: number;
  readonly longestSec: number;
  readonly avoid: readonly AvoidedSpan[];
}

interface Rule {
  readonly lookBackDays: number | undefined;
  readonly fits: (startSec: number) => boolean;
  readonly words: string;
}

/**
 * Chooses windows before the event that start at its weekday and hour, ended before it began, and hold no known event;
 * more widely where there are fewer than 1,000: the hour within 1 to 6 hours on the same kind of day (working day or
 * weekend), a year back, then two, three; then any hour of any day.
 */
export function choosePlacebo(search: PlaceboSearch): PlaceboWindows {
  const clear = clearStarts(search);
  const baseSec = search.timeOf(search.base);
  let found: number[] = [];
  for (const [i, rule] of rulesFor(baseSec, search.stepSec).entries()) {
    const { lookBackDays } = rule;
    const sinceSec = lookBackDays === undefined ? -Infinity : baseSec - lookBackDays * 86_400;
    found = clear.filter((start) => {
      const startSec = search.timeOf(start);
      return startSec >= sinceSec && rule.fits(startSec);
    });
    if (found.length < MIN_WINDOWS) continue;
    return { starts: found, match: { words: rule.words, windows: found.length, exact: i === 0 } };
  }
  const { words } = rulesFor(baseSec, search.stepSec).at(-1)!;
  return { starts: found, match: { words, windows: found.length, exact: false } };
}

/** How many of these windows, in the order of their starts, fit beside each other. */
export function independentWindows(starts: readonly number[], spans: number): number {
  let count = 0;
  let freeFrom = -Infinity;
  for (const start of starts) {
    if (start < freeFrom) continue;
    count++;
    freeFrom = start + spans;
  }
  return count;
}

/**
 * How many of these windows count as one: 1 where they lie apart, more where they overlap.
 *
 * Moves over windows that share a part of their time are correlated by that part, and their squares by its square; the sum
 * over a window's neighbours is how many count as one (Bartlett, 1946). Windows of d days, one a day: (2d² + 1) / 3d.
 *
 * @param starts In ascending order, in the same steps as the length of a window, `spans`.
 */
export function windowsThatCountAsOne(starts: readonly number[], spans: number): number {
  let sum = starts.length;
  for (const [i, start] of starts.entries()) {
    for (let next = i + 1; next < starts.length && starts[next]! - start < spans; next++) {
      sum += 2 * (1 - (starts[next]! - start) / spans) ** 2;
    }
  }
  return sum / Math.max(1, starts.length);
}

function rulesFor(baseSec: number, stepSec: number): readonly Rule[] {
  const weekend = isWeekend(baseSec);
  const days = weekend ? 'on weekends' : 'from Monday to Friday';
  const sameKind = (startSec: number): boolean => isWeekend(startSec) === weekend;
  if (stepSec >= 86_400) {
    return [
      {
        lookBackDays: undefined,
        fits: (sec) => weekdayOf(sec) === weekdayOf(baseSec),
        words: 'windows that start on the same weekday',
      },
      { lookBackDays: undefined, fits: sameKind, words: `windows that start ${days}` },
      { lookBackDays: undefined, fits: () => true, words: 'windows that start on any day' },
    ];
  }
  const rules: Rule[] = [
    {
      lookBackDays: undefined,
      fits: (sec) => weekdayOf(sec) === weekdayOf(baseSec) && hourOfDay(sec) === hourOfDay(baseSec),
      words: 'windows that start at the same hour of the same weekday',
    },
  ];
  for (const lookBackDays of LOOK_BACKS) {
    const back = lookBackDays === 365 ? 'in the year before' : `in the ${Math.round(lookBackDays / 365)} years before`;
    for (let apart = 0; apart <= MAX_HOURS_APART; apart++) {
      rules.push({
        lookBackDays,
        fits: (sec) => sameKind(sec) && hoursApart(sec, baseSec) <= apart,
        words:
          apart === 0
            ? `windows that start at the same hour, ${days}, ${back}`
            : `windows that start within ${apart} h of the same hour, ${days}, ${back}`,
      });
    }
  }
  rules.push({ lookBackDays: undefined, fits: () => true, words: 'windows that start at any hour' });
  return rules;
}

/** Hours between two times of day, 0 to 12. */
function hoursApart(a: number, b: number): number {
  const apart = Math.abs(hourOfDay(a) - hourOfDay(b));
  return Math.min(apart, 24 - apart);
}

/** Starts whose longest window ends before the event and touches no span that is avoided. */
function clearStarts({ base, first, timeOf, stepSec, longestSec, avoid }: PlaceboSearch): number[] {
  const spans = [...avoid].sort((a, b) => a.fromSec - b.fromSec);
  const steps = Math.round(longestSec / stepSec);
  const starts: number[] = [];
  let next = 0;
  for (let start = first; start + steps <= base; start++) {
    const fromSec = timeOf(start);
    while (next < spans.length && spans[next]!.toSec < fromSec) next++;
    // A moment belongs to the span that begins with it: what happens at the end of a window is after it.
    const touched = next < spans.length && spans[next]!.fromSec < fromSec + longestSec;
    if (!touched) starts.push(start);
  }
  return starts;
}
