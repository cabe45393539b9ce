import { EVENT_RECORDS, eventRecord, MAX_OWN_EVENTS, readOwnEvent } from '../observatory/events/own-event.ts';
import type { KnownEvent } from '../observatory/events/known-event.ts';
import type { HistoryStore } from '../ports/history-store.ts';

/** Why an event can't be kept, in words for a person. */
export interface EventRefusal {
  readonly code: 'event-exists' | 'too-many-events' | 'no-such-event' | 'built-in-event';
  readonly message: string;
}

/** One's own events, kept as records of the history. */
export class OwnEvents {
  readonly #history: HistoryStore;
  readonly #builtIn: ReadonlySet<string>;

  /** @param builtIn Events that Vigil brings along: their ids are taken, and they can't be removed. */
  constructor(history: HistoryStore, builtIn: readonly KnownEvent[]) {
    this.#history = history;
    this.#builtIn = new Set(builtIn.map(({ id }) => id));
  }

  /** All that are kept; a record that is none, as another version may have written, is passed over. */
  async list(): Promise<readonly KnownEvent[]> {
    const records = await this.#history.records(EVENT_RECORDS);
    return records.flatMap(({ id, value }) => {
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      const event = readOwnEvent(isObject ? { ...value, id } : value);
      return 'code' in event ? [] : [event];
    });
  }

  /** Keeps events, all or none; one that is kept already, in the same words, is not kept twice. */
  async add(events: readonly KnownEvent[]): Promise<EventRefusal | undefined> {
    const kept = new Map((await this.list()).map((event) => [event.id, event]));
    const fresh = new Map<string, KnownEvent>();
    for (const event of events) {
      const { id } = event;
      const same = kept.get(id) ?? fresh.get(id);
      const isSame = same !== undefined && JSON.stringify(eventRecord(same)) === JSON.stringify(eventRecord(event));
      if (isSame) continue;
      if (same !== undefined || this.#builtIn.has(id)) {
        return {
          code: 'event-exists',
          message: `there is an event "${id}" already; give another id, or remove that one`,
        };
      }
      fresh.set(id, event);
    }
    if (kept.size + fresh.size > MAX_OWN_EVENTS) {
      return {
        code: 'too-many-events',
        message: `at most ${MAX_OWN_EVENTS} own events are kept; ${kept.size} are there`,
      };
    }
    for (const [id, event] of fresh) await this.#history.putRecord(EVENT_RECORDS, id, eventRecord(event));
    return undefined;
  }

  async remove(id: string): Promise<EventRefusal | undefined> {
    if (this.#builtIn.has(id)) return { code: 'built-in-event', message: `"${id}" is built in and can't be removed` };
    const kept = await this.#history.records(EVENT_RECORDS);
    if (!kept.some((record) => record.id === id)) {
      return { code: 'no-such-event', message: `there is no own event "${id.slice(0, 80)}"` };
    }
    await this.#history.putRecord(EVENT_RECORDS, id, undefined);
    return undefined;
  }
}
