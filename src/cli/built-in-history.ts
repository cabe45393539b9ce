import { parseBlockTimes, seriesFromBlockTimes } from '../observatory/history/block-times.ts';
import { dayExposures, parseBlocksPerDay } from '../observatory/history/blocks-per-day.ts';
import { parseEpochTable } from '../observatory/history/epoch-table.ts';
import type { EpochTable } from '../observatory/history/epoch-table.ts';
import { isHistoryReject } from '../observatory/history/history-reject.ts';
import type { HistoryReject } from '../observatory/history/history-reject.ts';
import type { BlockSeries } from '../observatory/series/block-series.ts';
import type { DaySeries } from '../observatory/series/observations.ts';
import { readDataTable } from '../platform/data-folder.ts';
import { CliError } from './cli-error.ts';

/** The history of mainnet that Vigil brings along, checked as it is read. */
export interface BuiltInHistory {
  readonly blocks: BlockSeries;
  readonly days: DaySeries;
  readonly epochs: EpochTable;
}

/** Every retarget of mainnet from 2009 to 2024: proof of work, links and retargets are checked on each reading. */
export function builtInEpochs(): EpochTable {
  return soundTable('mainnet-epochs.csv', parseEpochTable(readDataTable('mainnet-epochs.csv')));
}

/** The block times around January 2022, the blocks of each day, and the epochs that both rest on. */
export function builtInHistory(): BuiltInHistory {
  const epochs = builtInEpochs();
  const times = soundTable(BLOCK_TIMES, parseBlockTimes(readDataTable(BLOCK_TIMES)));
  const perDay = soundTable(PER_DAY, parseBlocksPerDay(readDataTable(PER_DAY)));
  return {
    blocks: soundTable(BLOCK_TIMES, seriesFromBlockTimes(times, epochs)),
    days: soundTable(PER_DAY, dayExposures(perDay, epochs)).series,
    epochs,
  };
}

const BLOCK_TIMES = 'block-times-716112-718559.csv';
const PER_DAY = 'blocks-per-day.csv';

/** A table of Vigil's own that does not hold together was damaged after it was installed: nothing rests on it then. */
function soundTable<Table extends object>(name: string, table: Table | HistoryReject): Table {
  if (!isHistoryReject(table)) return table as Table;
  throw new CliError(
    `data/${name}, line ${table.line}: ${table.code}; the table was damaged after Vigil was installed: install it again`,
  );
}
