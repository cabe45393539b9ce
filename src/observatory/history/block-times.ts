import type { BlockSeries } from '../series/block-series.ts';
import { blockSeries } from '../series/block-series.ts';
import { joinAnchoredRuns } from './anchored-runs.ts';
import type { EpochTable } from './epoch-table.ts';
import { EPOCH_BLOCKS, epochAt } from './epoch-table.ts';
import { malformed, parseFactTable } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** Header times of consecutive blocks. */
export interface BlockTimes {
  readonly firstHeight: number;
  /** As the miners wrote them, seconds since 1970: a time may lie before its parent's. */
  readonly timesSec: Float64Array;
  /** Line of the table that each block's time ends on. */
  readonly lines: Int32Array;
}

const FORM = {
  columns: 'height,time,seconds to each next block',
  row: /^(0|[1-9]\d{0,7}),(0|[1-9]\d{0,9}),((?:(?:0|-?[1-9]\d{0,5})(?: (?:0|-?[1-9]\d{0,5}))*)?)$/,
  expected: 'height,time,gaps: integers, gaps parted by one space',
};

/** Parses `data/block-times-*.csv`. */
export function parseBlockTimes(text: string): BlockTimes | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const run = joinAnchoredRuns(table.rows, { step: 1, names: ['height', 'time'], keyFromCell: Number });
  if ('code' in run) return run;
  const timesSec = new Float64Array(run.differences.length + 1);
  const lines = new Int32Array(timesSec.length);
  timesSec[0] = run.firstValue;
  lines[0] = run.lines[0]!;
  run.differences.forEach((gap, i) => {
    timesSec[i + 1] = timesSec[i]! + gap;
    lines[i + 1] = run.lines[i]!;
  });
  return { firstHeight: run.firstKey, timesSec, lines };
}

/**
 * Checks block times against the headers of the epoch table that fall among them, which proof of work vouches for.
 *
 * @returns The first contradiction; `undefined` if there is none.
 */
export function checkBlockTimes(times: BlockTimes, table: EpochTable): HistoryReject | undefined {
  for (const epoch of table.epochs) {
    const ends = [
      [epoch.firstHeight, epoch.firstTimeSec],
      [epoch.firstHeight + EPOCH_BLOCKS - 1, epoch.lastTimeSec],
    ] as const;
    for (const [height, expected] of ends) {
      const i = height - times.firstHeight;
      const found = times.timesSec[i];
      if (expected === undefined || found === undefined || found === expected) continue;
      return { code: 'times-contradict-epochs', line: times.lines[i]!, height, expected, found };
    }
  }
  return undefined;
}

/** Makes the observatory's series of block times: checks them against the epochs, and takes the work from there. */
export function seriesFromBlockTimes(times: BlockTimes, table: EpochTable): BlockSeries | HistoryReject {
  const contradiction = checkBlockTimes(times, table);
  if (contradiction !== undefined) return contradiction;
  const { firstHeight, timesSec } = times;
  const work = new Float64Array(timesSec.length);
  const bits = new Uint32Array(timesSec.length);
  for (let i = 0; i < work.length; i++) {
    const epoch = epochAt(table, firstHeight + i);
    if (epoch === undefined)
      return malformed(times.lines[i]!, 'a height whose difficulty is known', `${firstHeight + i}`);
    work[i] = epoch.work;
    bits[i] = epoch.bits;
  }
  return blockSeries({ firstHeight, timesSec, work, bits, timeSource: 'header' });
}
