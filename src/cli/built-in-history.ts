import { parseBlockTimes, seriesFromBlockTimes } from '../observatory/history/block-times.ts';
import { dayExposures, parseBlocksPerDay } from '../observatory/history/blocks-per-day.ts';
import { parseEpochTable } from '../observatory/history/epoch-table.ts';
import type { EpochTable } from '../observatory/history/epoch-table.ts';
import type { BlockSeries } from '../observatory/series/block-series.ts';
import type { DaySeries } from '../observatory/series/observations.ts';
import { builtInTable, soundTable } from './built-in-table.ts';

/** The history of mainnet that Vigil brings along, checked as it is read. */
export interface BuiltInHistory {
  readonly blocks: BlockSeries;
  readonly days: DaySeries;
  readonly epochs: EpochTable;
}

/** Every retarget of mainnet from 2009 to 2024: proof of work, links and retargets are checked on each reading. */
export function builtInEpochs(): EpochTable {
  return builtInTable('mainnet-epochs.csv', parseEpochTable);
}

/** The block times around January 2022, the blocks of each day, and the epochs that both rest on. */
export function builtInHistory(): BuiltInHistory {
  const epochs = builtInEpochs();
  const times = builtInTable(BLOCK_TIMES, parseBlockTimes);
  const perDay = builtInTable(PER_DAY, parseBlocksPerDay);
  return {
    blocks: soundTable(BLOCK_TIMES, seriesFromBlockTimes(times, epochs)),
    days: soundTable(PER_DAY, dayExposures(perDay, epochs)).series,
    epochs,
  };
}

const BLOCK_TIMES = 'block-times-716112-718559.csv';
const PER_DAY = 'blocks-per-day.csv';
