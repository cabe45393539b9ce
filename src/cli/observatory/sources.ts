import { readFile, stat } from 'node:fs/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { NetworkName } from '../../consensus/params.ts';
import type { ObservatorySources } from '../../observatory/answers/sources.ts';
import { formatCount, formatUtc } from '../../observatory/answers/units.ts';
import { bitsAtHeight, EPOCH_BLOCKS } from '../../observatory/history/epoch-table.ts';
import type { EpochTable } from '../../observatory/history/epoch-table.ts';
import { blockSeries } from '../../observatory/series/block-series.ts';
import type { BlockSeries, TimeSource } from '../../observatory/series/block-series.ts';
import { coverage } from '../../observatory/series/observations.ts';
import { parseBlockTimesCsv } from '../../observatory/series/block-times-csv.ts';
import { workFromBits } from '../../primitives/work.ts';
import { dataDirFrom } from '../../platform/data-dir.ts';
import { epochKnowledge } from '../../platform/epoch-knowledge.ts';
import { headerStorePath } from '../../platform/header-store.ts';
import { HeaderStoreError } from '../../platform/header-store-failure.ts';
import type { AnchorRequest } from '../../platform/import-headers.ts';
import { loadHeaderStore } from '../../platform/load-header-store.ts';
import { columnsOf, readHeaderColumns } from '../../platform/read-header-columns.ts';
import type { HeaderColumns } from '../../platform/read-header-columns.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { builtInEpochs, builtInHistory } from '../built-in-history.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { folderFlag, networkOption } from '../flags.ts';
import { anchorOption } from '../headers/anchor-flag.ts';
import { describeHeaderFailure, describeStoreFailure } from '../headers/failure-text.ts';

/** The flags that say where blocks come from; shared by every command of the observatory. */
export interface SourceFlags {
  readonly network: NetworkName;
  readonly headers?: readonly string[];
  readonly anchor?: AnchorRequest;
  readonly times?: string;
  readonly datadir?: string;
}

/** How the chain that the node keeps is called. */
export const OWN_CHAIN = "the node's own chain";

/** Largest file of block times: a million rows are about 25 MB. */
const MAX_TIMES_BYTES = 64 * 1024 * 1024;

/** Adds `--network`, `--headers`, `--anchor`, `--times` and `--datadir` to a command. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(networkOption())
    .addOption(new Option('--headers <file...>', 'read headers from these files (80-byte runs, hex lines, blk*.dat)'))
    .addOption(anchorOption())
    .addOption(new Option('--times <file>', 'read block times from a CSV with columns height,time[,bits]'))
    .addOption(
      new Option('--datadir <dir>', "where the node's own chain is kept (default: ~/.vigil)").argParser(folderFlag),
    );
}

/**
 * Finds what to answer from: the files given; else the node's own chain, when there is one; else, on mainnet, the
 * history that Vigil brings along.
 */
export async function observatorySources(context: CliContext, flags: SourceFlags): Promise<ObservatorySources> {
  if (flags.headers !== undefined && flags.times !== undefined) {
    throw usageError('give --headers or --times, not both');
  }
  if (flags.anchor !== undefined && flags.headers === undefined) {
    throw usageError('--anchor says where the files of --headers begin; give those too');
  }
  if (flags.times !== undefined) return fromTimesFile(flags.times, flags.network);
  if (flags.headers !== undefined) return fromHeaderFiles(context, { ...flags, headers: flags.headers });
  return fromOwnChain(context, flags);
}

async function fromTimesFile(path: string, network: NetworkName): Promise<ObservatorySources> {
  const table = parseBlockTimesCsv(await readTimesFile(path));
  if ('code' in table) throw new CliError(`${path}, line ${table.line}: ${table.message}`);
  const epochs = network === 'mainnet' ? builtInEpochs() : undefined;
  const bits = table.bits ?? bitsFromEpochs(table, { path, epochs, network });
  return sourcesFromColumns({ ...table, bits }, { network, description: path, timeSource: table.timeSource, epochs });
}

async function readTimesFile(path: string): Promise<string> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw new CliError(`${path} is a folder; name the CSV file in it`);
    if (!info.isFile()) throw new CliError(`${path} is not a regular file`);
    if (info.size > MAX_TIMES_BYTES) {
      const size = `${formatCount(info.size / 2 ** 20)} MiB`;
      throw new CliError(
        `${path} has ${size}, over the 64 MiB that block times may have; cut it to the heights needed`,
      );
    }
    const bytes = await readFile(path);
    if (bytes.includes(0))
      throw new CliError(`${path} holds zero bytes, so it is no CSV; raw headers go with --headers`);
    return bytes.toString('utf8');
  } catch (error) {
    if (isSystemError(error)) throw new CliError(`can't read ${path}: ${reasonOf(error)}`);
    throw error;
  }
}

/** Fills in the difficulty of mainnet blocks by height; other networks' files have to name it. */
function bitsFromEpochs(
  table: { readonly firstHeight: number; readonly timesSec: Float64Array },
  known: { readonly path: string; readonly epochs: EpochTable | undefined; readonly network: NetworkName },
): Uint32Array {
  const { path, epochs, network } = known;
  if (epochs === undefined)
    throw new CliError(`${path} has no column "bits", and the difficulty of ${network} is not built in`);
  return Uint32Array.from(table.timesSec, (_, i) => {
    const height = table.firstHeight + i;
    const bits = bitsAtHeight(epochs, height);
    if (bits !== undefined) return bits;
    const last = epochs.epochs.length * EPOCH_BLOCKS - 1;
    throw new CliError(
      `${path} has no column "bits", and the built-in difficulty ends at height ${last}: add bits for ${height}`,
    );
  });
}

async function fromHeaderFiles(
  context: CliContext,
  flags: SourceFlags & { readonly headers: readonly string[] },
): Promise<ObservatorySources> {
  const { network, anchor } = flags;
  const epochs = network === 'mainnet' ? builtInEpochs() : undefined;
  const columns = await readHeaderColumns({
    files: flags.headers,
    network,
    ...(anchor === undefined ? {} : { anchor }),
    nowSec: Math.floor(context.clock.nowMs() / 1000),
    ...(epochs === undefined ? {} : { epochs: epochKnowledge(epochs) }),
    onProgress: ({ headers, tipHeight }) =>
      context.progress(`reading headers: ${formatCount(headers)} checked, height ${formatCount(tipHeight)}`),
    signal: context.interrupt,
  });
  context.progress('');
  if ('code' in columns) throw new CliError(describeHeaderFailure(columns));
  const description = flags.headers.length === 1 ? flags.headers[0]! : `${flags.headers.length} header files`;
  return sourcesFromColumns(columns, { network, description, timeSource: 'header', epochs });
}

/** The node's own chain before the built-in history; mainnet's history alone when there is no chain yet. */
async function fromOwnChain(context: CliContext, flags: SourceFlags): Promise<ObservatorySources> {
  const { network } = flags;
  const own = await ownColumns(context, flags);
  const series = own === undefined || own.timesSec.length < 2 ? undefined : seriesFromColumns(own, 'header');
  const chain = series === undefined || !coversTime(series) ? undefined : { series, description: OWN_CHAIN };
  if (network !== 'mainnet') return { network, observations: chain === undefined ? [] : [chain] };
  const { blocks, days, epochs } = builtInHistory();
  return {
    network,
    observations: [
      ...(chain === undefined ? [] : [chain]),
      { series: blocks, description: "Vigil's built-in block times" },
      { series: days, description: "Vigil's built-in blocks per day" },
    ],
    epochs,
  };
}

async function ownColumns(context: CliContext, flags: SourceFlags): Promise<HeaderColumns | undefined> {
  const { network } = flags;
  const path = headerStorePath(dataDirFrom(flags.datadir, context.env), network);
  try {
    const loaded = await loadHeaderStore({
      path,
      network,
      onProgress: ({ headers }) => context.progress(`loading the chain: ${formatCount(headers)} headers`),
      signal: context.interrupt,
    });
    context.progress('');
    return loaded === undefined ? undefined : columnsOf(loaded.tree);
  } catch (error) {
    if (error instanceof HeaderStoreError) throw new CliError(describeStoreFailure(error.failure));
    throw error;
  }
}

function sourcesFromColumns(
  columns: HeaderColumns,
  about: {
    readonly network: NetworkName;
    readonly description: string;
    readonly timeSource: TimeSource;
    readonly epochs: EpochTable | undefined;
  },
): ObservatorySources {
  const { network, description, timeSource, epochs } = about;
  if (columns.timesSec.length < 2) throw new CliError(`${description} holds one block; at least 2 are needed`);
  const series = seriesFromColumns(columns, timeSource);
  if (!coversTime(series)) {
    const time = formatUtc(series.timesSec[0]!);
    throw new CliError(
      `${description}: no time passes from its first block to its last (${time}); are its times right, and in order?`,
    );
  }
  return {
    network,
    observations: [{ series, description }],
    ...(epochs === undefined ? {} : { epochs }),
  };
}

/** Whether any time passes in a series: what was mined within one second says nothing of a rate. */
export function coversTime(series: BlockSeries): boolean {
  const { fromSec, toSec } = coverage(series);
  return fromSec < toSec;
}

/** Makes a series of the columns of a chain of headers. */
export function seriesFromColumns(columns: HeaderColumns, timeSource: TimeSource): BlockSeries {
  const { firstHeight, timesSec, bits } = columns;
  // Consecutive blocks mostly share their bits: the work is computed once for each run of them.
  const work = new Float64Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    work[i] = i > 0 && bits[i] === bits[i - 1] ? work[i - 1]! : Number(workFromBits(bits[i]!));
  }
  return blockSeries({ firstHeight, timesSec, work, bits, timeSource });
}
