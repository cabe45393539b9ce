import type { EpochTable } from '../../src/observatory/history/epoch-table.ts';
import { EPOCH_BLOCKS } from '../../src/observatory/history/epoch-table.ts';
import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import { expect, sourceRows } from './source-csv.ts';
import { anchoredRows, tableText } from './table-text.ts';

const NAME = 'timestamps/daily_block_count_2009_2025.csv';

/** Makes `blocks-per-day.csv`: a row a month. Only the counts are taken; the heights follow from them and the epochs. */
export function makeBlocksPerDay(read: (name: string) => string, epochs: EpochTable): string {
  const source = sourceRows(NAME, read(NAME), 'DateTime,Blocks Per Day,Height');
  const daysSec = source.map(([date]) => daySecFromDate(date ?? ''));
  const counts = source.map(([, count]) => Number(count));
  expect(
    counts.every((count) => Number.isInteger(count) && count >= 0),
    NAME,
    'whole numbers of blocks',
  );
  expect(
    daysSec.every((sec, i) => sec === daysSec[0]! + i * DAY_SEC),
    NAME,
    'consecutive days, each once',
  );
  const firstDaySec = daysSec[0]!;
  const firstHeight = fitFirstHeight({ firstDaySec, counts }, epochs);
  const isoDay = (index: number): string => new Date((firstDaySec + index * DAY_SEC) * 1000).toISOString().slice(0, 10);
  return tableText(
    {
      title: 'Bitcoin mainnet, blocks per UTC day (by header time), 2009-08-11 to 2025-04-16',
      source: 'github.com/Hotstopper/btc_halving at b28b696f9a3a, data/blocks.csv, its counts only',
      licence: 'none stated by the source; counts of public blocks, taken as facts',
      checked: `${counts.length} days, no gap, none twice; ${firstHeight} is the only height of the first block for which every header of mainnet-epochs.csv in these years falls on its own day, so no day contradicts them and none was dropped; the source's own heights run 6 too high and are left out; a month a row, height = first block of the day`,
    },
    'day,height,blocks on it and on each next day',
    anchoredRows({
      firstValue: firstHeight,
      differences: counts,
      keyText: isoDay,
      isRowStart: (index) => isoDay(index).endsWith('-01'),
    }),
  );
}

/** Finds the one height of the first counted block with which all headers of the epochs fall on the day of their time. */
function fitFirstHeight(
  days: { readonly firstDaySec: number; readonly counts: readonly number[] },
  epochs: EpochTable,
): number {
  let before = 0;
  const cumulative = [0, ...days.counts.map((count) => (before += count))];
  let lowest = 0;
  let highest = Infinity;
  for (const { firstHeight, firstTimeSec, lastTimeSec } of epochs.epochs) {
    for (const [height, timeSec] of [
      [firstHeight, firstTimeSec],
      [firstHeight + EPOCH_BLOCKS - 1, lastTimeSec],
    ] as const) {
      const day = Math.floor(((timeSec ?? -Infinity) - days.firstDaySec) / DAY_SEC);
      if (!(day >= 0 && day < days.counts.length)) continue;
      lowest = Math.max(lowest, height - cumulative[day + 1]! + 1);
      highest = Math.min(highest, height - cumulative[day]!);
    }
  }
  expect(lowest === highest, NAME, `one height to fit all headers, found ${lowest} to ${highest}`);
  return lowest;
}

/** Midnight UTC of a date written as d/m/yyyy. */
function daySecFromDate(date: string): number {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date);
  expect(parts !== null, NAME, `dates as d/m/yyyy, found "${date}"`);
  return Date.UTC(Number(parts[3]), Number(parts[2]) - 1, Number(parts[1])) / 1000;
}
