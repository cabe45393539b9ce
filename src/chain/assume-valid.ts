import { blockHashFromHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { workFromBits } from '../primitives/work.ts';
import type { Work } from '../primitives/work.ts';
import type { NetworkName, NetworkParams } from '../consensus/params.ts';
import type { HeaderTree } from './header-tree.ts';

/** A block whose history is taken for valid, and how much work the best chain of headers must have for that to count. */
export interface AssumeValid {
  readonly hash: BlockHash;
  readonly minimumChainWork: Work;
}

/** Scripts are skipped only as deep below the best header as it takes two weeks to mine, in seconds. */
const MIN_BURIED_SEC = 14n * 24n * 60n * 60n;

/** Source: Bitcoin Core 28.1, `kernel/chainparams.cpp` (`nMinimumChainWork`, `defaultAssumeValid`). */
const DEFAULTS: Readonly<Record<NetworkName, { readonly hash: string; readonly minimumChainWork: Work }>> = {
  mainnet: {
    hash: '000000000000000000011c5890365bdbe5d25b97ce0057589acaef4f1a57263f',
    minimumChainWork: 0x88e186b70e0862c193ec44d6n,
  },
  testnet3: {
    hash: '000000000000000465b1a66c9f386308e8c75acef9201f3f577811da09fc90ad',
    minimumChainWork: 0xf209695166be8b61fa9n,
  },
  testnet4: {
    hash: '000000005be348057db991fa5d89fe7c4695b667cfb311391a8db374b6f681fd',
    minimumChainWork: 0x5faa15d02e6202f3ban,
  },
  signet: {
    hash: '0000014aad1d58dddcb964dd749b073374c6306e716b22f573a2efe68d414539',
    minimumChainWork: 0x25dbd66e58fn,
  },
  regtest: { hash: '', minimumChainWork: 0n },
};

/** The work that Bitcoin Core 28.1 asks of a network's best chain. */
export function minimumChainWork(network: NetworkName): Work {
  return DEFAULTS[network].minimumChainWork;
}

/** What Bitcoin Core 28.1 assumes of a network; `undefined` on regtest. */
export function defaultAssumeValid(network: NetworkName): AssumeValid | undefined {
  const { hash, minimumChainWork: work } = DEFAULTS[network];
  const known = blockHashFromHex(hash);
  return known === undefined ? undefined : { hash: known, minimumChainWork: work };
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
