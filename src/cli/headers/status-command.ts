import { Command } from 'commander';
import { formatCount } from '../../observatory/answers/units.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { chainSummary, chainSummaryText } from './chain-summary.ts';
import type { ChainSummary } from './chain-summary.ts';
import { dataDirOption, loadStore } from './store-access.ts';
import type { StoreFlags } from './store-access.ts';

/** What `vigil headers status --json` prints. */
export interface HeadersStatusDocument {
  readonly schema: 'vigil.headers-status/1';
  readonly network: string;
  readonly store: string;
  readonly sizeBytes: number;
  /** Bytes at the file's end that are no whole header. */
  readonly tornBytes: number;
  readonly chain: ChainSummary;
}

/** `vigil headers status`: what is kept. */
export function statusCommand(context: CliContext): Command {
  return new Command('status')
    .description('Tell what is kept: the best chain, its forks and its work.')
    .addOption(networkOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .action(async (flags: StoreFlags) => {
      const { tree, sizeBytes, goodBytes, path } = await loadStore(context, flags);
      const document: HeadersStatusDocument = {
        schema: 'vigil.headers-status/1',
        network: flags.network,
        store: path,
        sizeBytes,
        tornBytes: sizeBytes - goodBytes,
        chain: chainSummary(tree),
      };
      if (flags.json === true) return printJson(context, document);
      const head = `${flags.network}, in ${path} (${formatCount(sizeBytes)} bytes)\n`;
      return context.print(head + chainSummaryText(document.chain));
    });
}
