import { Command } from 'commander';
import { BLOCK_STATUS } from '../../chain/block-index.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import { networkParams } from '../../consensus/params.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, networkOption } from '../flags.ts';
import { chainDirOption, openFlaggedChain, tellChainErrors } from './chain-access.ts';
import type { ChainFlags } from './chain-access.ts';
import { chainFacts, chainFactsText } from './chain-facts.ts';
import type { ChainFacts } from './chain-facts.ts';
import { deploymentFacts, deploymentsText } from './deployment-facts.ts';
import type { DeploymentFacts } from './deployment-facts.ts';

/** A chain that ends apart from the active one, as `getchaintips` tells it. */
export interface ChainTipFacts {
  readonly height: number;
  readonly hash: string;
  readonly branchLength: number;
  readonly status: 'invalid' | 'headers-only' | 'valid-headers' | 'valid-fork';
}

/** What `vigil chain info --json` prints. */
export interface ChainInfoDocument {
  readonly schema: 'vigil.chain-info/1';
  readonly network: string;
  readonly folder: string;
  readonly chain: ChainFacts;
  readonly forks: readonly ChainTipFacts[];
  /** The soft forks, as they stand for the next block. */
  readonly deployments: readonly DeploymentFacts[];
}

/** `vigil chain info`: what is kept. */
export function infoCommand(context: CliContext): Command {
  return new Command('info')
    .description('Tell what is kept: the active chain, and the chains apart from it.')
    .addOption(networkOption())
    .addOption(chainDirOption())
    .addOption(jsonOption())
    .action(async (flags: Omit<ChainFlags, 'dbcache' | 'par'>) => runInfo(context, { ...flags, dbcache: 16, par: 1 }));
}

async function runInfo(context: CliContext, flags: ChainFlags): Promise<void> {
  const opened = await openFlaggedChain(context, flags, { mayCreate: false });
  const document: ChainInfoDocument = {
    schema: 'vigil.chain-info/1',
    network: flags.network,
    folder: opened.paths.folder,
    chain: chainFacts(opened.chain),
    forks: forkFacts(opened.chain),
    deployments: deploymentFacts(opened.chain, networkParams(flags.network)),
  };
  await tellChainErrors(async () => opened.abandon());
  if (flags.json === true) return printJson(context, document);
  const forks = document.forks.map(
    ({ height, hash, branchLength, status }) => `fork          ${height}  ${hash}  ${branchLength} long, ${status}\n`,
  );
  return context.print(
    `${flags.network}, in ${document.folder}\n${chainFactsText(document.chain)}${deploymentsText(document.deployments)}${forks.slice(0, 10).join('')}`,
  );
}

/** Source: Bitcoin Core's `getchaintips`. */
function forkFacts(chain: ChainState): ChainTipFacts[] {
  const { tree, active, index } = chain;
  return tree
    .tips()
    .filter((tip) => !active.has(tip.index))
    .map(({ index: row, height }) => {
      const status = index.isFailed(row)
        ? 'invalid'
        : index.chainTransactionsOf(row) === 0
          ? 'headers-only'
          : index.has(row, BLOCK_STATUS.haveUndo)
            ? 'valid-fork'
            : 'valid-headers';
      const branchLength = height - tree.heightOf(active.forkWith(row));
      return { height, hash: blockHashToHex(tree.hashOf(row)), branchLength, status };
    });
}
