import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { TransactionOutput } from '../primitives/transaction-data.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { PrecomputedTransaction } from './script/precomputed-transaction.ts';
import { TransactionChecker } from './script/transaction-checker.ts';
import { verifyScript } from './script/verify-script.ts';
import type { ScriptReject } from './transaction-reject.ts';

/**
 * Runs the scripts of all inputs of a transaction.
 *
 * Source: Bitcoin Core's `CheckInputScripts`, under the flags of a block, so that every failure is of a mandatory flag.
 *
 * @param tx No coinbase.
 * @param options.coins What each input spends, in order.
 * @param options.flags The block's script flags.
 * @returns The first input whose script fails, or `undefined` if none does.
 */
export function checkInputScripts(
  tx: Transaction,
  options: { readonly coins: readonly TransactionOutput[]; readonly flags: number; readonly secp256k1: Secp256k1 },
): ScriptReject | undefined {
  const { coins, flags, secp256k1 } = options;
  const precomputed = new PrecomputedTransaction(tx, coins);
  for (let input = 0; input < tx.inputCount; input++) {
    const { value: amount, scriptPubKey } = coins[input]!;
    const error = verifyScript({
      scriptSig: tx.scriptSig(input),
      scriptPubKey,
      witness: tx.witness(input),
      flags,
      checker: new TransactionChecker({ precomputed, input, amount }, { secp256k1 }),
    });
    if (error !== undefined) return { code: 'mandatory-script-verify-flag-failed', input, error };
  }
  return undefined;
}
