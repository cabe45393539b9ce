import type { JsonValue } from '../../ports/history-store.ts';
import { EVENT_CATEGORIES, EVENT_ID, MAX_EVENT_TEXT } from './known-event.ts';
import type { EventCategory, KnownEvent } from './known-event.ts';
import { RecordReader } from './record-reader.ts';
import type { TimelineReject } from './record-reader.ts';

/** Most events of one's own that are kept. */
export const MAX_OWN_EVENTS = 2000;

/** The kind of record that they are kept as. */
export const EVENT_RECORDS = 'event';

const OWN_SOURCE = 'your own';

/** What a reader gives of an event; the rest is filled in. Times in seconds since 1970. */
export interface GivenEvent {
  readonly id?: string;
  readonly fromSec: number;
  readonly toSec: number;
  readonly what: string;
  readonly category?: EventCategory;
  readonly source?: string;
}

/** Makes an own event, with an id from its words and day where none was given. */
export function ownEvent(given: GivenEvent): KnownEvent {
  const { fromSec, toSec, category = 'other', source = OWN_SOURCE } = given;
  const what = given.what.trim().slice(0, MAX_EVENT_TEXT);
  return { id: given.id ?? idFor(what, fromSec), fromSec, toSec, what, category, source, origin: 'own' };
}

/** Writes an event as its record, and as an entry of a JSON file that can be imported: times to the minute, in UTC. */
export function eventRecord(event: KnownEvent): JsonValue {
  const { fromSec, toSec, what, category, source } = event;
  return { from: timeText(event, fromSec), to: timeText(event, toSec), what, category, source };
}

/**
 * Reads an event: `{ "from": "2022-01-05T10:30Z", "what": "..." }`, and if wanted `id`, `to`, `category`, `source`. A
 * `from` without an hour, and no `to`, is the whole day.
 *
 * @param path Where it stands, for the reject.
 */
export function readOwnEvent(value: unknown, path = ''): KnownEvent | TimelineReject {
  const rejects: TimelineReject[] = [];
  const reader = new RecordReader(value, path, rejects);
  const event = readEvent(reader);
  reader.checkAllRead();
  return rejects[0] ?? event;
}

/** Reads a JSON file of events: a list of them, or an object with such a list in `events`. */
export function parseEventsJson(text: string): readonly KnownEvent[] | TimelineReject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const expected = `JSON (${error instanceof Error ? error.message : String(error)})`;
    return { code: 'timeline-malformed', path: '', expected };
  }
  const rejects: TimelineReject[] = [];
  const isList = Array.isArray(value);
  const reader = new RecordReader(isList ? { events: value } : value, '', rejects);
  const events = reader.records('events', readEvent);
  reader.checkAllRead();
  return rejects[0] ?? events;
}

function readEvent(reader: RecordReader): KnownEvent {
  const fromSec = reader.time('from');
  const toSec = reader.has('to') ? reader.endTime('to') : reader.endTime('from');
  if (toSec < fromSec) reader.refuse('to', 'a time not before "from"');
  return ownEvent({
    ...(reader.has('id') ? { id: reader.text('id', EVENT_ID) } : {}),
    fromSec,
    toSec,
    what: reader.text('what', /\S/),
    ...(reader.has('category') ? { category: reader.oneOf('category', EVENT_CATEGORIES) } : {}),
    ...(reader.has('source') ? { source: reader.text('source', /\S/) } : {}),
  });
}

/** `2022-01-05T10:30Z`; days stay days: the last one of a span is named, not the midnight that ends it. */
function timeText({ fromSec, toSec }: KnownEvent, timeSec: number): string {
  const isDays = toSec > fromSec && fromSec % 86_400 === 0 && toSec % 86_400 === 0;
  if (isDays) return new Date((timeSec === toSec ? toSec - 86_400 : timeSec) * 1000).toISOString().slice(0, 10);
  return `${new Date(timeSec * 1000).toISOString().slice(0, 16)}Z`;
}

/** Words of lower-case letters and digits with the day: `hack-of-an-exchange-2022-01-05`. */
function idFor(what: string, fromSec: number): string {
  const words = what
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  return `${words === '' ? 'event' : words}-${new Date(fromSec * 1000).toISOString().slice(0, 10)}`;
}
