import { Command, Option } from 'commander';
import { formatCount } from '../../observatory/answers/units.ts';
import { blockFilePaths } from '../../platform/block-store/block-file-set.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { importBlocks } from '../../platform/chain-import/import-blocks.ts';
import type { BlockImportOutcome } from '../../platform/chain-import/import-blocks.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { CliError, interruptedError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { assumeValidFrom, assumeValidOption } from './assume-valid-flag.ts';
import {
  chainDirOption,
  dbCacheOption,
  openFlaggedChain,
  pruneOption,
  tellChainErrors,
  threadsOption,
} from './chain-access.ts';
import type { ChainFlags } from './chain-access.ts';
import { chainFacts, chainFactsText } from './chain-facts.ts';
import type { ChainFacts } from './chain-facts.ts';
import { badBlockReason, describeBadBlock, describeImportFailure } from './failure-text.ts';
import { ImportProgressLine } from './import-progress-line.ts';

interface Flags extends ChainFlags {
  /** A block's hash as people write it, or `0`. */
  readonly assumevalid?: string;
  readonly reindex?: boolean;
  /** MiB of block files to keep. */
  readonly prune?: number;
}

/** What `vigil chain import --json` prints. */
export interface ChainImportDocument {
  readonly schema: 'vigil.chain-import/1';
  readonly network: string;
  readonly status: BlockImportOutcome['status'];
  readonly files: readonly string[];
  readonly folder: string;
  /** New blocks that were stored, blocks that were there, and blocks whose parents are in none of the files. */
  readonly added: number;
  readonly known: number;
  readonly orphans: number;
  readonly connected: number;
  readonly disconnected: number;
  /** Transactions and inputs of connected blocks, and inputs whose scripts were run. */
  readonly transactions: number;
  readonly inputs: number;
  readonly scripts: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly rejected: number;
  /** The first 20 blocks that were refused. */
  readonly badBlocks: readonly {
    readonly height: number;
    readonly hash: string;
    readonly reason: string;
    readonly message: string;
  }[];
  readonly chain: ChainFacts;
  readonly error?: { readonly code: string; readonly message: string };
}

/** `vigil chain import`: reads block files, checks every rule, connects the best chain. */
export function importCommand(context: CliContext): Command {
  return new Command('import')
    .description('Read blocks from blk*.dat files, check every rule, and connect the best chain.')
    .argument('[file...]', "blk*.dat, Bitcoin Core's or ours, obfuscated or not")
    .addOption(networkOption())
    .addOption(chainDirOption())
    .addOption(dbCacheOption())
    .addOption(threadsOption())
    .addOption(assumeValidOption())
    .addOption(new Option('--reindex', 'make index and coins anew from the block files that are kept'))
    .addOption(pruneOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A bad block is refused with Bitcoin Core's reject reason, and so is what builds on it; all else goes on.
What was connected is kept when the import is stopped or killed: the same command goes on from there.

Examples:
  vigil chain import ~/.bitcoin/blocks/blk*.dat
  vigil chain import --network regtest --assumevalid 0 --par 2 chain.dat`,
    )
    .action(async (files: readonly string[], flags: Flags) => runImport(context, files, flags));
}

async function runImport(context: CliContext, files: readonly string[], flags: Flags): Promise<void> {
  const { network, reindex = false } = flags;
  if (files.length === 0 && !reindex) throw usageError('name the block files to import, or --reindex');
  const assumeValid = assumeValidFrom(flags.assumevalid, network);
  const opened = await openFlaggedChain(context, flags, { mayCreate: true, assumeValid, reindex });
  const startMs = context.clock.nowMs();
  let outcome: BlockImportOutcome;
  let facts: ChainFacts;
  try {
    outcome = await tellChainErrors(async () => importInto(context, opened, { files, flags }));
    facts = chainFacts(opened.chain);
    await tellChainErrors(async () => opened.close());
  } finally {
    context.progress('');
    await opened.abandon();
  }
  const document = importDocument(outcome, {
    network,
    files,
    folder: opened.paths.folder,
    seconds: (context.clock.nowMs() - startMs) / 1000,
    chain: facts,
  });
  if (flags.json === true) await printJson(context, document);
  else await context.print(importText(document));
  if (document.error !== undefined) throw new CliError(document.error.message);
  if (outcome.status === 'interrupted') {
    throw interruptedError('stopped; what was connected so far is kept; the same command goes on from there');
  }
  const [first] = outcome.badBlocks;
  if (first !== undefined) {
    const many = outcome.rejected > 1 ? `${formatCount(outcome.rejected)} blocks were refused, the first: ` : '';
    throw new CliError(`${many}${describeBadBlock(first)}`);
  }
}

async function importInto(
  context: CliContext,
  opened: OpenChain,
  job: { readonly files: readonly string[]; readonly flags: Flags },
): Promise<BlockImportOutcome> {
  const { files, flags } = job;
  const { network, reindex = false, prune } = flags;
  const line = new ImportProgressLine(context);
  const options = {
    network,
    pruneTargetBytes: prune === undefined ? undefined : prune * 1024 * 1024,
    nowSec: Math.floor(context.clock.nowMs() / 1000),
    onProgress: line.show.bind(line),
    signal: context.interrupt,
  };
  if (reindex) {
    const own = blockFilePaths(opened.paths.blocks);
    const outcome = await importBlocks(opened, { ...options, files: own, inPlace: true });
    if (outcome.status === 'interrupted') return outcome;
    await opened.finishReindex();
    // A torn end of our own last file is what a reindex is for.
    if (files.length === 0) return { ...outcome, status: 'done', failure: undefined };
  }
  return importBlocks(opened, { ...options, files });
}

function importDocument(
  outcome: BlockImportOutcome,
  facts: Pick<ChainImportDocument, 'network' | 'files' | 'folder' | 'seconds' | 'chain'>,
): ChainImportDocument {
  const { failure, badBlocks, ...counts } = outcome;
  return {
    schema: 'vigil.chain-import/1',
    ...facts,
    ...counts,
    badBlocks: badBlocks.map((bad) => ({
      height: bad.height,
      hash: blockHashToHex(bad.hash),
      reason: badBlockReason(bad.reject),
      message: describeBadBlock(bad),
    })),
    ...(failure && { error: { code: failure.code, message: describeImportFailure(failure) } }),
  };
}

function importText(document: ChainImportDocument): string {
  const { added, known, connected, disconnected, orphans, transactions, inputs, scripts, bytes, seconds } = document;
  const rate = seconds >= 0.1 ? `, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s` : '';
  const lines = [
    `${formatCount(added)} blocks new, ${formatCount(known)} known; ${formatCount(connected)} connected (${seconds.toFixed(1)} s${rate})`,
    `${formatCount(transactions)} transactions, ${formatCount(inputs)} inputs, scripts of ${formatCount(scripts)} run`,
    ...(disconnected > 0 ? [`${formatCount(disconnected)} disconnected for a better chain`] : []),
    ...(orphans > 0 ? [`${formatCount(orphans)} left out: the blocks before them are in none of the files`] : []),
    ...document.badBlocks.map(({ message }) => `refused: ${message}`),
  ];
  return `${lines.join('\n')}\n\n${document.network}, in ${document.folder}\n${chainFactsText(document.chain)}`;
}
