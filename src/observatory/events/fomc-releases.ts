import { malformed, parseFactTable } from '../history/fact-table.ts';
import type { HistoryReject } from '../history/history-reject.ts';
import { utcOfEastern } from './eastern-time.ts';
import type { KnownEvent } from './known-event.ts';

const FORM = {
  columns: 'day,time,kind',
  row: /^(\d{4}-\d{2}-\d{2}),(\d{2}:\d{2}),(statement|minutes|unscheduled)$/,
  expected: 'day (YYYY-MM-DD), time in Washington (HH:MM), and statement, minutes or unscheduled',
};

const WHAT: Readonly<Record<string, string>> = {
  statement: 'the Federal Open Market Committee ends its meeting and releases its statement',
  minutes: 'the minutes of the Federal Open Market Committee are released',
  unscheduled: 'the Federal Open Market Committee acts between its meetings and says so',
};

/** Parses `data/fomc-releases.csv`: what the Federal Reserve released at which hour of Washington, as moments in UTC. */
export function parseFomcReleases(text: string): readonly KnownEvent[] | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const events: KnownEvent[] = [];
  for (const { line, cells } of table.rows) {
    const [day, time, kind] = cells as [string, string, string];
    const atSec = utcOfEastern(day, time);
    if (atSec === undefined) return malformed(line, 'a time that exists, from 2007 on', `${day} ${time}`);
    if (atSec < (events.at(-1)?.fromSec ?? 0)) return malformed(line, 'rows in the order of their times', day);
    events.push({
      id: `fomc-${kind}-${day}`,
      fromSec: atSec,
      toSec: atSec,
      what: WHAT[kind]!,
      category: 'central-bank',
      source: `Federal Reserve, ${time} in Washington`,
      origin: 'built-in',
    });
  }
  return events;
}
