import { parseFomcReleases } from '../../observatory/events/fomc-releases.ts';
import { halvings } from '../../observatory/events/halvings.ts';
import type { EventCategory, KnownEvent } from '../../observatory/events/known-event.ts';
import { parseBlocksPerDay } from '../../observatory/history/blocks-per-day.ts';
import { parseHourlyCloses } from '../../observatory/history/hourly-closes.ts';
import { parseDailyCloses, parseHourlyPrices } from '../../observatory/history/prices.ts';
import { joinCloses } from '../../observatory/market/close-series.ts';
import type { CloseSeries } from '../../observatory/market/close-series.ts';
import type { StudyPrices } from '../../observatory/answers/event-study-answer.ts';
import type { BlockSeries } from '../../observatory/series/block-series.ts';
import type { EventHoldings } from '../../api/events-routes.ts';
import type { ObservatorySources } from '../../observatory/answers/sources.ts';
import { builtInTable, builtInTimeline, damagedTable } from '../built-in-table.ts';

const HOURLY = ['btc-usd-hourly-close-2018-2020.csv', 'btc-usd-hourly-close-2020-2022.csv'] as const;

/** Timelines that studies name events of, and what sort of events each holds. */
const TIMELINES: readonly (readonly [name: string, category: EventCategory])[] = [
  ['china-ban-timeline.json', 'policy'],
  ['kazakhstan-2022-timeline.json', 'outage'],
];

/** Hourly closes of Bitcoin from May 2018 to August 2022; to the cent where the table of January 2022 has them. */
export function builtInCloses(): CloseSeries {
  const [older, newer] = HOURLY.map((name) => builtInTable(name, parseHourlyCloses));
  const exact = builtInTable('btc-usd-hourly.csv', parseHourlyPrices);
  const joined = joinCloses(exact, joinCloses(older!, newer!) ?? older!);
  if (joined === undefined) throw damagedTable(`${HOURLY[0]}: it does not join the tables of the years after it`);
  return joined;
}

/** The prices that studies rest on. */
export function builtInStudyPrices(): Required<Omit<StudyPrices, 'known'>> {
  return {
    hourly: {
      series: builtInCloses(),
      description: "Vigil's built-in hourly closes (Bitstamp, May 2018 to August 2022)",
    },
    daily: {
      closes: builtInTable('daily-close-2018-07-2022-08.csv', parseDailyCloses),
      description: "Vigil's built-in daily closes of eight coins (Yahoo Finance, July 2018 to August 2022)",
    },
  };
}

/** Every built-in event; halvings by the day. */
export function builtInEvents(): readonly KnownEvent[] {
  return [...fixedEvents(), ...halvings({ days: builtInTable('blocks-per-day.csv', parseBlocksPerDay), blocks: [] })];
}

/** What the API answers from; the tables are read once, and halvings follow what the node learns. */
export function eventHoldings(sources: () => ObservatorySources): Omit<EventHoldings, 'history'> {
  const days = builtInTable('blocks-per-day.csv', parseBlocksPerDay);
  const fixed = fixedEvents();
  const blocks = (): BlockSeries[] => {
    const { network, observations } = sources();
    // Heights of other networks are other blocks.
    if (network !== 'mainnet') return [];
    return observations.flatMap(({ series }) => (series.kind === 'blocks' ? [series] : []));
  };
  return { builtIn: () => [...fixed, ...halvings({ days, blocks: blocks() })], prices: builtInStudyPrices() };
}

function fixedEvents(): readonly KnownEvent[] {
  const told = TIMELINES.flatMap(([name, category]) => {
    return builtInTimeline(name).events.flatMap(({ id, ...event }): KnownEvent[] =>
      id === undefined
        ? []
        : [{ id, ...event, category: id.startsWith('btc-') ? 'market' : category, origin: 'built-in' }],
    );
  });
  return [...builtInTable('fomc-releases.csv', parseFomcReleases), ...told];
}
