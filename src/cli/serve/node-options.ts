import { Option } from 'commander';
import type { Command } from 'commander';
import { pruneOption, wholeNumber } from '../chain/chain-access.ts';
import { portFlag } from '../flags.ts';
import { endpointFlag, hostsFlag } from '../node/host-flag.ts';
import { MIN_MEMORY_MIB } from '../node/memory-plan.ts';
import type { NodeFlags } from '../node/node-flags.ts';
import { SOCKS_PORT } from '../node/node-flags.ts';
import type { SourceFlags } from '../observatory/sources.ts';
import { NODE_PORT_FLAG } from './page-node.ts';

/** What `vigil serve` is told of the node beside the page: the flags of `vigil node` that most need. */
export interface PageNodeFlags extends Pick<
  NodeFlags,
  'connect' | 'addNode' | 'listen' | 'prune' | 'maxMemory' | 'proxy'
> {
  /** False with `--no-node`. */
  readonly node: boolean;
  readonly nodePort?: number;
}

/** Adds the flags that concern the node. */
export function addPageNodeOptions(command: Command): Command {
  return command
    .addOption(new Option('--no-node', 'serve the page alone'))
    .addOption(
      new Option('--connect <host>', 'have the node connect to this one only; several times for several').argParser(
        hostsFlag,
      ),
    )
    .addOption(new Option('--no-connect', 'have the node connect to nobody'))
    .addOption(
      new Option('--add-node <host>', 'have it keep a connection to this one too; several times for several').argParser(
        hostsFlag,
      ),
    )
    .addOption(new Option('--listen', 'have it take connections (default: yes, but not with --connect or --proxy)'))
    .addOption(new Option('--no-listen', 'have it take no connections'))
    .addOption(
      new Option(
        `${NODE_PORT_FLAG} <n>`,
        "port for other nodes; 0 takes a free one (default: the network's own)",
      ).argParser(portFlag),
    )
    .addOption(pruneOption())
    .addOption(
      new Option('--max-memory <mib>', 'what the whole process may take, about').argParser((text) =>
        wholeNumber(text, MIN_MEMORY_MIB, 1_000_000),
      ),
    )
    .addOption(
      new Option('--proxy <host:port>', 'have it connect through a SOCKS5 proxy, names too; or unix:PATH').argParser(
        endpointFlag(SOCKS_PORT),
      ),
    );
}

/** Why no node runs beside the page; `undefined` when one does. */
export function whyNoNode(flags: PageNodeFlags & SourceFlags): string | undefined {
  if (!flags.node) return '--no-node';
  if (flags.times !== undefined) return 'the page answers from the file of --times';
  if (flags.headers !== undefined) return 'the page answers from the files of --headers';
  return undefined;
}

/** The flags that the node is launched with. */
export function nodeFlagsOf(flags: PageNodeFlags & SourceFlags): NodeFlags {
  const { network, datadir, connect, addNode, listen, nodePort, prune, maxMemory, proxy } = flags;
  return {
    network,
    par: 0,
    v2Transport: true,
    dnsSeed: true,
    ...(datadir !== undefined && { datadir }),
    ...(connect !== undefined && { connect }),
    ...(addNode !== undefined && { addNode }),
    ...(listen !== undefined && { listen }),
    ...(nodePort !== undefined && { port: nodePort }),
    ...(prune !== undefined && { prune }),
    ...(maxMemory !== undefined && { maxMemory }),
    ...(proxy !== undefined && { proxy }),
  };
}
