import { shortEventName } from '../../../../src/observatory/events/known-event.ts';
import type { EventEntry } from '../../api/documents.ts';
import { formatIso, formatSpan, formatUtcShort } from '../../format/time.ts';

/** Most characters of a name on a chart. */
const MAX_NAME = 40;

/** An event's name on a chart or in a list; its time where it has none. */
export function shortName(event: { readonly id: string | null; readonly what: string; readonly from: number }): string {
  const name = shortEventName(event).replace(/^the /, '');
  if (name === '') return formatIso(event.from);
  const cut = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1).trimEnd()}…` : name;
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
