import type { OutageSignal } from '../find-outages.ts';

/** One signal of an observer, as it was read from a file. */
export interface ObservedSignal {
  /** What comes between `observed/` and the country in its series' name: `ioda-bgp`, `radar`, `csv`. */
  readonly source: string;
  readonly signal: OutageSignal;
}

/** Why a file of an observer can't be taken: where, what was expected there, and what was found. */
export interface ObservedReject {
  readonly code: 'observed-malformed';
  /** `line 12`, or a path such as `data[0][1].values`; empty for the file as a whole. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** Most points of one signal: two years of ten minutes. */
export const MAX_OBSERVED_POINTS = 100_000;

/** Longest text that is looked into: 100,000 points of an observer that writes a lot. */
export const MAX_OBSERVED_CHARS: number = 32 * 1024 * 1024;

/** Latest time that is taken: the end of 2105. Milliseconds taken for seconds lie far behind it. */
const MAX_TIME_SEC = 2 ** 32 - 1;

export function refuse(where: string, expected: string, found: unknown): ObservedReject {
  const text = typeof found === 'string' ? `"${found}"` : describe(found);
  return { code: 'observed-malformed', where, expected, found: text.length > 60 ? `${text.slice(0, 57)}...` : text };
}

export function isRefused(answer: object): answer is ObservedReject {
  return 'code' in answer;
}

/** Parses the text of a file of JSON. */
export function parseObserved(text: string): { readonly value: unknown } | ObservedReject {
  if (text.length > MAX_OBSERVED_CHARS) {
    return refuse('', `at most ${MAX_OBSERVED_CHARS / 1024 / 1024} million characters`, text.length);
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return refuse('', 'JSON', error instanceof Error ? error.message : String(error));
  }
}

/** Whether a value of JSON is an object with fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TIME_SEC;
}

/** A value of a signal: not below 0, and of a size that a signal has. */
export function isSignalValue(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1e18;
}

/** Points in the order of their times; the same time twice is refused. @param whereOf Where the point number `i` stands. */
export function inOrder(
  points: readonly { readonly atSec: number; readonly value: number }[],
  whereOf: (i: number) => string,
): OutageSignal | ObservedReject {
  const order = points.map((_, i) => i).sort((a, b) => points[a]!.atSec - points[b]!.atSec || a - b);
  for (let k = 1; k < order.length; k++) {
    const [before, here] = [order[k - 1]!, order[k]!];
    if (points[before]!.atSec === points[here]!.atSec) {
      return refuse(whereOf(here), 'each time once', `the time of ${whereOf(before)} again`);
    }
  }
  return {
    atSec: Float64Array.from(order, (i) => points[i]!.atSec),
    values: Float64Array.from(order, (i) => points[i]!.value),
  };
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isRecord(value)) return 'an object';
  return JSON.stringify(value);
}
