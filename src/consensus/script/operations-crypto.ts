import { hash160, ripemd160, sha1, sha256 } from '../../crypto/hashes.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { MAX_NUMBER_BYTES } from '../../primitives/script/script-number.ts';
import { checkSignature } from './check-signature.ts';
import { checkMultisig, checkMultisigVerify } from './check-multisig.ts';
import { decodeScriptNum, encodeScriptNum } from './script-num.ts';
import { FALSE, TRUE } from './script-state.ts';
import type { Operation } from './script-state.ts';

/** ( in -- hash ) */
function hashing(hash: (bytes: Uint8Array) => Uint8Array): Operation {
  return ({ stack }) => {
    const top = stack.length - 1;
    if (top < 0) return 'INVALID_STACK_OPERATION';
    stack[top] = hash(stack[top]!);
    return undefined;
  };
}

/** ( -- ): signatures from here on sign what follows. Outside of witnesses, CONST_SCRIPTCODE forbids it (`stepScript`). */
const codeSeparator: Operation = (state) => {
  state.codeStart = state.reader.offset;
  if (state.taproot !== undefined) state.taproot.codeSeparatorPosition = state.position;
  return undefined;
};

/** ( signature key -- bool ) */
const checkSig: Operation = (state) => {
  const { stack } = state;
  if (stack.length < 2) return 'INVALID_STACK_OPERATION';
  const result = checkSignature(state, stack[stack.length - 2]!, stack[stack.length - 1]!);
  if (typeof result !== 'boolean') return result;
  stack.pop();
  stack[stack.length - 1] = result ? TRUE : FALSE;
  return undefined;
};

/** ( signature key -- ) */
const checkSigVerify: Operation = (state, opcode) => {
  const error = checkSig(state, opcode);
  if (error !== undefined) return error;
  if (state.stack.at(-1) !== TRUE) return 'CHECKSIGVERIFY';
  state.stack.pop();
  return undefined;
};

/** ( signature n key -- n or n + 1 ), in tapscript only (BIP342) */
const checkSigAdd: Operation = (state) => {
  if (state.version !== 'tapscript') return 'BAD_OPCODE';
  const { stack } = state;
  if (stack.length < 3) return 'INVALID_STACK_OPERATION';
  const n = decodeScriptNum(stack.at(-2)!, MAX_NUMBER_BYTES, state.minimal);
  if (Number.isNaN(n)) return 'UNKNOWN_ERROR';
  const result = checkSignature(state, stack.at(-3)!, stack.at(-1)!);
  if (typeof result !== 'boolean') return result;
  stack.length -= 2;
  stack[stack.length - 1] = encodeScriptNum(result ? n + 1 : n);
  return undefined;
};

/** Hashes and signatures. Source: Bitcoin Core's `EvalScript`. */
export const CRYPTO_OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [OP.OP_RIPEMD160, hashing(ripemd160)],
  [OP.OP_SHA1, hashing(sha1)],
  [OP.OP_SHA256, hashing(sha256)],
  [OP.OP_HASH160, hashing(hash160)],
  [OP.OP_HASH256, hashing(sha256d)],
  [OP.OP_CODESEPARATOR, codeSeparator],
  [OP.OP_CHECKSIG, checkSig],
  [OP.OP_CHECKSIGVERIFY, checkSigVerify],
  [OP.OP_CHECKSIGADD, checkSigAdd],
  [OP.OP_CHECKMULTISIG, checkMultisig],
  [OP.OP_CHECKMULTISIGVERIFY, checkMultisigVerify],
]);
