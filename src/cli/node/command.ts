import { Command } from 'commander';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import { formatCount } from '../../observatory/answers/units.ts';
import { ChainStoreError } from '../../platform/chain-folder/chain-store-failure.ts';
import { MEMPOOL_SCRIPT_CACHE_BYTES } from '../../platform/chain-folder/open-chain.ts';
import { ListenError } from '../../platform/node-shell/listener.ts';
import { isSystemError, reasonOf } from '../../platform/system-error.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { assumeValidFrom } from '../chain/assume-valid-flag.ts';
import { openFlaggedChain } from '../chain/chain-access.ts';
import { describeChainStoreFailure, describeDamage } from '../chain/failure-text.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { jsonOption } from '../flags.ts';
import { describeListenFailure } from './failure-text.ts';
import { memoryPlan } from './memory-plan.ts';
import { addNodeOptions, flaggedParams, nodeSettings } from './node-flags.ts';
import type { NodeFlags } from './node-flags.ts';
import { NodeReporter } from './node-reporter.ts';
import { RunningNode } from './running-node.ts';

/** The first line of `vigil node --json`. */
export interface NodeStartDocument {
  readonly schema: 'vigil.node/1';
  readonly network: string;
  readonly folder: string;
  readonly listening: readonly { readonly host: string; readonly port: number }[];
  /** Where the chain stood. */
  readonly height: number;
  readonly hash: string;
}

/** `vigil node`: a full node, until Ctrl-C. */
export function nodeCommand(context: CliContext): Command {
  const command = new Command('node').description(
    'Run a full node: find peers, check every block, keep the chain, pass on blocks and transactions.',
  );
  return addNodeOptions(command)
    .addOption(jsonOption('print JSON documents, one a line (documented in docs/json.md)'))
    .addHelpText(
      'after',
      `
Ctrl-C stops it within seconds; the chain is kept, and the same command goes on from there.

Examples:
  vigil node --network signet
  vigil node --prune 1000 --max-memory 1000
  vigil node --network regtest --connect 127.0.0.1:18444
  vigil node --proxy 127.0.0.1:9050 --only-net onion --listen --tor-control`,
    )
    .action(async (flags: NodeFlags & { readonly json?: boolean }) => runNode(context, flags));
}

async function runNode(context: CliContext, flags: NodeFlags & { readonly json?: boolean }): Promise<void> {
  const { network, json: asJson = false } = flags;
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
      assumeValid: isOwnSignet ? undefined : assumeValidFrom(flags.assumevalid, network),
      scriptCacheBytes: MEMPOOL_SCRIPT_CACHE_BYTES,
    },
  );
  const running = await startNode(context, settings, chain);
  await context.print(startText(running, { network, asJson }));
  const reporter = new NodeReporter(context, running, { network, asJson });
  const ended = await Promise.race([running.ended, untilInterrupted(context)]);
  const last = reporter.status();
  reporter.stop();
  if (ended === undefined) context.progress('stopping: closing connections, committing the chain');
  const failure = ended ?? (await running.stop());
  await running.stop();
  context.progress('');
  if (failure !== undefined) throw new CliError(describeFailure(failure));
  const { height, hash } = last;
  if (asJson) await context.print(`${JSON.stringify(reporter.status())}\n`);
  else await context.print(`stopped at block ${formatCount(height)}, ${hash}; everything is kept\n`);
}

async function startNode(
  context: CliContext,
  settings: ReturnType<typeof nodeSettings>,
  chain: Awaited<ReturnType<typeof openFlaggedChain>>,
): Promise<RunningNode> {
  try {
    return await RunningNode.start(settings, {
      chain,
      clock: context.clock,
      warn: (line) => context.warn(`vigil: ${line}`),
    });
  } catch (error) {
    if (error instanceof ListenError) throw new CliError(describeListenFailure(error.failure));
    throw error;
  }
}

function startText(running: RunningNode, options: { readonly network: string; readonly asJson: boolean }): string {
  const { network, asJson } = options;
  const { active, tree } = running.chain.chain;
  const { listening } = running;
  const folder = running.chain.paths.folder;
  if (asJson) {
    const hash = blockHashToHex(tree.hashOf(active.tip));
    const document: NodeStartDocument = {
      schema: 'vigil.node/1',
      network,
      folder,
      listening,
      height: active.height,
      hash,
    };
    return `${JSON.stringify(document)}\n`;
  }
  const where = listening.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`));
  const listens = where.length === 0 ? 'taking no connections' : `listening on ${where.join(' and ')}`;
  return `Vigil's node on ${network}, in ${folder}, ${listens} (Ctrl-C stops it).\n`;
}

function describeFailure(failure: Error): string {
  if (failure instanceof ChainStoreError) return describeChainStoreFailure(failure.failure);
  if (failure instanceof StorageDamageError) return describeDamage(failure.damage);
  if (isSystemError(failure)) {
    const where = failure.path === undefined ? '' : ` ${failure.path}`;
    return `can't read or write${where}: ${reasonOf(failure)}; what was committed before is kept`;
  }
  return failure.message;
}

function untilInterrupted(context: CliContext): Promise<undefined> {
  return new Promise((resolve) => {
    if (context.interrupt.aborted) resolve(undefined);
    else context.interrupt.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
