import type { EventEntry, EventsDocument } from '../events/events-document.ts';
import { hasHour } from '../events/known-event.ts';
import type { KnownEvent } from '../events/known-event.ts';
import { formatCounted, formatDay, formatUtc } from './units.ts';

/** What of the timeline is asked for: seconds since 1970, open where left out. */
export interface EventsQuestion {
  readonly fromSec?: number;
  readonly toSec?: number;
}

/** Lists the events that touch a span, built in and own, in the order of their starts. */
export function answerEvents(
  events: { readonly builtIn: readonly KnownEvent[]; readonly own: readonly KnownEvent[] },
  { fromSec, toSec }: EventsQuestion,
): EventsDocument {
  const shown = [...events.builtIn, ...events.own]
    .filter((event) => event.fromSec < (toSec ?? Infinity) && event.toSec >= (fromSec ?? -Infinity))
    .sort((a, b) => a.fromSec - b.fromSec || (a.id < b.id ? -1 : 1));
  const own = shown.filter(({ origin }) => origin === 'own').length;
  const days = shown.filter((event) => !hasHour(event)).length;
  return {
    schema: 'vigil.events/1',
    sentence: sentenceOf(shown, own),
    notes:
      days === 0
        ? []
        : [
            `${formatCounted(days, 'event')} known to the day only: ${days === 1 ? 'it is' : 'they are'} studied by the day`,
          ],
    from: fromSec ?? null,
    to: toSec ?? null,
    events: shown.map(entryOf),
  };
}

function sentenceOf(shown: readonly KnownEvent[], own: number): string {
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return 'No event is known in this span; add your own.';
  const [from, to] = [formatDay(first.fromSec), formatDay(last.fromSec)];
  const span = from === to ? `on ${from}` : `from ${from} to ${to}`;
  const owned = own === 0 ? 'none of them your own' : `${own} of them your own`;
  return `${formatCounted(shown.length, 'event')} ${span}, ${owned}.`;
}

function entryOf({ id, fromSec, toSec, what, category, source, origin }: KnownEvent): EventEntry {
  return { id, from: fromSec, to: toSec, what, category, source, origin };
}

/** Writes when an event was: its moment, its day, or its span. */
export function eventTimeText({ from, to }: Pick<EventEntry, 'from' | 'to'>): string {
  if (from === to) return formatUtc(from);
  const isDays = from % 86_400 === 0 && to % 86_400 === 0;
  if (!isDays) return `${formatUtc(from)} to ${formatUtc(to)}`;
  const [first, last] = [from, to - 86_400].map((sec) => formatUtc(sec).slice(0, 10));
  return first === last ? first! : `${first} to ${last}`;
}
