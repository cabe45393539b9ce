import { StorageDamageError } from '../../chain/storage-damage.ts';
import { ChainStoreError } from '../../platform/chain-folder/chain-store-failure.ts';
import { MEMPOOL_SCRIPT_CACHE_BYTES } from '../../platform/chain-folder/open-chain.ts';
import { ListenError } from '../../platform/node-shell/listener.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { assumeValidFrom } from '../chain/assume-valid-flag.ts';
import { openFlaggedChain } from '../chain/chain-access.ts';
import { describeChainStoreFailure, describeDamage } from '../chain/failure-text.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { describeListenFailure } from './failure-text.ts';
import { memoryPlan } from './memory-plan.ts';
import { flaggedParams, nodeSettings } from './node-flags.ts';
import type { NodeFlags } from './node-flags.ts';
import { RunningNode } from './running-node.ts';

/**
 * Opens the chain that the flags name, and starts a node on it.
 *
 * @param options.portFlag How the flag for the node's port is called, for the line that says that it is taken.
 * @throws {CliError} One line that says what is wrong and what to do; nothing is left open then.
 */
export async function launchNode(
  context: CliContext,
  flags: NodeFlags,
  options: { readonly portFlag?: string } = {},
): Promise<RunningNode> {
  const memory = memoryPlan({
    maxMemoryMib: flags.maxMemory,
    dbCacheMib: flags.dbcache,
    maxMempoolMb: flags.maxMempool,
  });
  const settings = nodeSettings(flags, memory);
  const isOwnSignet = flags.signetChallenge !== undefined && flags.assumevalid === undefined;
  const chain = await openFlaggedChain(
    context,
    { ...flags, dbcache: memory.dbCacheMib },
    {
      mayCreate: true,
      params: flaggedParams(flags),
      assumeValid: isOwnSignet ? undefined : assumeValidFrom(flags.assumevalid, flags.network),
      scriptCacheBytes: MEMPOOL_SCRIPT_CACHE_BYTES,
    },
  );
  try {
    return await RunningNode.start(settings, {
      chain,
      clock: context.clock,
      warn: (line) => context.warn(`vigil: ${line}`),
    });
  } catch (error) {
    if (error instanceof ListenError) throw new CliError(describeListenFailure(error.failure, options.portFlag));
    throw error;
  }
}

/** Says in one line why a node has stopped by itself. */
export function describeNodeFailure(failure: Error): string {
  if (failure instanceof ChainStoreError) return describeChainStoreFailure(failure.failure);
  if (failure instanceof StorageDamageError) return describeDamage(failure.damage);
  if (isSystemError(failure)) {
    const where = failure.path === undefined ? '' : ` ${failure.path}`;
    return `can't read or write${where}: ${reasonOf(failure)}; what was committed before is kept`;
  }
  return failure.message;
}
