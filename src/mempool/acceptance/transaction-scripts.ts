import type { Coin } from '../../consensus/coin.ts';
import { MANDATORY_SCRIPT_VERIFY_FLAGS } from '../../consensus/script/flags.ts';
import {
  SCRIPT_VERIFY_CLEANSTACK,
  SCRIPT_VERIFY_WITNESS,
  STANDARD_SCRIPT_VERIFY_FLAGS,
} from '../../consensus/script/flags.ts';
import { PrecomputedTransaction } from '../../consensus/script/precomputed-transaction.ts';
import { scriptErrorText } from '../../consensus/script/script-error.ts';
import type { ScriptError } from '../../consensus/script/script-error.ts';
import { TransactionChecker } from '../../consensus/script/transaction-checker.ts';
import { verifyScript } from '../../consensus/script/verify-script.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { reject } from './reject.ts';
import { RememberingChecker } from './remembering-checker.ts';

/** The scripts of one transaction, run under several sets of flags. */
export class TransactionScripts {
  readonly #tx: Transaction;
  readonly #coins: readonly Coin[];
  readonly #secp256k1: Secp256k1;
  readonly #precomputed: PrecomputedTransaction;
  readonly #checkers: RememberingChecker[] = [];

  /** @param coins What each input spends. */
  constructor(tx: Transaction, coins: readonly Coin[], secp256k1: Secp256k1) {
    this.#tx = tx;
    this.#coins = coins;
    this.#secp256k1 = secp256k1;
    this.#precomputed = new PrecomputedTransaction(tx, coins);
  }

  /**
   * Runs all inputs under the flags of relay. Source: Bitcoin Core's `PolicyScriptChecks`, `CheckInputScripts`.
   *
   * @returns The first failure: of a rule of consensus, or of relay alone; or that all that is missing is the witness.
   */
  checkStandard(): MempoolReject | undefined {
    const failed = this.#firstFailure(STANDARD_SCRIPT_VERIFY_FLAGS);
    if (failed === undefined) return undefined;
    const { input, error } = failed;
    const isMandatory = this.#run(input, STANDARD_SCRIPT_VERIFY_FLAGS & MANDATORY_SCRIPT_VERIFY_FLAGS) !== undefined;
    const found = isMandatory
      ? reject('consensus', `mandatory-script-verify-flag-failed (${scriptErrorText(error)})`)
      : reject('not-standard', `non-mandatory-script-verify-flag (${scriptErrorText(error)})`);
    return this.#isOnlyWitnessMissing() ? { ...found, kind: 'witness-stripped' } : found;
  }

  /** Runs all inputs under the flags of a block. */
  checkBlock(flags: number): MempoolReject | undefined {
    const failed = this.#firstFailure(flags);
    if (failed === undefined) return undefined;
    return reject('consensus', `mandatory-script-verify-flag-failed (${scriptErrorText(failed.error)})`);
  }

  /** Whether all would be well if there were no witnesses in the world: CLEANSTACK goes with WITNESS, so both are left out. */
  #isOnlyWitnessMissing(): boolean {
    if (this.#tx.hasWitness) return false;
    const flags = STANDARD_SCRIPT_VERIFY_FLAGS & ~SCRIPT_VERIFY_CLEANSTACK;
    return this.#firstFailure(flags & ~SCRIPT_VERIFY_WITNESS) === undefined && this.#firstFailure(flags) !== undefined;
  }

  #firstFailure(flags: number): { readonly input: number; readonly error: ScriptError } | undefined {
    for (let input = 0; input < this.#tx.inputCount; input++) {
      const error = this.#run(input, flags);
      if (error !== undefined) return { input, error };
    }
    return undefined;
  }

  #run(input: number, flags: number): ScriptError | undefined {
    const tx = this.#tx;
    const { value: amount, scriptPubKey } = this.#coins[input]!;
    this.#checkers[input] ??= new RememberingChecker(
      new TransactionChecker({ precomputed: this.#precomputed, input, amount }, { secp256k1: this.#secp256k1 }),
    );
    const checker = this.#checkers[input]!.rewind();
    return verifyScript({ scriptSig: tx.scriptSig(input), scriptPubKey, witness: tx.witness(input), flags, checker });
  }
}
