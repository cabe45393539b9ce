import { assert } from '../bytes/assert.ts';
import { blockRules, isBip30Checked } from '../consensus/block-rules.ts';
import { checkBlock, contextualCheckBlock } from '../consensus/check-block.ts';
import type { BlockReject } from '../consensus/block-reject.ts';
import { checkHeaderInContext } from '../consensus/header-rules.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { nextBits } from '../consensus/retarget.ts';
import type { ScriptVerifier } from '../ports/script-verifier.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Block } from '../primitives/block.ts';
import type { ChainState } from './chain-state.ts';
import { BlockConnector } from './connect-block.ts';

/** What a block is held against. */
export interface NextBlockContext {
  readonly params: NetworkParams;
  readonly chain: Pick<ChainState, 'tree' | 'active' | 'coins'>;
  /** The chain's own salt. */
  readonly salt: readonly [number, number];
  readonly secp256k1: Secp256k1;
  /** Runs scripts; `undefined` when all of the block's transactions come from the mempool, where they were run. */
  readonly scripts: ScriptVerifier | undefined;
  readonly nowSec: number;
  /** Whether proof of work, and signet's solution, are checked. */
  readonly checkWork: boolean;
  /** Whether the merkle root is checked. */
  readonly checkMerkle: boolean;
}

/**
 * Checks whether a block would be good as the next after the tip. Nothing is kept of it, and nothing changes.
 *
 * Source: Bitcoin Core's `TestBlockValidity`, in its order.
 *
 * @param block Builds on the tip.
 * @returns The first broken rule, or `undefined` if there is none.
 */
export function checkNextBlock(block: Block, context: NextBlockContext): BlockReject | undefined {
  const { params, chain, secp256k1, checkWork, checkMerkle } = context;
  const { tree, active } = chain;
  const prev = active.tip;
  assert(prev >= 0 && tree.indexOf(block.header.prevHash) === prev, 'the block builds on the tip');
  const height = active.height + 1;
  const medianTimePastSec = tree.medianTimePast(prev);
  return (
    checkHeaderInContext(params, block.header, {
      height,
      expectedBits: nextBits(params, tree, { prev, timeSec: block.header.timeSec }),
      medianTimePastSec,
      prevTimeSec: tree.timeOf(prev),
      nowSec: context.nowSec,
    }) ??
    checkBlock(block, { params, secp256k1, checkWork, checkMerkle }) ??
    contextualCheckBlock(block, params, { height, medianTimePastSec }) ??
    checkSpending(block, height, context)
  );
}

function checkSpending(block: Block, height: number, context: NextBlockContext): BlockReject | undefined {
  const { params, chain, salt, scripts } = context;
  const { tree, active, coins } = chain;
  const at = { height, hash: block.hash };
  const bip34 = active.at(params.bip34Height);
  return new BlockConnector({ coins, salt }).check(block, {
    rules: blockRules(params, at),
    medianTimePastAt: (wanted) => tree.medianTimePast(active.at(wanted)),
    checkBip30: isBip30Checked(params, at, bip34 < 0 ? undefined : tree.hashOf(bip34)),
    scripts,
  });
}
