import { isHistoryReject } from '../observatory/history/history-reject.ts';
import type { HistoryReject } from '../observatory/history/history-reject.ts';
import { parseDailyCloses, parseHourlyPrices } from '../observatory/history/prices.ts';
import { parseTimeline } from '../observatory/events/timeline.ts';
import type { EventRecords } from '../observatory/report/kazakhstan-2022.ts';
import { readDataTable } from '../platform/data-folder.ts';
import { builtInCloses, builtInEvents } from './observatory/event-records.ts';
import { CliError } from './cli-error.ts';

const HOURLY = 'btc-usd-hourly.csv';
const DAILY = 'daily-close-2021-11-2022-01.csv';
const TIMELINE = 'kazakhstan-2022-timeline.json';

/** Prices, and the event of January 2022 as it was published: tables that Vigil brings along, checked as they are read. */
export function reportHistory(): Required<EventRecords> {
  const timeline = parseTimeline(readDataTable(TIMELINE));
  if ('code' in timeline) throw damaged(`${TIMELINE}, ${timeline.path || 'the file'}: expected ${timeline.expected}`);
  return {
    prices: sound(HOURLY, parseHourlyPrices(readDataTable(HOURLY))),
    closes: sound(DAILY, parseDailyCloses(readDataTable(DAILY))),
    closeHistory: builtInCloses(),
    known: builtInEvents(),
    timeline,
  };
}

function sound<Table extends object>(name: string, table: Table | HistoryReject): Table {
  if (isHistoryReject(table)) throw damaged(`${name}, line ${table.line}: ${table.code}`);
  return table as Table;
}

/** A table of Vigil's own that does not hold together was damaged after it was installed: nothing rests on it then. */
function damaged(what: string): CliError {
  return new CliError(`data/${what}; the table was damaged after Vigil was installed: install it again`);
}
