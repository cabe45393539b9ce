import type { ConnectionKind, PeerId } from '../net/peer.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { NetAddress } from '../wire/net-address.ts';

/** What a node tells of itself as it happens. */
export type NodeEvent =
  /** `peer` gave the block, if it was connected as it came. */
  | {
      readonly event: 'block-connected';
      readonly height: number;
      readonly hash: BlockHash;
      readonly block: Block;
      readonly peer?: PeerId;
    }
  | { readonly event: 'block-disconnected'; readonly height: number; readonly hash: BlockHash; readonly block: Block }
  | { readonly event: 'block-rejected'; readonly hash: BlockHash; readonly code: string; readonly peer?: PeerId }
  /** The header with the most work is another; its block need not be here yet. */
  | { readonly event: 'headers-advanced'; readonly height: number; readonly hash: BlockHash }
  | { readonly event: 'transaction-added'; readonly tx: Transaction; readonly feeSats: bigint; readonly vsize: number }
  | { readonly event: 'transaction-removed'; readonly tx: Transaction; readonly reason: string }
  | {
      readonly event: 'peer-ready';
      readonly peer: PeerId;
      readonly kind: ConnectionKind;
      readonly address: NetAddress;
      readonly userAgent: string;
    }
  | { readonly event: 'peer-gone'; readonly peer: PeerId; readonly reason: string }
  /** What went wrong, in a line for a person. */
  | { readonly event: 'warning'; readonly text: string };
