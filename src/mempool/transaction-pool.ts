import type { Block } from '../primitives/block.ts';
import type { Txid, Wtxid } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import type { MempoolReject } from './mempool-reject.ts';

/** Why a transaction left the mempool. Source: Bitcoin Core's `MemPoolRemovalReason`. */
export type RemovalReason = 'expiry' | 'sizelimit' | 'reorg' | 'block' | 'conflict' | 'replaced';

/** A transaction that left. */
export interface RemovedEntry {
  readonly entry: MempoolEntry;
  readonly reason: RemovalReason;
}

/** What became of one transaction that was offered. */
export type PoolAcceptance =
  | {
      readonly status: 'accepted';
      /** As it is in the mempool from now on; not there if it was only a test. */
      readonly entry: MempoolEntry;
      /** What it replaced, and what was pushed out for its sake. */
      readonly removed: readonly RemovedEntry[];
      /** What it paid when it was taken, with those of its package that it was taken with. */
      readonly effective?: EffectiveFeeRate;
    }
  /** Of a package alone: the same transaction is there already, perhaps with another witness. */
  | { readonly status: 'known'; readonly entry: MempoolEntry }
  | {
      readonly status: 'rejected';
      readonly reject: MempoolReject;
      /** What left all the same: there where the code is `mempool full`. */
      readonly removed?: readonly RemovedEntry[];
    };

/** The fee rate by which transactions were taken. Source: Bitcoin Core's `m_effective_feerate`, `m_wtxids_fee_calculations`. */
export interface EffectiveFeeRate {
  readonly satsPerKvb: bigint;
  /** Those that paid it together. */
  readonly wtxids: readonly Wtxid[];
}

/** What became of a package. Source: Bitcoin Core's `PackageMempoolAcceptResult`. */
export interface PackageAcceptance {
  /** Why the package as such fails, or `transaction failed`; `undefined` if it does not. */
  readonly reject: MempoolReject | undefined;
  /** For each transaction, in the package's order; `undefined` where it was not looked at. */
  readonly transactions: readonly (PoolAcceptance | undefined)[];
  /**
   * All that left on the way, what `transactions` name as well, and what left though none of them was taken. Nothing that only
   * came with the package.
   */
  readonly removed?: readonly RemovedEntry[];
}

/** How a transaction is offered. */
export interface AcceptOptions {
  readonly nowSec: number;
  /** When it came, in seconds since 1970, if not now: `mempool.dat` tells. */
  readonly timeSec?: number;
  /** Only say what would happen. */
  readonly testOnly?: boolean;
  /** Highest fee rate that whoever sends it meant to pay (`max feerate exceeded`). */
  readonly maxFeeRateSatsPerKvb?: bigint;
}

/**
 * The transactions that wait for a block: one interface for what relay, mining and RPC ask, so that the graph behind it may
 * change (clusters and chunks come later).
 */
export interface TransactionPool {
  /** How many there are. */
  readonly size: number;
  /** Virtual bytes of all. */
  readonly totalVsize: number;
  /** What they pay, without what `prioritise` added. */
  readonly totalFeesSats: bigint;
  /** Memory that they take, as Bitcoin Core counts it. */
  readonly usageBytes: number;
  /** Rises with each that comes or goes: the next one's `sequence`. Source: Bitcoin Core's `GetSequence`. */
  readonly sequence: number;
  get(txid: Txid | Uint8Array): MempoolEntry | undefined;
  getByWtxid(wtxid: Wtxid | Uint8Array): MempoolEntry | undefined;
  /** What spends an output. @param outPoint Holds 36 bytes of an outpoint from `offset` on. */
  spenderOf(outPoint: Uint8Array, offset: number): MempoolEntry | undefined;
  /** All, in no order that anyone may rely on. */
  entries(): IterableIterator<MempoolEntry>;
  /** In the mempool. */
  parentsOf(entry: MempoolEntry): MempoolEntry[];
  childrenOf(entry: MempoolEntry): MempoolEntry[];
  /** Whether a transaction spends nothing of the mempool. */
  hasNoInputsOf(tx: Transaction): boolean;
  /** In the mempool, without itself. */
  ancestorsOf(entry: MempoolEntry): MempoolEntry[];
  descendantsOf(entry: MempoolEntry): MempoolEntry[];
  /** Which of two is announced and mined first: fewer ancestors, then a higher fee rate (Core's `CompareDepthAndScore`). */
  compareForRelay(a: MempoolEntry, b: MempoolEntry): number;
  /** All in the order of `compareForRelay`, so that parents come before children: for `mempool.dat`, and `getrawmempool`. */
  entriesForRelay(): MempoolEntry[];
  /** Source: Bitcoin Core's `AcceptToMemoryPool`. */
  accept(tx: Transaction, options: AcceptOptions): PoolAcceptance;
  /** Source: Bitcoin Core's `ProcessNewPackage`. */
  acceptPackage(transactions: readonly Transaction[], options: AcceptOptions): PackageAcceptance;
  /**
   * What a transaction has to pay at least where the mempool is, or was, full: satoshis for 1,000 virtual bytes, 0 where it was
   * not. Falls with time (Core's `GetMinFee`). The least for relay of the policy holds beside it.
   */
  minFeeRateSatsPerKvb(nowSec: number): bigint;
  /** Takes out what is in a block that was connected, and what it conflicts with. @param height The block's. */
  blockConnected(block: Block, height: number, nowSec: number): RemovedEntry[];
  /**
   * Takes back what was in blocks that were disconnected, as far as it is still good, and takes out what is not any more.
   * Called once the new chain is connected. Source: Bitcoin Core's `MaybeUpdateMempoolForReorg`.
   *
   * @param disconnected In the order in which they were disconnected: the highest first.
   */
  reorganized(
    disconnected: readonly Block[],
    nowSec: number,
  ): { readonly added: MempoolEntry[]; readonly removed: RemovedEntry[] };
  /** Takes out what is older than the limit of two weeks. */
  expire(nowSec: number): RemovedEntry[];
  /** Adds to the fee that mining sees. Holds for a transaction that is not there yet, too. */
  prioritise(txid: Txid, deltaSats: bigint): void;
  /** What `prioritise` has added, and no block has taken. */
  prioritised(): readonly { readonly txid: Txid; readonly deltaSats: bigint }[];
}
