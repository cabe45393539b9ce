import type { Transaction } from '../primitives/transaction.ts';

/** A transaction that is sent along with a compact block, since the receiver is thought not to have it. */
export interface PrefilledTransaction {
  /** Its index in the block. */
  readonly index: number;
  readonly tx: Transaction;
}

/** A block as its header and a short id of each transaction (BIP152, version 2: short ids of wtxids). */
export interface CompactBlock {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** With the header, the key of the short ids. */
  readonly nonce: bigint;
  /** Six bytes each, as integers below 2^48, in the block's order, without the prefilled ones. */
  readonly shortIds: readonly number[];
  /** In the block's order; the coinbase at least. */
  readonly prefilled: readonly PrefilledTransaction[];
}
