import { Command } from 'commander';
import { formatCount } from '../../observatory/answers/units.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { chainSummary, chainSummaryText } from './chain-summary.ts';
import type { ChainSummary } from './chain-summary.ts';
import { dataDirOption, emptyStoreText, loadStoreIfThere, storePlace } from './store-access.ts';
import type { StoreFlags } from './store-access.ts';

/** What `vigil headers status --json` prints. */
export interface HeadersStatusDocument {
  readonly schema: 'vigil.headers-status/1';
  readonly network: string;
  readonly store: string;
  readonly sizeBytes: number;
  /** Bytes at the file's end that are no whole header. */
  readonly tornBytes: number;
  /** `null` when nothing is kept yet. */
  readonly chain: ChainSummary | null;
}

/** `vigil headers status`: what is kept. */
export function statusCommand(context: CliContext): Command {
  return new Command('status')
    .description('Tell what is kept: the best chain, its forks and its work.')
    .addOption(networkOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (flags: StoreFlags) => runStatus(context, flags));
}

async function runStatus(context: CliContext, flags: StoreFlags): Promise<void> {
  const loaded = await loadStoreIfThere(context, flags);
  const { path } = storePlace(context, flags);
  const document: HeadersStatusDocument = {
    schema: 'vigil.headers-status/1',
    network: flags.network,
    store: path,
    sizeBytes: loaded?.sizeBytes ?? 0,
    tornBytes: loaded === undefined ? 0 : loaded.sizeBytes - loaded.goodBytes,
    chain: loaded === undefined ? null : chainSummary(loaded.tree),
  };
  if (flags.json === true) return printJson(context, document);
  if (document.chain === null) return context.print(`${emptyStoreText(flags.network, path)}\n`);
  const head = `${flags.network}, in ${path} (${formatCount(document.sizeBytes)} bytes)\n`;
  return context.print(head + chainSummaryText(document.chain));
}
