import { Command, Option } from 'commander';
import type { RunningServer } from '../../api/http-server.ts';
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
import { untilInterrupted } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, portFlag } from '../flags.ts';
import { describeListenFailure } from './failure-text.ts';
import { memoryPlan } from './memory-plan.ts';
import { addNodeOptions } from './node-flags.ts';
import type { NodeFlags } from './node-flags.ts';
import { serveNodePage } from './node-page.ts';
import { NodeReporter } from './node-reporter.ts';
import { flaggedParams, nodeSettings } from './node-settings.ts';
import { RunningNode } from './running-node.ts';

/** Where the page is, unless told. */
const DEFAULT_PAGE_PORT = 8790;

interface CommandFlags extends NodeFlags {
  readonly json?: boolean;
  readonly page?: number | true;
}

/** The first line of `vigil node --json`. */
export interface NodeStartDocument {
  readonly schema: 'vigil.node/1';
  readonly network: string;
  readonly folder: string;
  readonly listening: readonly { readonly host: string; readonly port: number }[];
  /** Where the page is, if it is served. */
  readonly page?: string;
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
    .addOption(
      new Option('--page [port]', `serve the page too, for this machine only (port ${DEFAULT_PAGE_PORT})`).argParser(
        portFlag,
      ),
    )
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
    .action(async (flags: CommandFlags) => runNode(context, flags));
}

async function runNode(context: CliContext, flags: CommandFlags): Promise<void> {
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
  const reporter = new NodeReporter(context, running, { network, asJson });
  let page: RunningServer | undefined;
  let ended: Error | undefined;
  let failure: Error | undefined;
  try {
    if (flags.page !== undefined)
      page = await serveNodePage(context, running, { port: pagePort(flags.page), reporter });
    await context.print(startText(running, { network, asJson, pageUrl: page?.url }));
    reporter.start();
    ended = await Promise.race([running.ended, untilInterrupted(context)]);
  } finally {
    reporter.stop();
    if (ended === undefined) context.progress('stopping: closing connections, committing the chain');
    [failure] = await Promise.all([running.stop(), page?.stop()]);
    context.progress('');
  }
  failure ??= ended;
  if (failure !== undefined) throw new CliError(describeFailure(failure));
  const status = reporter.status();
  if (asJson) await context.print(`${JSON.stringify(status)}\n`);
  else await context.print(`stopped at block ${formatCount(status.height)}, ${status.hash}; everything is kept\n`);
}

function pagePort(flag: number | true): number {
  return flag === true ? DEFAULT_PAGE_PORT : flag;
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

function startText(
  running: RunningNode,
  options: { readonly network: string; readonly asJson: boolean; readonly pageUrl: string | undefined },
): string {
  const { network, asJson, pageUrl } = options;
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
      ...(pageUrl !== undefined && { page: pageUrl }),
      height: active.height,
      hash,
    };
    return `${JSON.stringify(document)}\n`;
  }
  const where = listening.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`));
  const listens = where.length === 0 ? 'taking no connections' : `listening on ${where.join(' and ')}`;
  return `Vigil's node on ${network}, in ${folder}, ${listens} (Ctrl-C stops it).\n${pageUrl === undefined ? '' : `The page is at ${pageUrl}\n`}`;
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
