import type { BlockHash } from '../primitives/hash.ts';
import { workFromBits } from '../primitives/work.ts';
import type { Work } from '../primitives/work.ts';
import { networkParams } from '../consensus/params.ts';
import type { NetworkName, NetworkParams } from '../consensus/params.ts';
import type { HeaderTree } from './header-tree.ts';

/** A block whose history is taken for valid, and how much work the best chain of headers must have for that to count. */
export interface AssumeValid {
  readonly hash: BlockHash;
  readonly minimumChainWork: Work;
}

/** Scripts are skipped only as deep below the best header as it takes two weeks to mine, in seconds. */
const MIN_BURIED_SEC = 14n * 24n * 60n * 60n;

/** The work that Bitcoin Core 28.1 asks of a network's best chain. */
export function minimumChainWork(network: NetworkName): Work {
  return networkParams(network).minimumChainWork;
}

/** What Bitcoin Core 28.1 assumes of a network; `undefined` on regtest. */
export function defaultAssumeValid(network: NetworkName): AssumeValid | undefined {
  const { assumeValid, minimumChainWork: work } = networkParams(network);
  return assumeValid === undefined ? undefined : { hash: assumeValid, minimumChainWork: work };
}

/**
 * Whether a block's scripts are to be run: not when it is part of the history of a block that is assumed to be valid, which is
 * part of the best chain of headers, which has the work that is asked for and goes on for two weeks of work after the block.
 *
 * Source: Bitcoin Core's `ConnectBlock`, `GetBlockProofEquivalentTime`.
 *
 * @param bestHeader Row of the last header of the best chain that has not failed.
 */
export function areScriptsChecked(
  params: NetworkParams,
  tree: HeaderTree,
  block: { readonly row: number; readonly bestHeader: number; readonly assumed: AssumeValid | undefined },
): boolean {
  const { row, bestHeader, assumed } = block;
  if (assumed === undefined) return true;
  const assumedRow = tree.indexOf(assumed.hash);
  const height = tree.heightOf(row);
  if (assumedRow < 0 || tree.ancestor(assumedRow, height) !== row) return true;
  if (tree.ancestor(bestHeader, height) !== row) return true;
  const bestWork = tree.chainworkOf(bestHeader);
  if (bestWork < assumed.minimumChainWork) return true;
  const workAfter = bestWork - tree.chainworkOf(row);
  const spacing = BigInt(params.targetSpacingSec);
  return (workAfter * spacing) / workFromBits(tree.bitsOf(bestHeader)) <= MIN_BURIED_SEC;
}
