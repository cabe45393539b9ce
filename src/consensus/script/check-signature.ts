import { assert } from '../../bytes/assert.ts';
import { withoutPushesOf } from './find-and-delete.ts';
import {
  SCRIPT_VERIFY_CONST_SCRIPTCODE,
  SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_PUBKEYTYPE,
  SCRIPT_VERIFY_NULLFAIL,
} from './flags.ts';
import { VALIDATION_WEIGHT_PER_SIGOP_PASSED } from './limits.ts';
import type { ScriptError } from './script-error.ts';
import type { ScriptState } from './script-state.ts';
import { checkPubkeyEncoding, checkSignatureEncoding } from './signature-encoding.ts';

/**
 * Checks one signature, by the rules of the script's version. Source: Bitcoin Core's `EvalChecksig`.
 *
 * @returns Whether it holds; or why the script fails at once.
 */
export function checkSignature(
  state: ScriptState,
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean | ScriptError {
  return state.version === 'tapscript'
    ? checkInTapscript(state, signature, publicKey)
    : checkBeforeTapscript(state, state.version, signature, publicKey);
}

/** Source: Bitcoin Core's `EvalChecksigPreTapscript`. */
function checkBeforeTapscript(
  state: ScriptState,
  version: 'base' | 'witness-v0',
  signature: Uint8Array,
  publicKey: Uint8Array,
): boolean | ScriptError {
  const { flags } = state;
  const scriptCode = signedScript(state, version, [signature]);
  if (typeof scriptCode === 'string') return scriptCode;
  const error = checkSignatureEncoding(signature, flags) ?? checkPubkeyEncoding(publicKey, flags, version);
  if (error !== undefined) return error;
  if (state.checker.checkEcdsaSignature(signature, publicKey, scriptCode, version)) return true;
  return (flags & SCRIPT_VERIFY_NULLFAIL) !== 0 && signature.length > 0 ? 'SIG_NULLFAIL' : false;
}

/**
 * Returns what of the script signatures sign: from the last OP_CODESEPARATOR on and, outside of witnesses, without the
 * signatures themselves.
 *
 * @returns The script; or SIG_FINDANDDELETE, when a signature is in it and must not be.
 */
export function signedScript(
  state: ScriptState,
  version: 'base' | 'witness-v0',
  signatures: readonly Uint8Array[],
): Uint8Array | 'SIG_FINDANDDELETE' {
  let scriptCode = state.codeStart === 0 ? state.script : state.script.subarray(state.codeStart);
  if (version === 'witness-v0') return scriptCode;
  for (const signature of signatures) {
    const shorter = withoutPushesOf(signature, scriptCode);
    if (shorter !== scriptCode && (state.flags & SCRIPT_VERIFY_CONST_SCRIPTCODE) !== 0) return 'SIG_FINDANDDELETE';
    scriptCode = shorter;
  }
  return scriptCode;
}

/**
 * BIP342. The order matters: the budget is spent before the key is looked at, an unknown kind of key makes any signature
 * good, and a signature that is neither empty nor good fails the script.
 *
 * Source: Bitcoin Core's `EvalChecksigTapscript`.
 */
function checkInTapscript(state: ScriptState, signature: Uint8Array, publicKey: Uint8Array): boolean | ScriptError {
  const { taproot } = state;
  assert(taproot !== undefined, 'a tapscript runs with what its signatures commit to');
  const isSigned = signature.length > 0;
  if (isSigned) {
    taproot.validationWeightLeft -= VALIDATION_WEIGHT_PER_SIGOP_PASSED;
    if (taproot.validationWeightLeft < 0) return 'TAPSCRIPT_VALIDATION_WEIGHT';
  }
  if (publicKey.length === 0) return 'PUBKEYTYPE';
  if (publicKey.length === 32) {
    if (!isSigned) return false;
    return state.checker.checkSchnorrSignature(signature, publicKey, taproot) ?? true;
  }
  const discouraged = (state.flags & SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_PUBKEYTYPE) !== 0;
  return discouraged ? 'DISCOURAGE_UPGRADABLE_PUBKEYTYPE' : isSigned;
}
