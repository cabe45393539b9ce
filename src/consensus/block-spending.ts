import { isInMoneyRange } from '../primitives/amount.ts';
import type { Sats } from '../primitives/amount.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { inBlock } from './block-reject.ts';
import type { BlockReject } from './block-reject.ts';
import type { BlockRules } from './block-rules.ts';
import { checkTxInputs, totalOutputValue } from './check-transaction.ts';
import type { Coin } from './coin.ts';
import { MAX_BLOCK_SIGOPS_COST } from './limits.ts';
import { calculateSequenceLocks, evaluateSequenceLocks } from './lock-time.ts';
import { sigOpCost } from './sigops.ts';

/** What a block's spending is checked against. */
export interface BlockSpendingOptions {
  readonly rules: BlockRules;
  /** Median time past, in seconds, of the block at a height below this block's, on its own chain. Asked for under BIP68. */
  readonly medianTimePastAt: (height: number) => number;
}

/**
 * Checks what one block's transactions spend, one after the other: inputs and fees, relative lock times, the cost of signature
 * operations; at last what the coinbase takes. Scripts are the caller's, after each `add`: they may run elsewhere.
 *
 * Source: Bitcoin Core's `ConnectBlock`, in its order.
 */
export class BlockSpending {
  readonly #rules: BlockRules;
  readonly #medianTimePastAt: (height: number) => number;
  #fees: Sats = 0n;
  #sigOpCost = 0;
  #inputCount = 0;
  #transactionCount = 0;

  constructor(options: BlockSpendingOptions) {
    this.#rules = options.rules;
    this.#medianTimePastAt = options.medianTimePastAt;
  }

  /** What the transactions so far pay. */
  get fees(): Sats {
    return this.#fees;
  }

  get sigOpCost(): number {
    return this.#sigOpCost;
  }

  /** Inputs of the transactions so far, without the coinbase's. */
  get inputCount(): number {
    return this.#inputCount;
  }

  /**
   * Checks the next transaction.
   *
   * @param tx Has passed `checkTransaction`; the block's coinbase comes first.
   * @param coins What each input spends, `undefined` where there is nothing; empty for the coinbase.
   * @returns The first broken rule, or `undefined` if there is none.
   */
  add(tx: Transaction, coins: readonly (Coin | undefined)[]): BlockReject | undefined {
    const transaction = this.#transactionCount++;
    if (!tx.isCoinbase) {
      this.#inputCount += tx.inputCount;
      const reject = this.#addFee(tx, coins, transaction) ?? this.#checkSequenceLocks(tx, coins, transaction);
      if (reject !== undefined) return reject;
    }
    // `checkTxInputs` has seen that no coin is missing.
    const known = coins as readonly Coin[];
    this.#sigOpCost += sigOpCost(tx, { coins: known, flags: this.#rules.scriptFlags });
    return this.#sigOpCost > MAX_BLOCK_SIGOPS_COST
      ? { code: 'bad-blk-sigops', sigOpCost: this.#sigOpCost, maxSigOpCost: MAX_BLOCK_SIGOPS_COST }
      : undefined;
  }

  /** Checks, after all transactions, that the coinbase takes no more than the subsidy and the fees. */
  finish(coinbase: Transaction): BlockReject | undefined {
    const limit = this.#rules.subsidy + this.#fees;
    const value = totalOutputValue(coinbase);
    return value > limit ? { code: 'bad-cb-amount', value, limit } : undefined;
  }

  #addFee(tx: Transaction, coins: readonly (Coin | undefined)[], transaction: number): BlockReject | undefined {
    const fee = checkTxInputs(tx, coins, this.#rules.height);
    if (typeof fee !== 'bigint') return inBlock(fee, { transaction, txid: tx.txid });
    this.#fees += fee;
    return isInMoneyRange(this.#fees)
      ? undefined
      : { code: 'bad-txns-accumulated-fee-outofrange', transaction, fees: this.#fees };
  }

  #checkSequenceLocks(
    tx: Transaction,
    coins: readonly (Coin | undefined)[],
    transaction: number,
  ): BlockReject | undefined {
    const { height, hasSequenceLocks } = this.#rules;
    if (!hasSequenceLocks || tx.version < 2) return undefined;
    const locks = calculateSequenceLocks(tx, {
      coinHeights: (input) => coins[input]!.height,
      medianTimePastAt: this.#medianTimePastAt,
    });
    // Most have none, and the median need not be looked up.
    if (locks.minTimeSec < 0 && locks.minHeight < height) return undefined;
    if (evaluateSequenceLocks(locks, height, this.#medianTimePastAt(height - 1))) return undefined;
    return inBlock({ code: 'bad-txns-nonfinal', lock: 'sequence', ...locks }, { transaction, txid: tx.txid });
  }
}
