import { DAY_SEC } from '../series/observations.ts';
import type { DaySeries } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import { joinAnchoredRuns } from './anchored-runs.ts';
import type { EpochTable } from './epoch-table.ts';
import { EPOCH_BLOCKS, exposureBetween } from './epoch-table.ts';
import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** Blocks counted on each of many consecutive UTC days. */
export interface BlocksPerDay {
  /** Midnight UTC that starts the first day, seconds since 1970. */
  readonly firstDaySec: number;
  readonly counts: Int32Array;
  /** Height of the first block of each day, and of the day after the last: one longer than `counts`. */
  readonly firstHeights: Int32Array;
  /** Line of the table that each day stands on. */
  readonly lines: Int32Array;
}

const FORM = {
  columns: 'day,height,blocks on it and on each next day',
  row: /^(\d{4}-\d{2}-\d{2}),(0|[1-9]\d{0,7}),((?:(?:0|[1-9]\d{0,3})(?: (?:0|[1-9]\d{0,3}))*)?)$/,
  expected: 'day,height,counts: YYYY-MM-DD, then integers, counts parted by one space',
};

/** Parses `data/blocks-per-day.csv`. */
export function parseBlocksPerDay(text: string): BlocksPerDay | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const run = joinAnchoredRuns(table.rows, { step: DAY_SEC, names: ['day', 'height'], keyFromCell: utcSec });
  if ('code' in run) return run;
  const firstHeights = new Int32Array(run.differences.length + 1);
  firstHeights[0] = run.firstValue;
  run.differences.forEach((count, i) => (firstHeights[i + 1] = firstHeights[i]! + count));
  return { firstDaySec: run.firstKey, counts: run.differences, firstHeights, lines: run.lines };
}

/**
 * Checks the counts against the epoch table: each header that proof of work vouches for has to fall among the heights
 * that the counts give the day of its header time.
 *
 * Exact as long as no header time runs backwards over midnight next to one of the epochs' headers; in the table that
 * Vigil ships none does.
 *
 * @returns The first contradiction; `undefined` if there is none.
 */
export function checkBlocksPerDay(days: BlocksPerDay, table: EpochTable): HistoryReject | undefined {
  for (const epoch of table.epochs) {
    const ends = [
      [epoch.firstHeight, epoch.firstTimeSec],
      [epoch.firstHeight + EPOCH_BLOCKS - 1, epoch.lastTimeSec],
    ] as const;
    for (const [height, timeSec] of ends) {
      if (timeSec === undefined || timeSec < days.firstDaySec) continue;
      const day = Math.floor((timeSec - days.firstDaySec) / DAY_SEC);
      if (day >= days.counts.length) continue;
      const firstHeightOfDay = days.firstHeights[day]!;
      const firstHeightOfNextDay = days.firstHeights[day + 1]!;
      if (firstHeightOfDay <= height && height < firstHeightOfNextDay) continue;
      const line = days.lines[day]!;
      return { code: 'days-contradict-epochs', line, height, firstHeightOfDay, firstHeightOfNextDay };
    }
  }
  return undefined;
}

/** Counts with their exposure, and what had to be left out. */
export interface DayExposures {
  readonly series: DaySeries;
  /** Why the days from `fromSec` on are left out; `undefined` when none is. */
  readonly excluded: { readonly fromSec: number; readonly days: number; readonly reason: string } | undefined;
}

/**
 * Gives each day its exposure: the sum over its pieces of seconds / work, cut at the retargets.
 *
 * Days on which blocks beyond the last known difficulty may have been found are left out.
 *
 * @returns At least one day; a reject when there is none, or when counts and epochs contradict each other.
 */
export function dayExposures(days: BlocksPerDay, table: EpochTable): DayExposures | HistoryReject {
  const contradiction = checkBlocksPerDay(days, table);
  if (contradiction !== undefined) return contradiction;
  const unknownHeight = table.epochs.length * EPOCH_BLOCKS;
  const series: WindowCount[] = [];
  for (let i = 0; i < days.counts.length && days.firstHeights[i + 1]! < unknownHeight; i++) {
    const fromSec = days.firstDaySec + i * DAY_SEC;
    const toSec = fromSec + DAY_SEC;
    series.push({ fromSec, toSec, blocks: days.counts[i]!, exposure: exposureBetween(table, fromSec, toSec) });
  }
  if (series.length === 0) return malformed(days.lines[0]!, 'a day whose difficulty is known', 'none');
  const left = days.counts.length - series.length;
  const fromSec = days.firstDaySec + series.length * DAY_SEC;
  const reason = `the difficulty from height ${unknownHeight} on is not in the epoch table`;
  return { series: { kind: 'days', days: series }, excluded: left === 0 ? undefined : { fromSec, days: left, reason } };
}
