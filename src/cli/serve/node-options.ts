import { Option } from 'commander';
import type { Command } from 'commander';
import { addNodeOptions } from '../node/node-flags.ts';
import type { NodeFlags } from '../node/node-flags.ts';
import type { SourceFlags } from '../observatory/sources.ts';

/** What `vigil serve` is told of the node beside the page: all that `vigil node` is told. */
export interface PageNodeFlags extends Omit<NodeFlags, 'network' | 'datadir' | 'port'> {
  /** False with `--no-node`. */
  readonly node: boolean;
  readonly nodePort?: number;
}

/** Adds the flags that concern the node. */
export function addPageNodeOptions(command: Command): Command {
  command.addOption(new Option('--no-node', 'serve the page alone'));
  return addNodeOptions(command, { isBesidePage: true });
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
  const { nodePort, node: _, headers: __, times: ___, anchor: ____, ...others } = flags;
  // `port` is the page's.
  const { port: _____, ...nodeFlags } = others as typeof others & { readonly port?: number };
  return nodePort === undefined ? nodeFlags : { ...nodeFlags, port: nodePort };
}
