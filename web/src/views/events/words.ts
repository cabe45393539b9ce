import type { EventEntry } from '../../api/documents.ts';
import { formatIso, formatSpan, formatUtcShort } from '../../format/time.ts';

/** Names that are shorter than their sentences, where a line has to carry them. */
const SHORT: readonly (readonly [prefix: string, name: string])[] = [
  ['fomc-minutes-', 'Fed minutes'],
  ['fomc-statement-', 'Fed statement'],
  ['fomc-unscheduled-', 'Fed, unscheduled'],
];

/** Most characters of a name on a chart. */
const MAX_NAME = 40;

/** An event's name on a chart or in a list: its first clause. */
export function shortName({
  id,
  what,
  from,
}: {
  readonly id: string | null;
  readonly what: string;
  readonly from: number;
}): string {
  const short = SHORT.find(([prefix]) => id?.startsWith(prefix) === true)?.[1];
  if (short !== undefined) return short;
  const clause = what.split(/ ?[;:(]|, /, 1)[0]!.trim();
  if (clause === '') return formatIso(from);
  const cut = clause.length > MAX_NAME ? `${clause.slice(0, MAX_NAME - 1).trimEnd()}…` : clause;
  return cut.charAt(0).toUpperCase() + cut.slice(1);
}

/** When an event was: its moment, its day, or its span. */
export function eventTime({ from, to }: Pick<EventEntry, 'from' | 'to'>): string {
  return from === to ? formatUtcShort(from) : formatSpan(from, to);
}

/** Whether only the days of an event are known: it is studied by the day. */
export function isByDay({ from, to }: Pick<EventEntry, 'from' | 'to'>): boolean {
  return to > from && from % 86_400 === 0 && to % 86_400 === 0;
}
