import { Option } from 'commander';
import type { NetworkName } from '../../consensus/params.ts';
import { formatCounted } from '../../observatory/answers/units.ts';
import { dataDirFrom } from '../../platform/data-dir.ts';
import { epochKnowledge } from '../../platform/epoch-knowledge.ts';
import type { EpochKnowledge } from '../../platform/epoch-knowledge.ts';
import { HeaderStoreError } from '../../platform/header-store-failure.ts';
import { headerStorePath } from '../../platform/header-store.ts';
import { loadHeaderStore } from '../../platform/load-header-store.ts';
import type { LoadedHeaders, StoreProgress } from '../../platform/load-header-store.ts';
import { builtInEpochs } from '../built-in-history.ts';
import { CliError, interruptedError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { folderFlag } from '../flags.ts';
import { describeStoreFailure } from './failure-text.ts';
import { ProgressLine } from './progress-line.ts';

/** The flags that say where headers are kept. */
export interface StoreFlags {
  readonly network: NetworkName;
  readonly datadir?: string;
  readonly json?: boolean;
}

/** `--datadir DIR`. */
export function dataDirOption(): Option {
  return new Option('--datadir <dir>', 'where headers are kept (default: VIGIL_DATADIR, else ~/.vigil)').argParser(
    folderFlag,
  );
}

/** Where the flags' headers are kept. */
export function storePlace(
  context: CliContext,
  flags: StoreFlags,
): { readonly dataDir: string; readonly path: string } {
  const dataDir = dataDirFrom(flags.datadir, context.env);
  return { dataDir, path: headerStorePath(dataDir, flags.network) };
}

/** What Vigil knows of a network's retargets: mainnet's, from 2009 to 2024. */
export function knownEpochs(network: NetworkName): EpochKnowledge | undefined {
  return network === 'mainnet' ? epochKnowledge(builtInEpochs()) : undefined;
}

/**
 * Reads the headers on disk with a line of progress. Says what is wrong at their end.
 *
 * @throws {CliError} When there are none (with what to do), or they can't be read.
 */
export async function loadStore(context: CliContext, flags: StoreFlags): Promise<LoadedHeaders> {
  const loaded = await loadStoreIfThere(context, flags);
  if (loaded === undefined) throw new CliError(emptyStoreText(flags.network, storePlace(context, flags).path));
  return loaded;
}

/** The same, but returns `undefined` when there are none. */
export async function loadStoreIfThere(context: CliContext, flags: StoreFlags): Promise<LoadedHeaders | undefined> {
  const { path } = storePlace(context, flags);
  const { network } = flags;
  const onProgress = loadingProgress(context);
  const loaded = await tellStoreErrors(context, async () =>
    loadHeaderStore({ path, network, onProgress, signal: context.interrupt }),
  );
  const tornBytes = loaded === undefined ? 0 : loaded.sizeBytes - loaded.goodBytes;
  if (tornBytes > 0) {
    context.warn(
      `vigil: ${path} ends in ${formatCounted(tornBytes, 'byte')} that are no whole header (an import is running, or was cut off); all before them is good, and the next import drops them`,
    );
  }
  return loaded;
}

/** What to say where no headers are kept. */
export function emptyStoreText(network: NetworkName, path: string): string {
  return `no headers of ${network} yet (${path}); import some: vigil headers import FILE...`;
}

/** Shows how far reading from disk has come. */
export function loadingProgress(context: CliContext): (progress: StoreProgress) => void {
  const line = new ProgressLine(context, 'reading headers');
  return ({ headers, bytesRead, bytesTotal }) => line.show({ headers, bytesRead, bytesTotal });
}

/** Turns what the store throws into one line for the person. `interrupted` says what was kept. */
export async function tellStoreErrors<Result>(
  context: CliContext,
  work: () => Promise<Result>,
  interrupted: string = 'stopped; nothing was changed',
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HeaderStoreError) throw new CliError(describeStoreFailure(error.failure));
    if (error instanceof DOMException && error.name === 'AbortError') throw interruptedError(interrupted);
    throw error;
  } finally {
    context.progress('');
  }
}
