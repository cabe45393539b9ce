import type { EventCategory } from './known-event.ts';

/** One event of the timeline. Times in seconds since 1970. */
export interface EventEntry {
  readonly id: string;
  readonly from: number;
  /** Equal to `from` for a moment. */
  readonly to: number;
  readonly what: string;
  readonly category: EventCategory;
  readonly source: string;
  readonly origin: 'built-in' | 'own';
}

/** The timeline: `vigil events --json`, `GET /api/v1/events`. */
export interface EventsDocument {
  readonly schema: 'vigil.events/1';
  readonly sentence: string;
  readonly notes: readonly string[];
  /** The span that was asked for; `null` where it is open. */
  readonly from: number | null;
  readonly to: number | null;
  /** In the order of their starts. */
  readonly events: readonly EventEntry[];
}
