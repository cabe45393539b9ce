import { InvalidArgumentError, Option } from 'commander';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import type { NetworkName } from '../../consensus/params.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { dataDirFrom } from '../../platform/data-dir.ts';
import { ChainStoreError } from '../../platform/chain-folder/chain-store-failure.ts';
import { chainPaths, isChainThere } from '../../platform/chain-folder/chain-paths.ts';
import { DEFAULT_DB_CACHE_MIB, MIN_DB_CACHE_MIB, openChain } from '../../platform/chain-folder/open-chain.ts';
import type { OpenChainOptions } from '../../platform/chain-folder/open-chain.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { availableCores } from '../../platform/cores.ts';
import { MAX_SCRIPT_THREADS } from '../../platform/script-pool/script-pool.ts';
import { CliError, interruptedError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { describeChainStoreFailure, describeDamage } from './failure-text.ts';

/** The flags that say where a chain is kept, and with what means it is worked on. */
export interface ChainFlags {
  readonly network: NetworkName;
  readonly datadir?: string;
  readonly dbcache: number;
  readonly par: number;
  readonly json?: boolean;
}

/** `--datadir DIR`. */
export function chainDirOption(): Option {
  return new Option('--datadir <dir>', 'where the chain is kept (default: VIGIL_DATADIR, else ~/.vigil)');
}

/** `--dbcache MIB`. */
export function dbCacheOption(): Option {
  return new Option('--dbcache <mib>', 'memory for coins, in MiB')
    .argParser((text) => wholeNumber(text, MIN_DB_CACHE_MIB, 1_000_000))
    .default(DEFAULT_DB_CACHE_MIB);
}

/** `--par N`. */
export function threadsOption(): Option {
  return new Option('--par <n>', 'threads that check scripts; 0: one for each core')
    .argParser((text) => wholeNumber(text, 0, MAX_SCRIPT_THREADS))
    .default(0);
}

/** Source: Bitcoin Core's `MIN_DISK_SPACE_FOR_BLOCK_FILES`. */
const MIN_PRUNE_MIB = 550;

/** `--prune MIB`. */
export function pruneOption(): Option {
  return new Option(
    '--prune <mib>',
    'delete the oldest block files when they take more, but not of the last 288 blocks',
  ).argParser((text) => wholeNumber(text, MIN_PRUNE_MIB, 1_000_000_000));
}

/** A whole number in a range, else one line with exit code 2. */
export function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`"${text}" is no whole number from ${least} to ${most}.`);
}

/**
 * Opens the chain that the flags name.
 *
 * @param options.mayCreate Whether there need not be one yet.
 * @throws {CliError} One line that says what is wrong and what to do.
 */
export async function openFlaggedChain(
  context: CliContext,
  flags: ChainFlags,
  options: Pick<OpenChainOptions, 'assumeValid' | 'reindex' | 'params' | 'scriptCacheBytes'> & {
    readonly mayCreate: boolean;
  },
): Promise<OpenChain> {
  const dataDir = dataDirFrom(flags.datadir, context.env);
  const { network } = flags;
  const { mayCreate, ...others } = options;
  if (!mayCreate && !isChainThere(dataDir, network)) {
    const { folder } = chainPaths(dataDir, network);
    throw new CliError(`no chain of ${network} yet (${folder}); import one: vigil chain import FILE...`);
  }
  const threads = flags.par === 0 ? Math.min(availableCores(), MAX_SCRIPT_THREADS) : flags.par;
  const opened = await tellChainErrors(async () =>
    openChain({
      dataDir,
      network,
      dbCacheMib: flags.dbcache,
      threads,
      ...others,
      signal: context.interrupt,
    }),
  );
  if (opened.droppedBytes > 0) {
    context.warn(
      `vigil: dropped ${formatCount(opened.droppedBytes)} bytes at the end of block files, written before the last run was stopped and not committed; they are read again from where they came`,
    );
  }
  return opened;
}

/** Turns what the chain throws into one line for the person. */
export async function tellChainErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ChainStoreError) throw new CliError(describeChainStoreFailure(error.failure));
    if (error instanceof StorageDamageError) throw new CliError(describeDamage(error.damage));
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw interruptedError('stopped; nothing was changed');
    }
    throw error;
  }
}
