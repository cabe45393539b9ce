import type { Block } from '../../primitives/block.ts';
import type { NetEffect } from '../net-effect.ts';
import type { PeerId } from '../peer.ts';

/** Why synchronization ends a connection, or says that a peer has misbehaved. */
export type SyncReason =
  /** A `headers` message has more than 2,000. */
  | 'headers-oversized'
  /** A header's hash does not meet the target that it states. */
  | 'headers-without-work'
  | 'headers-not-continuous'
  /** A header breaks a rule, or builds on a block that has failed. */
  | 'headers-invalid'
  /** A locator has more than 101 hashes. */
  | 'locator-oversized'
  | 'block-mutated'
  | 'block-invalid'
  /** A compact block that no block can come of, or transactions that don't go with it. */
  | 'compact-block-invalid'
  /** A `getblocktxn` asks for a transaction that the block does not have. */
  | 'getblocktxn-out-of-bounds'
  /** An outbound peer's whole chain has less work than the network is known to have. */
  | 'chain-insufficient-work'
  /** An outbound peer's chain stays behind ours. */
  | 'chain-outdated'
  | 'headers-timeout'
  | 'block-stalling'
  | 'block-timeout'
  /** More connections than wanted, and this one was the last to tell of a block. */
  | 'outbound-extra'
  /** More blocks are asked for than may wait. */
  | 'getdata-oversized'
  /** A block is asked for that a node with the last blocks only does not give. */
  | 'block-too-deep'
  /** A stored block can't be read any more. */
  | 'block-unavailable'
  /** Old blocks are not given any more today. */
  | 'upload-target-reached'
  /** Filters are asked for that are not served, or too many. */
  | 'filter-request-invalid';

/** What synchronization wants done, in this order. */
export type SyncEffect =
  | NetEffect
  /**
   * Give the block to `ChainState.acceptBlock`, tell `BlockSync.blockProcessed` and do what it wants done, then step towards the
   * best chain and tell `BlockSync.chainStepped` of each step and `tipChanged` of the end. Before anything else that came from the
   * network.
   */
  | { readonly do: 'process-block'; readonly peer: PeerId; readonly block: Block };
