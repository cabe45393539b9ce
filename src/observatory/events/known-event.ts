/** What sort of thing happened; own events may be any of them. */
export const EVENT_CATEGORIES = ['central-bank', 'halving', 'policy', 'outage', 'market', 'other'] as const;

export type EventCategory = (typeof EVENT_CATEGORIES)[number];

/** Something that happened, or is known to happen, and that a study can ask about by its id. */
export interface KnownEvent {
  /** Unique among all events: `fomc-minutes-2022-01-05`. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly fromSec: number;
  /** Equal to `fromSec` for a moment; an event known to the day only runs from midnight to midnight UTC. */
  readonly toSec: number;
  /** One plain sentence without its full stop. */
  readonly what: string;
  readonly category: EventCategory;
  /** Who says so. */
  readonly source: string;
  readonly origin: 'built-in' | 'own';
}

/** Most characters of an event's `what` and of its `source`. */
export const MAX_EVENT_TEXT = 600;

/** Ids: words of lower-case letters and digits, joined by hyphens; at most 80 characters. */
export const EVENT_ID: RegExp = /^(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether the hour of an event is known: a moment, or a span that is no whole number of UTC days. */
export function hasHour(event: Pick<KnownEvent, 'fromSec' | 'toSec'>): boolean {
  const wholeDays = event.toSec > event.fromSec && event.fromSec % 86_400 === 0 && event.toSec % 86_400 === 0;
  return !wholeDays;
}

/** Names of events whose sentences are long, by how their ids begin. */
const SHORT_NAMES: readonly (readonly [prefix: string, name: string])[] = [
  ['fomc-minutes-', 'the Fed minutes'],
  ['fomc-statement-', 'the Fed statement'],
  ['fomc-unscheduled-', 'the unscheduled Fed statement'],
];

/** An event's name in a sentence or on a chart: a short one where there is one, else its first clause; '' for none. */
export function shortEventName({ id, what }: { readonly id: string | null; readonly what: string }): string {
  const short = SHORT_NAMES.find(([prefix]) => id?.startsWith(prefix) === true)?.[1];
  return short ?? what.split(/ ?[;:(]|, /, 1)[0]!.trim();
}
