import { assert } from '../../bytes/assert.ts';
import type { Transaction } from '../../primitives/transaction.ts';

/** Source: Bitcoin Core's `DEFAULT_BLOCK_RECONSTRUCTION_EXTRA_TXN`. */
const DEFAULT_MAX_EXTRA_TRANSACTIONS = 100;

/** Ours: what one of them may hold on to. A larger one is no standard transaction (400,000 weight units). */
const MAX_EXTRA_TRANSACTION_BYTES = 400_000;

/** Ours: what all of them may hold on to. */
export const MAX_EXTRA_BYTES = 10_000_000;

/**
 * Transactions that lately did not get into the mempool, or were replaced there: a miner may have taken them all the same. The
 * last hundred are kept, of large ones fewer. Source: Bitcoin Core's `vExtraTxnForCompact`.
 */
export class ExtraTransactions {
  readonly #max: number;
  /** From the oldest on. */
  readonly #transactions: Transaction[] = [];
  #sizeBytes = 0;

  constructor(max: number = DEFAULT_MAX_EXTRA_TRANSACTIONS) {
    assert(Number.isInteger(max) && max >= 0, 'a number of transactions');
    this.#max = max;
  }

  /** What they take up together, in bytes. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Adds one in place of the oldest. */
  add(tx: Transaction): void {
    if (this.#max === 0 || tx.totalSize > MAX_EXTRA_TRANSACTION_BYTES) return;
    this.#transactions.push(tx);
    this.#sizeBytes += tx.totalSize;
    while (this.#transactions.length > this.#max || this.#sizeBytes > MAX_EXTRA_BYTES) {
      this.#sizeBytes -= this.#transactions.shift()!.totalSize;
    }
  }

  [Symbol.iterator](): Iterator<Transaction> {
    return this.#transactions[Symbol.iterator]();
  }
}
