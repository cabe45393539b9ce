import { assert } from '../../bytes/assert.ts';
import type { Transaction } from '../../primitives/transaction.ts';

/** Source: Bitcoin Core's `DEFAULT_BLOCK_RECONSTRUCTION_EXTRA_TXN`. */
const DEFAULT_MAX_EXTRA_TRANSACTIONS = 100;

/** Ours: what one of them may hold on to. A larger one is no standard transaction (400,000 weight units). */
const MAX_EXTRA_TRANSACTION_BYTES = 400_000;

/**
 * Transactions that lately did not get into the mempool, or were replaced there: a miner may have taken them all the same. The
 * last hundred are kept. Source: Bitcoin Core's `vExtraTxnForCompact`.
 */
export class ExtraTransactions {
  readonly #max: number;
  readonly #transactions: Transaction[] = [];
  #next = 0;

  constructor(max: number = DEFAULT_MAX_EXTRA_TRANSACTIONS) {
    assert(Number.isInteger(max) && max >= 0, 'a number of transactions');
    this.#max = max;
  }

  /** Adds one in place of the oldest. */
  add(tx: Transaction): void {
    if (this.#max === 0 || tx.totalSize > MAX_EXTRA_TRANSACTION_BYTES) return;
    this.#transactions[this.#next] = tx;
    this.#next = (this.#next + 1) % this.#max;
  }

  [Symbol.iterator](): Iterator<Transaction> {
    return this.#transactions[Symbol.iterator]();
  }
}
