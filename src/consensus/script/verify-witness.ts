import { assert } from '../../bytes/assert.ts';
import { compactSizeBytes } from '../../bytes/compact-size.ts';
import { sha256 } from '../../crypto/hashes.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { MAX_SCRIPT_ELEMENT_SIZE } from '../../primitives/script/script-facts.ts';
import type { WitnessProgram } from '../../primitives/script/script-facts.ts';
import { ScriptReader } from '../../primitives/script/script-reader.ts';
import { evaluateScript } from './evaluate-script.ts';
import {
  SCRIPT_VERIFY_DISCOURAGE_OP_SUCCESS,
  SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_TAPROOT_VERSION,
  SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM,
  SCRIPT_VERIFY_TAPROOT,
} from './flags.ts';
import { ANNEX_TAG, MAX_STACK_SIZE, VALIDATION_WEIGHT_OFFSET } from './limits.ts';
import type { ScriptError } from './script-error.ts';
import { isTruthy } from './script-num.ts';
import type { ScriptVersion } from './script-state.ts';
import type { ScriptVerification } from './script-verification.ts';
import { NO_CODE_SEPARATOR } from './taproot-execution.ts';
import type { TaprootExecution } from './taproot-execution.ts';
import {
  LEAF_VERSION_MASK,
  LEAF_VERSION_TAPSCRIPT,
  CONTROL_BASE_BYTES,
  annexHash,
  isControlBlockSize,
  tapleafHash,
  taprootMerkleRoot,
} from './taproot.ts';

const KEY_HASH_BYTES = 20;
const SCRIPT_HASH_BYTES = 32;
const OUTPUT_KEY_BYTES = 32;

/**
 * Verifies what a witness program asks for. Source: Bitcoin Core's `VerifyWitnessProgram`.
 *
 * @param options.isP2sh Whether the program was the script behind a P2SH hash, where only version 0 has rules.
 */
export function verifyWitnessProgram(
  verification: ScriptVerification,
  { version, program }: WitnessProgram,
  { isP2sh }: { readonly isP2sh: boolean },
): ScriptError | undefined {
  const { flags } = verification;
  if (version === 0) return verifyVersion0(verification, program);
  if (version === 1 && program.length === OUTPUT_KEY_BYTES && !isP2sh) {
    return (flags & SCRIPT_VERIFY_TAPROOT) === 0 ? undefined : verifyTaproot(verification, program);
  }
  if (!isP2sh && isAnchor(version, program)) return undefined;
  // Others are free for all, until a soft fork gives them rules.
  const discouraged = (flags & SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM) !== 0;
  return discouraged ? 'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM' : undefined;
}

function isAnchor(version: number, program: Uint8Array): boolean {
  return version === 1 && program.length === 2 && program[0] === 0x4e && program[1] === 0x73;
}

/** BIP141. */
function verifyVersion0(verification: ScriptVerification, program: Uint8Array): ScriptError | undefined {
  const stack = verification.witness.slice();
  if (program.length === SCRIPT_HASH_BYTES) {
    const script = stack.pop();
    if (script === undefined) return 'WITNESS_PROGRAM_WITNESS_EMPTY';
    if (!areEqual(sha256(script), program)) return 'WITNESS_PROGRAM_MISMATCH';
    return runWitnessScript(verification, { script, stack, version: 'witness-v0' });
  }
  if (program.length === KEY_HASH_BYTES) {
    if (stack.length !== 2) return 'WITNESS_PROGRAM_MISMATCH';
    return runWitnessScript(verification, { script: keyHashScript(program), stack, version: 'witness-v0' });
  }
  return 'WITNESS_PROGRAM_WRONG_LENGTH';
}

/** `OP_DUP OP_HASH160 <hash> OP_EQUALVERIFY OP_CHECKSIG`: what a P2WPKH output stands for. */
function keyHashScript(hash: Uint8Array): Uint8Array {
  const script = new Uint8Array(KEY_HASH_BYTES + 5);
  script[0] = OP.OP_DUP;
  script[1] = OP.OP_HASH160;
  script[2] = KEY_HASH_BYTES;
  for (let i = 0; i < KEY_HASH_BYTES; i++) script[3 + i] = hash[i]!;
  script[KEY_HASH_BYTES + 3] = OP.OP_EQUALVERIFY;
  script[KEY_HASH_BYTES + 4] = OP.OP_CHECKSIG;
  return script;
}

/** BIP341. */
function verifyTaproot(verification: ScriptVerification, outputKey: Uint8Array): ScriptError | undefined {
  const { witness, checker, trace } = verification;
  const stack = witness.slice();
  const last = stack[stack.length - 1];
  if (last === undefined) return 'WITNESS_PROGRAM_WITNESS_EMPTY';
  const hasAnnex = stack.length >= 2 && last.length > 0 && last[0] === ANNEX_TAG;
  if (hasAnnex) stack.pop();
  const execution: TaprootExecution = {
    annexHash: hasAnnex ? annexHash(last) : undefined,
    tapleafHash: undefined,
    codeSeparatorPosition: NO_CODE_SEPARATOR,
    validationWeightLeft: 0,
  };
  if (stack.length === 1) {
    trace?.onPhase('taproot key path', outputKey, stack);
    return checker.checkSchnorrSignature(stack[0]!, outputKey, execution);
  }
  return verifyScriptPath(verification, { outputKey, stack, execution });
}

function verifyScriptPath(
  verification: ScriptVerification,
  spend: { readonly outputKey: Uint8Array; readonly stack: Uint8Array[]; readonly execution: TaprootExecution },
): ScriptError | undefined {
  const { flags, checker, witness } = verification;
  const { outputKey, stack, execution } = spend;
  const controlBlock = stack.pop();
  const script = stack.pop();
  assert(controlBlock !== undefined && script !== undefined, 'the script path has two items or more');
  if (!isControlBlockSize(controlBlock.length)) return 'TAPROOT_WRONG_CONTROL_SIZE';
  const leafVersion = controlBlock[0]! & LEAF_VERSION_MASK;
  execution.tapleafHash = tapleafHash(leafVersion, script);
  const isCommitted = checker.checkTaprootCommitment({
    outputKey,
    internalKey: controlBlock.subarray(1, CONTROL_BASE_BYTES),
    merkleRoot: taprootMerkleRoot(controlBlock, execution.tapleafHash),
    parity: (controlBlock[0]! & 1) === 1 ? 1 : 0,
  });
  if (!isCommitted) return 'WITNESS_PROGRAM_MISMATCH';
  if (leafVersion === LEAF_VERSION_TAPSCRIPT) {
    execution.validationWeightLeft = serializedSize(witness) + VALIDATION_WEIGHT_OFFSET;
    return runWitnessScript(verification, { script, stack, version: 'tapscript', execution });
  }
  const discouraged = (flags & SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_TAPROOT_VERSION) !== 0;
  return discouraged ? 'DISCOURAGE_UPGRADABLE_TAPROOT_VERSION' : undefined;
}

/** Length of a witness as a transaction has it: the annex and everything else included. */
function serializedSize(witness: readonly Uint8Array[]): number {
  return witness.reduce(
    (size, item) => size + compactSizeBytes(item.length) + item.length,
    compactSizeBytes(witness.length),
  );
}

/** Source: Bitcoin Core's `ExecuteWitnessScript`. */
function runWitnessScript(
  { flags, checker, trace }: ScriptVerification,
  run: {
    readonly script: Uint8Array;
    readonly stack: Uint8Array[];
    readonly version: Exclude<ScriptVersion, 'base'>;
    readonly execution?: TaprootExecution;
  },
): ScriptError | undefined {
  const { script, stack, version } = run;
  if (version === 'tapscript') {
    const scan = scanForSuccess(script);
    if (scan === 'BAD_OPCODE') return scan;
    if (scan === 'success') {
      // Before all limits: a soft fork that gives the opcode a meaning may lift them.
      trace?.onPhase('OP_SUCCESS', script, stack);
      return (flags & SCRIPT_VERIFY_DISCOURAGE_OP_SUCCESS) === 0 ? undefined : 'DISCOURAGE_OP_SUCCESS';
    }
    if (stack.length > MAX_STACK_SIZE) return 'STACK_SIZE';
  }
  for (const element of stack) if (element.length > MAX_SCRIPT_ELEMENT_SIZE) return 'PUSH_SIZE';
  trace?.onPhase(version === 'tapscript' ? 'tapscript' : 'witnessScript', script, stack);
  const taproot = run.execution;
  const error = evaluateScript({ script, stack, version, flags, checker, taproot, onStep: trace?.onStep });
  if (error !== undefined) return error;
  if (stack.length !== 1) return 'CLEANSTACK';
  return isTruthy(stack[0]!) ? undefined : 'EVAL_FALSE';
}

/** Looks for an OP_SUCCESS in a tapscript, up to the first instruction that can't be read. */
function scanForSuccess(script: Uint8Array): 'success' | 'BAD_OPCODE' | 'none' {
  const reader = new ScriptReader(script);
  while (reader.next()) if (isOpSuccess(reader.opcode)) return 'success';
  return reader.failed ? 'BAD_OPCODE' : 'none';
}

/** Opcodes that make a tapscript succeed at once (BIP342). Source: Bitcoin Core's `IsOpSuccess`. */
export function isOpSuccess(opcode: number): boolean {
  return (
    opcode === 80 ||
    opcode === 98 ||
    (opcode >= 126 && opcode <= 129) ||
    (opcode >= 131 && opcode <= 134) ||
    (opcode >= 137 && opcode <= 138) ||
    (opcode >= 141 && opcode <= 142) ||
    (opcode >= 149 && opcode <= 153) ||
    (opcode >= 187 && opcode <= 254)
  );
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
