import { Command, Option } from 'commander';
import { formatCount, formatCounted } from '../../observatory/answers/units.ts';
import { compareWithEpochs } from '../../platform/epoch-check.ts';
import { repairHeaderStore } from '../../platform/repair-header-store.ts';
import type { StoreRepair } from '../../platform/repair-header-store.ts';
import { CliError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { chainSummary, chainSummaryText } from './chain-summary.ts';
import type { ChainSummary } from './chain-summary.ts';
import { describeHeaderFailure } from './failure-text.ts';
import {
  dataDirOption,
  emptyStoreText,
  knownEpochs,
  loadingProgress,
  loadStore,
  storePlace,
  tellStoreErrors,
} from './store-access.ts';
import type { StoreFlags } from './store-access.ts';

interface Flags extends StoreFlags {
  readonly repair?: boolean;
}

/** What `vigil headers verify --json` prints. Printed only when all is well; what is not ends the command. */
export interface HeadersVerifyDocument {
  readonly schema: 'vigil.headers-verify/1';
  readonly network: string;
  readonly store: string;
  readonly seconds: number;
  /** First and last blocks of retarget periods that are those Vigil's table names; 0 where it has none. */
  readonly epochBlocksCompared: number;
  readonly repair?: StoreRepair;
  readonly chain: ChainSummary;
}

/** `vigil headers verify`: reads everything from disk and checks every rule again. */
export function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('Read all that is kept and check every rule again; on mainnet, compare with the known retargets.')
    .addOption(networkOption())
    .addOption(dataDirOption())
    .addOption(
      new Option('--repair', 'rewrite a damaged store with the headers that hold, after copying it to headers.dat.bad'),
    )
    .addOption(jsonOption())
    .action(async (flags: Flags) => runVerify(context, flags));
}

async function runVerify(context: CliContext, flags: Flags): Promise<void> {
  const startMs = context.clock.nowMs();
  const repair = flags.repair === true ? await repairStore(context, flags) : undefined;
  const { path } = storePlace(context, flags);
  const { tree } = await loadStore(context, flags);
  const epochs = knownEpochs(flags.network);
  const comparison = epochs === undefined ? { compared: 0 } : compareWithEpochs(tree, epochs);
  if ('code' in comparison) throw new CliError(describeHeaderFailure(comparison));
  const document: HeadersVerifyDocument = {
    schema: 'vigil.headers-verify/1',
    network: flags.network,
    store: path,
    seconds: (context.clock.nowMs() - startMs) / 1000,
    epochBlocksCompared: comparison.compared,
    ...(repair && { repair }),
    chain: chainSummary(tree),
  };
  if (flags.json === true) return printJson(context, document);
  return context.print(verifyText(document));
}

async function repairStore(context: CliContext, flags: Flags): Promise<StoreRepair> {
  const { dataDir, path } = storePlace(context, flags);
  const repair = await tellStoreErrors(context, async () =>
    repairHeaderStore({ dataDir, network: flags.network, onProgress: loadingProgress(context) }),
  );
  if (repair === undefined) throw new CliError(emptyStoreText(flags.network, path));
  return repair;
}

function verifyText(document: HeadersVerifyDocument): string {
  const { chain, repair, epochBlocksCompared } = document;
  const repaired =
    repair &&
    (repair.backupPath === undefined
      ? 'nothing to repair\n'
      : `repaired: ${formatCounted(repair.headersKept, 'header')} kept, ${formatCount(repair.headersLeftOut)} left out; as it was: ${repair.backupPath}; import from height ${repair.tipHeight + 1} on\n`);
  const compared =
    epochBlocksCompared > 0 ? `${formatCounted(epochBlocksCompared, 'block')} at retargets agree with mainnet's\n` : '';
  return `${repaired ?? ''}${chain.headers === 1 ? 'the 1 header keeps' : `all ${formatCount(chain.headers)} headers keep`} every rule\n${compared}${chainSummaryText(chain)}`;
}
