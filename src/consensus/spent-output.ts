import type { TransactionOutput } from '../primitives/transaction-data.ts';

/** An output that an input spends, as a file tells it: not every file tells everything. */
export interface SpentOutput extends TransactionOutput {
  /** Height of the block that made it. */
  readonly height?: number;
  /** Whether a coinbase made it. */
  readonly isCoinbase?: boolean;
  /** Which output it is, `txid:vout`. */
  readonly outPoint?: string;
}
