import type { TransactionOutput } from '../primitives/transaction-data.ts';

/** An output that is not spent yet, and what rules ask of the block that made it. Source: Bitcoin Core's `Coin`. */
export interface Coin extends TransactionOutput {
  /** Height of the block that made it. */
  readonly height: number;
  /** Whether a coinbase made it. */
  readonly isCoinbase: boolean;
}
