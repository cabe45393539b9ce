import type { EventEntry } from '../../api/documents.ts';
import type { Table } from '../../charts/plot.ts';
import { formatIso } from '../../format/time.ts';
import { eventTime } from './words.ts';

/** All events as a table, in the order of their times. */
export function timelineTable(events: readonly EventEntry[]): Table {
  return {
    caption: 'Events, times in UTC',
    columns: ['When (UTC)', 'What', 'Kind', 'Source'].map((label) => ({ label, numeric: false })),
    length: events.length,
    row(k) {
      const event = events[k]!;
      const what = event.what.charAt(0).toUpperCase() + event.what.slice(1);
      return [eventTime(event), what, event.category.replaceAll('-', ' '), event.source];
    },
    csvColumns: ['from_utc', 'to_utc', 'id', 'what', 'category', 'origin', 'source'],
    csvRow(k) {
      const { from, to, id, what, category, origin, source } = events[k]!;
      return [formatIso(from), formatIso(to), id, what, category, origin, source];
    },
  };
}
