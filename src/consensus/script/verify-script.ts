import { assert } from '../../bytes/assert.ts';
import { isPayToScriptHash, isPushOnly, witnessProgramOf } from '../../primitives/script/script-facts.ts';
import { evaluateScript } from './evaluate-script.ts';
import type { ScriptRun } from './evaluate-script.ts';
import {
  SCRIPT_VERIFY_CLEANSTACK,
  SCRIPT_VERIFY_P2SH,
  SCRIPT_VERIFY_SIGPUSHONLY,
  SCRIPT_VERIFY_WITNESS,
  areScriptFlagsConsistent,
} from './flags.ts';
import type { ScriptError } from './script-error.ts';
import { isTruthy } from './script-num.ts';
import type { ScriptPhase, ScriptVerification } from './script-verification.ts';
import { verifyWitnessProgram } from './verify-witness.ts';

/**
 * Verifies that an input may spend its output.
 *
 * Source: Bitcoin Core 28.1's `VerifyScript`.
 *
 * @returns Why not; or `undefined` when it may.
 */
export function verifyScript(verification: ScriptVerification): ScriptError | undefined {
  const { scriptSig, scriptPubKey, witness, flags } = verification;
  assert(areScriptFlagsConsistent(flags), 'CLEANSTACK goes with WITNESS, and WITNESS with P2SH');
  if ((flags & SCRIPT_VERIFY_SIGPUSHONLY) !== 0 && !isPushOnly(scriptSig)) return 'SIG_PUSHONLY';
  // One after the other on one stack, not as one script (CVE-2010-5141).
  const stack: Uint8Array[] = [];
  const sigError = run(verification, 'scriptSig', scriptSig, stack);
  if (sigError !== undefined) return sigError;
  const isP2sh = (flags & SCRIPT_VERIFY_P2SH) !== 0 && isPayToScriptHash(scriptPubKey);
  const p2shStack = isP2sh ? stack.slice() : undefined;
  const pubKeyError = run(verification, 'scriptPubKey', scriptPubKey, stack) ?? checkTop(stack);
  if (pubKeyError !== undefined) return pubKeyError;
  const evaluation: Evaluation = { hadWitness: false, stackSize: stack.length };
  const error =
    verifyNativeWitness(verification, evaluation) ??
    (p2shStack === undefined ? undefined : verifyP2sh(verification, p2shStack, evaluation));
  if (error !== undefined) return error;
  // After P2SH and witnesses: before, what they run on is still on the stack.
  if ((flags & SCRIPT_VERIFY_CLEANSTACK) !== 0 && evaluation.stackSize !== 1) return 'CLEANSTACK';
  const unexpected = (flags & SCRIPT_VERIFY_WITNESS) !== 0 && !evaluation.hadWitness && witness.length > 0;
  return unexpected ? 'WITNESS_UNEXPECTED' : undefined;
}

/** What is known at the end. */
interface Evaluation {
  hadWitness: boolean;
  /** Elements that are left; 1 after a witness program, which cleans up by its own rules. */
  stackSize: number;
}

function checkTop(stack: readonly Uint8Array[]): ScriptError | undefined {
  const top = stack[stack.length - 1];
  return top === undefined || !isTruthy(top) ? 'EVAL_FALSE' : undefined;
}

function run(
  { flags, checker, trace }: ScriptVerification,
  phase: ScriptPhase,
  script: Uint8Array,
  stack: Uint8Array[],
): ScriptError | undefined {
  trace?.onPhase(phase, script, stack);
  const scriptRun: ScriptRun = { script, stack, version: 'base', flags, checker, onStep: trace?.onStep };
  return evaluateScript(scriptRun);
}

function verifyNativeWitness(verification: ScriptVerification, evaluation: Evaluation): ScriptError | undefined {
  if ((verification.flags & SCRIPT_VERIFY_WITNESS) === 0) return undefined;
  const program = witnessProgramOf(verification.scriptPubKey);
  if (program === undefined) return undefined;
  evaluation.hadWitness = true;
  evaluation.stackSize = 1;
  // Anything there could be changed by others without changing the txid's meaning.
  if (verification.scriptSig.length > 0) return 'WITNESS_MALLEATED';
  return verifyWitnessProgram(verification, program, { isP2sh: false });
}

/** BIP16: runs what the scriptSig pushed last, on what it pushed before. */
function verifyP2sh(
  verification: ScriptVerification,
  stack: Uint8Array[],
  evaluation: Evaluation,
): ScriptError | undefined {
  const { scriptSig, flags } = verification;
  if (!isPushOnly(scriptSig)) return 'SIG_PUSHONLY';
  const redeemScript = stack.pop();
  assert(redeemScript !== undefined, 'its hash was compared with the output');
  const error = run(verification, 'redeemScript', redeemScript, stack) ?? checkTop(stack);
  if (error !== undefined) return error;
  evaluation.stackSize = stack.length;
  if ((flags & SCRIPT_VERIFY_WITNESS) === 0) return undefined;
  const program = witnessProgramOf(redeemScript);
  if (program === undefined) return undefined;
  evaluation.hadWitness = true;
  evaluation.stackSize = 1;
  if (!isOnlyPush(scriptSig, redeemScript)) return 'WITNESS_MALLEATED_P2SH';
  return verifyWitnessProgram(verification, program, { isP2sh: true });
}

/** Whether the scriptSig, which pushed the script last, pushes nothing else and in the shortest way. */
function isOnlyPush(scriptSig: Uint8Array, redeemScript: Uint8Array): boolean {
  // A witness program has at most 42 bytes, so one opcode, which is the length, pushes it.
  return scriptSig.length === redeemScript.length + 1 && scriptSig[0] === redeemScript.length;
}
