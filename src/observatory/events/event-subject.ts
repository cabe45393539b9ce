import { parseTime } from '../answers/quantities.ts';
import type { BadQuantity } from '../answers/quantities.ts';
import type { KnownEvent } from './known-event.ts';

/** What a study is asked of: a known event, or a bare time, which has no id and no words. */
export interface EventSubject {
  readonly id?: string;
  readonly fromSec: number;
  readonly toSec: number;
  readonly what: string;
}

/** Reads the id of a known event, or a time; a bare day is that whole day. */
export function eventSubject(text: string, known: readonly KnownEvent[]): EventSubject | BadQuantity {
  const event = known.find(({ id }) => id === text);
  if (event !== undefined) return event;
  const sec = parseTime(text);
  if (typeof sec === 'number') {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
    return { fromSec: sec, toSec: isDay ? sec + 86_400 : sec, what: '' };
  }
  const quoted = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  return {
    code: 'bad-quantity',
    message: `"${quoted}" is neither an event ("vigil events" lists them) nor a time such as 2022-01-05T10:30Z`,
  };
}
