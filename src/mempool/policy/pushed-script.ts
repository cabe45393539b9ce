import { evaluateScript } from '../../consensus/script/evaluate-script.ts';
import { SCRIPT_VERIFY_NONE } from '../../consensus/script/flags.ts';
import { NO_TRANSACTION_CHECKER } from '../../consensus/script/no-transaction-checker.ts';

/**
 * Runs a scriptSig and returns what it leaves on top: the script of a P2SH input. Neither is it looked at whether the
 * scriptSig only pushes, nor whether that script's hash is the right one: both is asked later.
 *
 * Source: Bitcoin Core's `AreInputsStandard` and `IsWitnessStandard`.
 *
 * @returns `undefined` if it fails or leaves nothing.
 */
export function pushedScriptOf(scriptSig: Uint8Array): Uint8Array | undefined {
  const stack: Uint8Array[] = [];
  const error = evaluateScript({
    script: scriptSig,
    stack,
    version: 'base',
    flags: SCRIPT_VERIFY_NONE,
    checker: NO_TRANSACTION_CHECKER,
  });
  return error === undefined ? stack.at(-1) : undefined;
}
