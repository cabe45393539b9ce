import { existsSync } from 'node:fs';
import path from 'node:path';
import { dataDirFrom } from '../../platform/data-dir.ts';
import { MemoryHistoryStore } from '../../platform/history/memory-history-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { openHistory } from '../history/history-flag.ts';

/** The flags that say which history prices are read from. */
export interface MarketHistoryFlags {
  readonly datadir?: string;
  readonly history?: string;
}

/**
 * The history that prices are read from: the one named; else the data folder's, where there is one that no other process
 * has open; else an empty one. Who opens it closes it.
 */
export async function historyForReading(context: CliContext, flags: MarketHistoryFlags): Promise<HistoryStore> {
  if (flags.history !== undefined && flags.history !== '')
    return openHistory(context, { ...flags, network: 'mainnet' });
  const folder = path.join(dataDirFrom(flags.datadir, context.env), 'mainnet', 'history');
  if (!existsSync(folder)) return new MemoryHistoryStore();
  try {
    return await openHistory(context, { ...flags, network: 'mainnet' });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.warn(`vigil: the kept prices are left out: ${error.message}`);
    return new MemoryHistoryStore();
  }
}
