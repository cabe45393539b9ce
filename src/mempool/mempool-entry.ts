import type { Txid, Wtxid } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';

/** A transaction in the mempool, with what is known of it. Source: Bitcoin Core's `CTxMemPoolEntry`. */
export interface MempoolEntry {
  readonly tx: Transaction;
  readonly txid: Txid;
  readonly wtxid: Wtxid;
  /** What it pays, in satoshis. */
  readonly feeSats: bigint;
  /** The same with what `prioritise` added. */
  readonly modifiedFeeSats: bigint;
  /** Virtual bytes, raised where it has many signature operations. */
  readonly vsize: number;
  readonly weightWu: number;
  readonly sigOpCost: number;
  /** When it came, in seconds since 1970. */
  readonly timeSec: number;
  /** Height of the tip when it came. */
  readonly height: number;
  /** Rises with each transaction that comes. */
  readonly sequence: number;
  /** Itself and all its ancestors in the mempool: how many, virtual bytes, modified fees, signature operations. */
  readonly ancestorCount: number;
  readonly ancestorVsize: number;
  readonly ancestorFeesSats: bigint;
  readonly ancestorSigOpCost: number;
  /** Itself and all its descendants in the mempool. */
  readonly descendantCount: number;
  readonly descendantVsize: number;
  readonly descendantFeesSats: bigint;
}
