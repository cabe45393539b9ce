import { PrecomputedTransaction } from '../consensus/script/precomputed-transaction.ts';
import type { ScriptError } from '../consensus/script/script-error.ts';
import { TransactionChecker } from '../consensus/script/transaction-checker.ts';
import { verifyScript } from '../consensus/script/verify-script.ts';
import type { SpentCoin } from '../ports/script-verifier.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Transaction } from '../primitives/transaction.ts';

/** The scripts of one transaction's inputs, to be checked in any order and number. */
export class InputScripts {
  readonly #precomputed: PrecomputedTransaction;
  readonly #coins: readonly SpentCoin[];
  readonly #secp256k1: Secp256k1;

  /** @param coins What each input spends, in order. */
  constructor(transaction: Transaction, coins: readonly SpentCoin[], secp256k1: Secp256k1) {
    this.#precomputed = new PrecomputedTransaction(transaction, coins);
    this.#coins = coins;
    this.#secp256k1 = secp256k1;
  }

  /** Checks one input. @returns Why its script fails, or `undefined`. */
  check(input: number, flags: number): ScriptError | undefined {
    const { transaction } = this.#precomputed;
    const { value: amount, scriptPubKey } = this.#coins[input]!;
    const checked = { precomputed: this.#precomputed, input, amount };
    return verifyScript({
      scriptSig: transaction.scriptSig(input),
      scriptPubKey,
      witness: transaction.witness(input),
      flags,
      checker: new TransactionChecker(checked, { secp256k1: this.#secp256k1 }),
    });
  }
}
