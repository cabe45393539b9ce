import { BLOCK_STATUS } from '../chain/block-index.ts';
import type { ChainState } from '../chain/chain-state.ts';
import { checkNextBlock } from '../chain/check-next-block.ts';
import type { NextBlockContext } from '../chain/check-next-block.ts';
import { blockRejectReason } from '../consensus/block-reject.ts';
import type { Block } from '../primitives/block.ts';

/**
 * Says whether a block that was not mined yet would be taken, but for its proof of work (BIP23, block proposal).
 *
 * Source: Bitcoin Core's `getblocktemplate` in mode `proposal`.
 *
 * @returns Core's words: `duplicate`, `duplicate-invalid`, `duplicate-inconclusive`, `inconclusive-not-best-prevblk`, or
 * the reason it is refused for; `undefined` when it is good.
 */
export function judgeProposal(
  block: Block,
  context: Omit<NextBlockContext, 'chain' | 'checkWork' | 'checkMerkle'> & { readonly chain: ChainState },
): string | undefined {
  const { chain } = context;
  const known = chain.tree.indexOf(block.hash);
  if (known >= 0) {
    if (chain.index.isFailed(known)) return 'duplicate-invalid';
    // Only what was connected once is known to be good.
    return chain.index.has(known, BLOCK_STATUS.haveUndo) || chain.active.has(known)
      ? 'duplicate'
      : 'duplicate-inconclusive';
  }
  if (chain.active.tip !== chain.tree.indexOf(block.header.prevHash)) return 'inconclusive-not-best-prevblk';
  const reject = checkNextBlock(block, { ...context, checkWork: false, checkMerkle: true });
  return reject === undefined ? undefined : blockRejectReason(reject);
}
