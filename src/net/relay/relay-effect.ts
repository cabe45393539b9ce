import type { MempoolEntry } from '../../mempool/mempool-entry.ts';
import type { RemovedEntry } from '../../mempool/transaction-pool.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { NetEffect } from '../net-effect.ts';
import type { PeerId } from '../peer.ts';

/** What transaction relay wants done, or tells. */
export type RelayEffect =
  | NetEffect
  /** A transaction came into the mempool: for subscribers, and for fee estimates. */
  | {
      readonly do: 'transaction-added';
      readonly entry: MempoolEntry;
      /** What had to leave for its sake. */
      readonly removed: readonly RemovedEntry[];
      /**
       * Who sent it, where it was good at once: a peer that did lately is kept when inbound connections are evicted (Core's
       * `m_last_tx_time`). `undefined` for orphans, packages, and one's own.
       */
      readonly from: PeerId | undefined;
    }
  /** Transactions left the mempool while none came in. */
  | { readonly do: 'transactions-removed'; readonly removed: readonly RemovedEntry[] }
  /**
   * A transaction that is not in the mempool, and may all the same be in a block: compact blocks are filled from it too.
   * Source: Bitcoin Core's `AddToCompactExtraTransactions`.
   */
  | { readonly do: 'keep-for-compact-blocks'; readonly tx: Transaction }
  /** A peer has sent a transaction that nobody has asked it for, and it came to nothing. */
  | { readonly do: 'came-to-nothing'; readonly peer: PeerId; readonly tx: Transaction; readonly wasKnown: boolean };
