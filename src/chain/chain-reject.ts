import type { BlockReject } from '../consensus/block-reject.ts';
import { blockRejectReason, describeBlockReject } from '../consensus/block-reject.ts';
import { blockHashToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';

/** Why a block is not taken in: a rule it breaks, or what is known of it or of the block before it. */
export type ChainReject =
  | BlockReject
  /** It builds on a block that has failed. */
  | { readonly code: 'bad-prevblk'; readonly prevHash: BlockHash }
  /** It has failed before. */
  | { readonly code: 'duplicate'; readonly hash: BlockHash };

/** Returns the reason as Bitcoin Core 28.1 prints it. */
export function chainRejectReason(reject: ChainReject): string {
  return reject.code === 'bad-prevblk' || reject.code === 'duplicate' ? reject.code : blockRejectReason(reject);
}

/** Returns one plain line for a person: which rule, and what was compared. */
export function describeChainReject(reject: ChainReject): string {
  switch (reject.code) {
    case 'bad-prevblk':
      return `the block before it, ${blockHashToHex(reject.prevHash)}, has failed`;
    case 'duplicate':
      return 'it has failed before, or builds on a block that has';
    default:
      return describeBlockReject(reject);
  }
}
