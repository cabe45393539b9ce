import { existsSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import type { NetworkName } from '../../consensus/params.ts';
import { dataDirFrom } from '../../platform/data-dir.ts';
import { LevelHistoryStore } from '../../platform/history/level-history-store.ts';
import { MemoryHistoryStore } from '../../platform/history/memory-history-store.ts';
import { isPostgresUrl, parsePostgresUrl } from '../../platform/history/postgres/place.ts';
import { PostgresHistoryStore } from '../../platform/history/postgres/postgres-history-store.ts';
import { RemoteHistoryStore } from '../../platform/history/server/remote-history-store.ts';
import { readServerFile } from '../../platform/history/server/server-file.ts';
import { HistoryStoreError } from '../../ports/history-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';

/** The flags that say where the history is kept. */
export interface HistoryFlags {
  readonly network: NetworkName;
  readonly datadir?: string;
  readonly history?: string;
}

/** `--history PLACE`. Not shown in messages: it may hold a password. */
export function historyOption(): Option {
  return new Option(
    '--history <place>',
    'where series and alerts are kept: a folder, postgres://USER@HOST/DATABASE, or memory (default: the folder "history" of the network)',
  ).env('VIGIL_HISTORY');
}

/**
 * Opens the history to look into it: nothing is made on disk where none was kept yet.
 *
 * @throws {CliError} When it can't be opened.
 */
export async function openHistoryToRead(context: CliContext, flags: HistoryFlags): Promise<HistoryStore> {
  const isKept = flags.history !== undefined || existsSync(usualPlace(context, flags));
  return openHistory(context, isKept ? flags : { ...flags, history: 'memory' });
}

function usualPlace(context: CliContext, { datadir, network }: HistoryFlags): string {
  return path.join(dataDirFrom(datadir, context.env), network, 'history');
}

/**
 * Opens the history; where a `vigil serve` of this machine has it open, that one is asked for it, which is said in a line. Who
 * opens it closes it.
 *
 * @throws {CliError} When it can't be opened.
 */
export async function openHistory(context: CliContext, flags: HistoryFlags): Promise<HistoryStore> {
  return open(context, flags, async (folder, inUse) => {
    const server = await readServerFile(folder);
    const remote = server === undefined ? undefined : await RemoteHistoryStore.reach(server);
    if (server === undefined || remote === undefined) throw inUse;
    context.warn(`vigil: vigil serve (process ${server.pid}) has the history open; asking it, at ${server.url}`);
    return remote;
  });
}

/** Opens the history for this process alone. Who opens it closes it. @throws {CliError} When it can't be opened. */
export async function openOwnHistory(context: CliContext, flags: HistoryFlags): Promise<HistoryStore> {
  return open(context, flags, (_, inUse) => Promise.reject(inUse));
}

/** @param whenInUse What to do about a folder that another process has open. */
async function open(
  context: CliContext,
  flags: HistoryFlags,
  whenInUse: (folder: string, inUse: HistoryStoreError) => Promise<HistoryStore>,
): Promise<HistoryStore> {
  const { network, history } = flags;
  const openFolder = async (folder: string): Promise<HistoryStore> => {
    try {
      return await LevelHistoryStore.open(folder);
    } catch (error) {
      if (error instanceof HistoryStoreError && error.code === 'in-use') return whenInUse(folder, error);
      throw error;
    }
  };
  try {
    if (history === undefined || history === '') {
      return await openFolder(usualPlace(context, flags));
    }
    if (history === 'memory') return new MemoryHistoryStore();
    if (!isPostgresUrl(history)) return await openFolder(path.resolve(history));
    const place = parsePostgresUrl(history, context.env);
    if ('code' in place) throw usageError(`--history: ${place.message}`);
    return await PostgresHistoryStore.open(place, `vigil_${network}`);
  } catch (error) {
    if (error instanceof HistoryStoreError) throw new CliError(error.message);
    throw error;
  }
}
