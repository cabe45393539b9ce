import { parseDailyCloses, parseHourlyPrices } from '../observatory/history/prices.ts';
import type { EventRecords } from '../observatory/report/kazakhstan-2022.ts';
import { builtInCloses, builtInEvents } from './observatory/event-records.ts';
import { builtInTable, builtInTimeline } from './built-in-table.ts';

const HOURLY = 'btc-usd-hourly.csv';
const DAILY = 'daily-close-2021-11-2022-01.csv';
const TIMELINE = 'kazakhstan-2022-timeline.json';

/** Prices, and the event of January 2022 as it was published: tables that Vigil brings along, checked as they are read. */
export function reportHistory(): Required<EventRecords> {
  return {
    prices: {
      ...builtInTable(HOURLY, parseHourlyPrices),
      description: `data/${HOURLY} names the exchange and the collection`,
    },
    closes: builtInTable(DAILY, parseDailyCloses),
    closeHistory: builtInCloses(),
    known: builtInEvents(),
    timeline: builtInTimeline(TIMELINE),
  };
}
