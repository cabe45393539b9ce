import { icsLines, icsText, reject } from './ics-lines.ts';
import type { IcsLine, IcsReject } from './ics-lines.ts';
import { icsDuration, icsTime } from './ics-time.ts';
import type { ZoneOffset } from './ics-time.ts';
import type { KnownEvent } from './known-event.ts';
import { MAX_OWN_EVENTS, ownEvent } from './own-event.ts';

export type { IcsReject } from './ics-lines.ts';

/** The events of a calendar, and what of it was not taken. */
export interface IcsEvents {
  readonly events: readonly KnownEvent[];
  /** For a reader: `2 events repeat: only the first time of each was taken`. */
  readonly notes: readonly string[];
}

/** Deepest nesting of components: an alarm in an event in a calendar is 3. */
const MAX_DEPTH = 8;

/**
 * Reads the events of a calendar file (iCalendar, RFC 5545): `SUMMARY`, `DTSTART`, `DTEND` or `DURATION`. Of events that
 * repeat the first time is taken; to-dos, journals and alarms are passed over.
 *
 * @param offsetSec Where the clocks of time zones are known.
 */
export function parseIcs(text: string, offsetSec: ZoneOffset): IcsEvents | IcsReject {
  const lines = icsLines(text);
  if ('code' in lines) return lines;
  if (lines[0]?.name !== 'BEGIN' || lines[0].value.toUpperCase() !== 'VCALENDAR') {
    return reject(1, 'a calendar begins with BEGIN:VCALENDAR');
  }
  const events: KnownEvent[] = [];
  const open: string[] = [];
  let repeating = 0;
  let found: Map<string, IcsLine> | undefined;
  for (const line of lines) {
    const value = line.value.trim().toUpperCase();
    if (line.name === 'BEGIN') {
      if (open.push(value) > MAX_DEPTH) return reject(line.line, `components lie more than ${MAX_DEPTH} deep`);
      if (value === 'VEVENT') found = new Map();
      continue;
    }
    if (line.name !== 'END') {
      if (open.at(-1) === 'VEVENT' && !found!.has(line.name)) found!.set(line.name, line);
      continue;
    }
    if (open.pop() !== value) return reject(line.line, `END:${line.value.slice(0, 40)} ends what was not begun`);
    if (value !== 'VEVENT') continue;
    if (events.length >= MAX_OWN_EVENTS) return reject(line.line, `more than ${MAX_OWN_EVENTS} events`);
    const event = eventOf(found!, line.line, offsetSec);
    if ('code' in event) return event;
    events.push(event);
    if (found!.has('RRULE') || found!.has('RDATE')) repeating++;
  }
  if (open.length > 0) return reject(lines.at(-1)!.line, `the file ends within ${open.at(-1)}: it was cut off`);
  const notes = repeating === 0 ? [] : [`${repeating} of the events repeat: only the first time of each was taken`];
  return { events, notes };
}

function eventOf(found: ReadonlyMap<string, IcsLine>, endLine: number, offsetSec: ZoneOffset): KnownEvent | IcsReject {
  const start = found.get('DTSTART');
  if (start === undefined) return reject(endLine, 'the event that ends here has no DTSTART');
  const from = icsTime(start, offsetSec);
  if ('code' in from) return from;
  const toSec = endSec(found, from, offsetSec);
  if (typeof toSec !== 'number') return toSec;
  const what = icsText(found.get('SUMMARY')?.value ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return ownEvent({
    // Own events are kept to the minute.
    fromSec: Math.floor(from.sec / 60) * 60,
    toSec: Math.floor(toSec / 60) * 60,
    what: what === '' ? 'event without a summary' : what,
    source: 'imported calendar',
  });
}

/** `DTEND` is exclusive; without it and without a duration, a day lasts a day and a moment is a moment. */
function endSec(
  found: ReadonlyMap<string, IcsLine>,
  from: { readonly sec: number; readonly isDay: boolean },
  offsetSec: ZoneOffset,
): number | IcsReject {
  const [end, duration] = [found.get('DTEND'), found.get('DURATION')];
  if (end !== undefined) {
    const to = icsTime(end, offsetSec);
    if ('code' in to) return to;
    return to.sec < from.sec ? reject(end.line, 'DTEND lies before DTSTART') : to.sec;
  }
  if (duration !== undefined) {
    const seconds = icsDuration(duration);
    return typeof seconds === 'number' ? from.sec + seconds : seconds;
  }
  return from.isDay ? from.sec + 86_400 : from.sec;
}
