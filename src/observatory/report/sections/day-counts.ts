import type { Chosen } from '../../answers/sources.ts';
import { formatDay } from '../../answers/units.ts';
import { estimateTrend } from '../../hashrate/trend.ts';
import { binCounts, DAY_SEC } from '../../series/observations.ts';
import { joinCounts } from '../../series/window-count.ts';
import { counted, shareText, thousands } from '../figures.ts';
import { luckRange } from '../luck-range.ts';
import type { DaysChart, ReportTable } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';
import { periodsWithin, within } from '../report-facts.ts';

/** Blocks of each day with what luck allows; no rows where there are too few or too many days. */
export interface DayCounts {
  readonly rows: DaysChart['days'];
  /** Days outside of what luck allows. */
  readonly outside: readonly DaysChart['days'][number][];
  /** Whether the days are compared with one hashrate, not with a trend. */
  readonly isSteady: boolean;
}

/** Up to this many days, the count of a day is compared with the mean of all; over more, the hashrate is not steady. */
const STEADY_DAYS = 45;
/** Most days that are counted one by one. */
const MAX_DAYS = 2000;

/** Blocks of each whole UTC day, against a steady hashrate or, over long spans, the trend. */
export function dayCounts({ observations, fromSec, toSec }: Chosen, level: number): DayCounts {
  const start = Math.ceil(fromSec / DAY_SEC) * DAY_SEC;
  const counts = binCounts(observations, { fromSec: start, toSec, stepSec: DAY_SEC });
  const isSteady = counts.length <= STEADY_DAYS;
  if (counts.length < 2 || counts.length > MAX_DAYS) return { rows: [], outside: [], isSteady };
  const { blocks, exposure } = joinCounts(counts);
  const hashrates = isSteady
    ? counts.map(() => blocks / exposure)
    : estimateTrend(counts, level).points.map((point) => point.median);
  const rows = counts.map((day, i) => {
    const expected = hashrates[i]! * day.exposure;
    return { day: day.fromSec, blocks: day.blocks, expected, ...luckRange(expected, level) };
  });
  return { rows, outside: rows.filter((day) => day.blocks < day.low || day.blocks > day.high), isSteady };
}

/** How many days lie outside of what luck allows, and how many luck would put there. */
export function daysText({ rows, outside, isSteady }: DayCounts, level: number): string {
  // Counts are whole numbers, so the range is passed somewhat less often than 1 - level.
  const allowed = rows.length * (1 - level);
  const named = outside.map(({ day, blocks }) => `${formatDay(day)} (${blocks})`).join(', ');
  const found =
    outside.length === 0
      ? 'None lies outside'
      : `${thousands(outside.length)} of ${counted(rows.length, 'day')} ${outside.length === 1 ? 'lies' : 'lie'} outside`;
  return (
    `${isSteady ? 'At one steady hashrate, the mean of these days' : 'At the hashrate of the trend'}, luck alone puts the count ` +
    `of ${shareText(level)} of days into the range shown. ${found}${outside.length > 0 && outside.length <= 12 ? `: ${named}` : ''}; ` +
    `luck alone would put about ${allowed < 10 ? Math.round(allowed * 10) / 10 : Math.round(allowed)} there.`
  );
}

/** The counts as a chart. */
export function daysChart({ events, periods, input }: ReportFacts, { rows, outside, isSteady }: DayCounts): DaysChart {
  const fromSec = rows[0]!.day;
  const toSec = rows.at(-1)!.day + DAY_SEC;
  const counts = rows.map((day) => day.blocks);
  return {
    kind: 'chart',
    chart: 'days',
    title: 'Blocks a day, and what luck allows',
    caption: `The band is the range into which luck puts ${shareText(input.level)} of days at ${isSteady ? 'one steady hashrate' : 'the hashrate of the trend'}; days outside are red.`,
    summary:
      `From ${Math.min(...counts)} to ${Math.max(...counts)} blocks were found a day; ${outside.length} of ${rows.length} days lie ` +
      `outside of the range into which luck puts ${shareText(input.level)} of days.`,
    days: rows,
    events: within(events, fromSec, toSec),
    periods: periodsWithin(periods, fromSec, toSec),
  };
}

/** Longest table of days that is printed; charts show longer spans. */
const MAX_DAY_ROWS = 62;

/** The counts as a table. */
export function daysTable({ rows }: DayCounts, level: number): ReportTable {
  const shown = rows.slice(0, MAX_DAY_ROWS);
  const cut = rows.length > shown.length ? ` (the first ${shown.length} of ${rows.length} days)` : '';
  return {
    kind: 'table',
    caption: `Blocks a day, and the range that luck allows with ${shareText(level)} probability${cut}`,
    columns: [
      { key: 'day', label: 'Day (UTC)', type: 'day' },
      { key: 'blocks', label: 'Blocks', type: 'count' },
      { key: 'expected', label: 'Expected', type: 'count' },
      { key: 'low', label: 'From', type: 'count' },
      { key: 'high', label: 'To', type: 'count' },
    ],
    rows: shown,
  };
}
