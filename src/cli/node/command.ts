import { Command } from 'commander';
import { formatCount } from '../../observatory/answers/units.ts';
import { blockHashToHex } from '../../primitives/hash.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { jsonOption } from '../flags.ts';
import { describeNodeFailure, launchNode } from './launch-node.ts';
import { addNodeOptions } from './node-flags.ts';
import type { NodeFlags } from './node-flags.ts';
import { NodeReporter } from './node-reporter.ts';
import type { RunningNode } from './running-node.ts';

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
  const running = await launchNode(context, flags);
  await context.print(startText(running, { network, asJson }));
  const reporter = new NodeReporter(context, running, { network, asJson });
  const ended = await Promise.race([running.ended, untilInterrupted(context)]);
  const { sync } = reporter.overview();
  reporter.stop();
  if (ended === undefined) context.progress('stopping: closing connections, committing the chain');
  const failure = ended ?? (await running.stop());
  await running.stop();
  context.progress('');
  if (failure !== undefined) throw new CliError(describeNodeFailure(failure));
  if (asJson) await context.print(`${JSON.stringify(reporter.document(undefined))}\n`);
  else await context.print(`stopped at block ${formatCount(sync.height)}, ${sync.hash}; everything is kept\n`);
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

function untilInterrupted(context: CliContext): Promise<undefined> {
  return new Promise((resolve) => {
    if (context.interrupt.aborted) resolve(undefined);
    else context.interrupt.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
