import { MAX_PUBKEYS_PER_MULTISIG } from '../../primitives/script/script-facts.ts';
import { MAX_NUMBER_BYTES } from '../../primitives/script/script-number.ts';
import { signedScript } from './check-signature.ts';
import { SCRIPT_VERIFY_NULLDUMMY, SCRIPT_VERIFY_NULLFAIL } from './flags.ts';
import { MAX_OPS_PER_SCRIPT } from './limits.ts';
import type { ScriptError } from './script-error.ts';
import { decodeScriptNum } from './script-num.ts';
import { FALSE, TRUE } from './script-state.ts';
import type { Operation, ScriptState } from './script-state.ts';
import { checkPubkeyEncoding, checkSignatureEncoding } from './signature-encoding.ts';

/** What OP_CHECKMULTISIG finds on the stack. Keys and signatures are in the order in which they are tried: top first. */
interface MultisigArguments {
  readonly publicKeys: readonly Uint8Array[];
  readonly signatures: readonly Uint8Array[];
}

/**
 * ( dummy sig ... count-of-sigs key ... count-of-keys -- bool )
 *
 * The dummy is a bug of 2009 that is now a rule: one element more is taken than there are arguments. The order of checks is
 * Core's to the letter, because which error comes first, and whether a key's encoding is looked at, can be observed.
 *
 * Source: Bitcoin Core's `EvalScript`.
 */
export const checkMultisig: Operation = (state) => {
  const { version, stack, flags } = state;
  if (version === 'tapscript') return 'TAPSCRIPT_CHECKMULTISIG';
  const args = readArguments(state);
  if (typeof args === 'string') return args;
  const { publicKeys, signatures } = args;
  const scriptCode = signedScript(state, version, signatures);
  if (typeof scriptCode === 'string') return scriptCode;
  const result = areAllSigned(state, version, { ...args, scriptCode });
  if (typeof result !== 'boolean') return result;
  if (!result && (flags & SCRIPT_VERIFY_NULLFAIL) !== 0 && signatures.some((signature) => signature.length > 0)) {
    return 'SIG_NULLFAIL';
  }
  stack.length -= publicKeys.length + signatures.length + 2;
  if ((flags & SCRIPT_VERIFY_NULLDUMMY) !== 0 && stack.at(-1)!.length > 0) return 'SIG_NULLDUMMY';
  stack[stack.length - 1] = result ? TRUE : FALSE;
  return undefined;
};

/** ( dummy sig ... count-of-sigs key ... count-of-keys -- ) */
export const checkMultisigVerify: Operation = (state, opcode) => {
  const error = checkMultisig(state, opcode);
  if (error !== undefined) return error;
  if (state.stack.at(-1) !== TRUE) return 'CHECKMULTISIGVERIFY';
  state.stack.pop();
  return undefined;
};

function readArguments(state: ScriptState): MultisigArguments | ScriptError {
  const { stack, minimal } = state;
  let at = stack.length - 1;
  if (at < 0) return 'INVALID_STACK_OPERATION';
  const keyCount = decodeScriptNum(stack[at]!, MAX_NUMBER_BYTES, minimal);
  if (Number.isNaN(keyCount)) return 'UNKNOWN_ERROR';
  if (keyCount < 0 || keyCount > MAX_PUBKEYS_PER_MULTISIG) return 'PUBKEY_COUNT';
  state.opCount += keyCount;
  if (state.opCount > MAX_OPS_PER_SCRIPT) return 'OP_COUNT';
  const keysEnd = at;
  at -= keyCount + 1;
  if (at < 0) return 'INVALID_STACK_OPERATION';
  const signatureCount = decodeScriptNum(stack[at]!, MAX_NUMBER_BYTES, minimal);
  if (Number.isNaN(signatureCount)) return 'UNKNOWN_ERROR';
  if (signatureCount < 0 || signatureCount > keyCount) return 'SIG_COUNT';
  // The dummy has to be there too.
  if (at < signatureCount + 1) return 'INVALID_STACK_OPERATION';
  return {
    publicKeys: stack.slice(at + 1, keysEnd).reverse(),
    signatures: stack.slice(at - signatureCount, at).reverse(),
  };
}

/** Tries each key once, in order, against the signature whose turn it is; stops as soon as the rest can't suffice. */
function areAllSigned(
  { flags, checker }: ScriptState,
  version: 'base' | 'witness-v0',
  args: MultisigArguments & { readonly scriptCode: Uint8Array },
): boolean | ScriptError {
  const { publicKeys, signatures, scriptCode } = args;
  let key = 0;
  let signed = 0;
  while (signed < signatures.length) {
    // More signatures than keys are left: too many keys have failed.
    if (signatures.length - signed > publicKeys.length - key) return false;
    const signature = signatures[signed]!;
    const publicKey = publicKeys[key]!;
    const error = checkSignatureEncoding(signature, flags) ?? checkPubkeyEncoding(publicKey, flags, version);
    if (error !== undefined) return error;
    if (checker.checkEcdsaSignature(signature, publicKey, scriptCode, version)) signed++;
    key++;
  }
  return true;
}
