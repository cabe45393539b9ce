import { Command } from 'commander';
import { networkParams } from '../../consensus/params.ts';
import { formatCount, formatCounted } from '../../observatory/answers/units.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { sameHash } from '../../platform/epoch-check.ts';
import type { EpochKnowledge } from '../../platform/epoch-knowledge.ts';
import { HeaderStoreError } from '../../platform/header-store-failure.ts';
import { HeaderStore } from '../../platform/header-store.ts';
import type { OpenedStore } from '../../platform/header-store.ts';
import { importHeaders } from '../../platform/import-headers.ts';
import type { AnchorRequest, HeaderImportOutcome } from '../../platform/import-headers.ts';
import { CliError, interruptedError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { anchorOption } from './anchor-flag.ts';
import { chainSummary, chainSummaryText } from './chain-summary.ts';
import type { ChainSummary } from './chain-summary.ts';
import { describeHeaderFailure, describeStoreFailure } from './failure-text.ts';
import { ProgressLine } from './progress-line.ts';
import { dataDirOption, knownEpochs, loadingProgress, storePlace, tellStoreErrors } from './store-access.ts';
import type { StoreFlags } from './store-access.ts';

interface Flags extends StoreFlags {
  readonly anchor?: AnchorRequest;
}

/** What `vigil headers import --json` prints. */
export interface HeadersImportDocument {
  readonly schema: 'vigil.headers-import/1';
  readonly network: string;
  readonly status: HeaderImportOutcome['status'];
  readonly files: readonly string[];
  readonly store: string;
  /** Headers in the files, up to where reading ended. */
  readonly headersRead: number;
  readonly added: number;
  readonly known: number;
  /** How long reading and checking took. */
  readonly seconds: number;
  /** Stretches of block files that are no blocks and were passed over (the first 20). */
  readonly skipped: HeaderImportOutcome['skipped'];
  /** Missing when nothing is stored. */
  readonly chain?: ChainSummary;
  readonly error?: { readonly code: string; readonly message: string };
}

/** `vigil headers import`: reads header files, checks them, keeps what is good. */
export function importCommand(context: CliContext): Command {
  return new Command('import')
    .description('Read headers from files, check every rule, and keep them.')
    .argument('<file...>', 'raw runs of 80 bytes, lines of 160 hex digits, CSV with a column of those, or blk*.dat')
    .addOption(networkOption())
    .addOption(dataDirOption())
    .addOption(anchorOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A bad header ends the import with its height, its place and Bitcoin Core's reject reason;
what came before it is kept. Headers that are known already change nothing.

Examples:
  vigil headers import ~/.bitcoin/blocks/blk*.dat
  vigil headers import headers.bin --anchor 665280`,
    )
    .action(async (files: readonly string[], flags: Flags) => runImport(context, files, flags));
}

async function runImport(context: CliContext, files: readonly string[], flags: Flags): Promise<void> {
  const { dataDir, path } = storePlace(context, flags);
  const opened = await tellStoreErrors(context, async () =>
    HeaderStore.open({
      dataDir,
      network: flags.network,
      onProgress: loadingProgress(context),
      signal: context.interrupt,
    }),
  );
  const epochs = knownEpochs(flags.network);
  const startMs = context.clock.nowMs();
  const outcome = await importInto(context, opened, { files, flags, path, epochs });
  const tree = outcome.keeper?.tree;
  const isStored = outcome.keeper instanceof HeaderStore && outcome.keeper.headersStored > 0;
  const error = outcome.failure && { code: outcome.failure.code, message: describeHeaderFailure(outcome.failure) };
  const document: HeadersImportDocument = {
    schema: 'vigil.headers-import/1',
    network: flags.network,
    status: outcome.status,
    files,
    store: path,
    headersRead: outcome.headersRead,
    added: outcome.added,
    known: outcome.known,
    seconds: (context.clock.nowMs() - startMs) / 1000,
    skipped: outcome.skipped,
    ...(isStored && tree !== undefined && { chain: chainSummary(tree) }),
    ...(error && { error }),
  };
  if (flags.json === true) await printJson(context, document);
  else if (document.headersRead > 0) await context.print(importText(document));
  if (error !== undefined) throw new CliError(error.message);
  if (outcome.status === 'interrupted') {
    throw interruptedError('stopped; what was checked so far is stored; the same command goes on from there');
  }
}

/** Imports, and closes the store whatever happens. */
async function importInto(
  context: CliContext,
  opened: OpenedStore,
  job: {
    readonly files: readonly string[];
    readonly flags: Flags;
    readonly path: string;
    readonly epochs: EpochKnowledge | undefined;
  },
): Promise<HeaderImportOutcome> {
  const { files, flags, path, epochs } = job;
  // Height 0 is the network's first block: where an import begins anyway.
  const anchor = flags.anchor !== undefined && flags.anchor.height > 0 ? flags.anchor : undefined;
  const line = new ProgressLine(context, 'checking headers');
  let store = opened.store;
  try {
    if (opened.store !== undefined) tellOpened(context, opened, { anchor, path });
    const outcome = await importHeaders({
      files,
      params: networkParams(flags.network),
      nowSec: Math.floor(context.clock.nowMs() / 1000),
      keeper: opened.store ?? ((root) => (store = opened.begin(root))),
      ...(opened.store === undefined && anchor && { anchor }),
      ...(epochs && { epochs }),
      onProgress: (progress) => line.show(progress),
      signal: context.interrupt,
    });
    await store?.close();
    return outcome;
  } catch (error) {
    if (!(error instanceof HeaderStoreError)) throw error;
    const stored = store === undefined ? 0 : store.headersStored;
    throw new CliError(`${describeStoreFailure(error.failure)} (${formatCount(stored)} of them)`);
  } finally {
    context.progress('');
    await store?.abandon();
    if (opened.store === undefined) await opened.release();
  }
}

/** Says what was dropped on opening, and refuses an anchor that is not the store's own. */
function tellOpened(
  context: CliContext,
  opened: OpenedStore & { readonly store: HeaderStore },
  about: { readonly anchor: AnchorRequest | undefined; readonly path: string },
): void {
  const { anchor, path } = about;
  if (opened.droppedBytes > 0) {
    context.warn(
      `vigil: dropped ${formatCounted(opened.droppedBytes, 'byte')} at the end of ${path}: a write that was cut off; all before it is good`,
    );
  }
  if (anchor === undefined) return;
  const { tree } = opened.store;
  const storeHash = tree.hashOf(0);
  const isOurs = anchor.height === tree.rootHeight && (anchor.hash === undefined || sameHash(anchor.hash, storeHash));
  if (isOurs) return;
  throw new CliError(
    describeStoreFailure({
      code: 'store-anchor-mismatch',
      path,
      storeHeight: tree.rootHeight,
      storeHash: blockHashToHex(storeHash),
      askedHeight: anchor.height,
      askedHash: anchor.hash && blockHashToHex(anchor.hash),
    }),
  );
}

function importText(document: HeadersImportDocument): string {
  const { chain, skipped, seconds, headersRead } = document;
  const rate = seconds >= 0.1 ? `, ${formatCount(Math.round(headersRead / seconds))}/s` : '';
  const lines = [
    `${formatCounted(headersRead, 'header')} read: ${formatCount(document.added)} new, ${formatCount(document.known)} known (${seconds.toFixed(1)} s${rate})`,
    ...skipped.map(
      ({ path, offset, bytes }) =>
        `passed over ${formatCounted(bytes, 'byte')} of ${path} at offset ${offset}: no block`,
    ),
  ];
  const summary = chain === undefined ? '' : `\n${document.network}, in ${document.store}\n${chainSummaryText(chain)}`;
  return `${lines.join('\n')}\n${summary}`;
}
