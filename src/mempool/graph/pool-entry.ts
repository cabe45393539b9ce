import type { SequenceLocks } from '../../consensus/lock-time.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { MempoolEntry } from '../mempool-entry.ts';
import { transactionUsageBytes } from './memory-usage.ts';

/**
 * The relative lock times of a transaction, and how long what was worked out holds. Source: Bitcoin Core's `LockPoints`.
 */
export interface LockPoints extends SequenceLocks {
  /**
   * Row of the block, of those that made what it spends, that is highest: while the chain has it, the locks stay as they are.
   * -1 where they depend on no block.
   */
  readonly highestInputRow: number;
}

/** An entry as the graph keeps it: what changes when others come and go, and how it hangs together with them. */
export interface PoolEntry extends MempoolEntry {
  readonly txidKey: HashKey;
  readonly wtxidKey: HashKey;
  /** Whether it spends a coinbase, which a reorganization may make immature again. */
  readonly spendsCoinbase: boolean;
  lockPoints: LockPoints;
  /** Memory of the transaction, as Core counts it. */
  readonly usageBytes: number;
  modifiedFeeSats: bigint;
  ancestorCount: number;
  ancestorVsize: number;
  ancestorFeesSats: bigint;
  ancestorSigOpCost: number;
  descendantCount: number;
  descendantVsize: number;
  descendantFeesSats: bigint;
  /** In the mempool, each once, in no order. */
  readonly parents: PoolEntry[];
  readonly children: PoolEntry[];
  /** Number of the last walk that came by: so that a walk need not keep a set. Source: Core's `Epoch::Marker`. */
  visitedBy: number;
  /** What it is evicted by: the better of its own fee rate and that of it and its descendants (`EvictionOrder`). */
  evictionFee: number;
  evictionVsize: number;
  /** Where it is in the heaps; -1 when in none. */
  evictionPlace: number;
  timePlace: number;
}

/** What an entry begins with. */
export interface EntryStart {
  /** The transaction as it came; the entry has its own copy if it is part of something larger. */
  readonly tx: Transaction;
  readonly feeSats: bigint;
  readonly modifiedFeeSats: bigint;
  readonly vsize: number;
  readonly sigOpCost: number;
  readonly timeSec: number;
  readonly height: number;
  readonly sequence: number;
  readonly spendsCoinbase: boolean;
  readonly lockPoints: LockPoints;
}

/** Makes an entry that knows no other yet. */
export function newPoolEntry(start: EntryStart): PoolEntry {
  const { tx, modifiedFeeSats, vsize, sigOpCost } = start;
  const { txid, wtxid } = tx;
  return {
    tx,
    txid,
    wtxid,
    txidKey: hashKey(txid),
    wtxidKey: hashKey(wtxid),
    feeSats: start.feeSats,
    modifiedFeeSats,
    vsize,
    weightWu: tx.weight,
    sigOpCost,
    timeSec: start.timeSec,
    height: start.height,
    sequence: start.sequence,
    spendsCoinbase: start.spendsCoinbase,
    lockPoints: start.lockPoints,
    usageBytes: transactionUsageBytes(tx),
    ancestorCount: 1,
    ancestorVsize: vsize,
    ancestorFeesSats: modifiedFeeSats,
    ancestorSigOpCost: sigOpCost,
    descendantCount: 1,
    descendantVsize: vsize,
    descendantFeesSats: modifiedFeeSats,
    parents: [],
    children: [],
    visitedBy: 0,
    evictionFee: 0,
    evictionVsize: 0,
    evictionPlace: -1,
    timePlace: -1,
  };
}
