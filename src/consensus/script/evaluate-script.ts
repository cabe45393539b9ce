import { assert } from '../../bytes/assert.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { MAX_SCRIPT_ELEMENT_SIZE, MAX_SCRIPT_SIZE, isMinimalPush } from '../../primitives/script/script-facts.ts';
import { ScriptReader } from '../../primitives/script/script-reader.ts';
import { SCRIPT_VERIFY_CONST_SCRIPTCODE, SCRIPT_VERIFY_MINIMALDATA } from './flags.ts';
import { MAX_OPS_PER_SCRIPT, MAX_STACK_SIZE } from './limits.ts';
import { CRYPTO_OPERATIONS } from './operations-crypto.ts';
import { FLOW_OPERATIONS } from './operations-flow.ts';
import { NUMBER_OPERATIONS } from './operations-number.ts';
import { STACK_OPERATIONS } from './operations-stack.ts';
import type { ScriptError } from './script-error.ts';
import { ALL_TAKEN } from './script-state.ts';
import type { Operation, ScriptState, ScriptVersion } from './script-state.ts';
import type { SignatureChecker } from './signature-checker.ts';
import { NO_CODE_SEPARATOR } from './taproot-execution.ts';
import type { TaprootExecution } from './taproot-execution.ts';

/** Sees each instruction of a script after it was executed, with the error when it failed. For debuggers. */
export type StepHook = (state: Readonly<ScriptState>, error: ScriptError | undefined) => void;

/** A script to be run, and what it runs on. */
export interface ScriptRun {
  readonly script: Uint8Array;
  /** Elements, the top last. Changed in place; what it holds after a failure is of no use but to look at. */
  readonly stack: Uint8Array[];
  readonly version: ScriptVersion;
  readonly flags: number;
  readonly checker: SignatureChecker;
  /** For tapscripts, which need it. */
  readonly taproot?: TaprootExecution | undefined;
  readonly onStep?: StepHook | undefined;
}

/** Opcodes that fail the script wherever they stand, executed or not (CVE-2010-5137), outside of tapscript's OP_SUCCESS. */
const DISABLED: Uint8Array = new Uint8Array(256);
for (const opcode of [OP.OP_CAT, OP.OP_SUBSTR, OP.OP_LEFT, OP.OP_RIGHT, OP.OP_INVERT, OP.OP_AND, OP.OP_OR, OP.OP_XOR]) {
  DISABLED[opcode] = 1;
}
for (const opcode of [OP.OP_2MUL, OP.OP_2DIV, OP.OP_MUL, OP.OP_DIV, OP.OP_MOD, OP.OP_LSHIFT, OP.OP_RSHIFT]) {
  DISABLED[opcode] = 1;
}

const unknown: Operation = () => 'BAD_OPCODE';

/** What each opcode above OP_PUSHDATA4 does. */
const OPERATIONS: readonly Operation[] = Array.from(
  { length: 256 },
  (_, opcode) =>
    FLOW_OPERATIONS.get(opcode) ??
    STACK_OPERATIONS.get(opcode) ??
    NUMBER_OPERATIONS.get(opcode) ??
    CRYPTO_OPERATIONS.get(opcode) ??
    unknown,
);

/**
 * Runs one script. A script has no loops: the work is bounded by its length.
 *
 * Source: Bitcoin Core 28.1's `EvalScript`. This is the only interpreter in Vigil; a debugger looks on through `onStep`.
 *
 * @returns Why the script fails; or `undefined` when it ran to its end. Whether it left "true" is the caller's question.
 */
export function evaluateScript(run: ScriptRun): ScriptError | undefined {
  const { script, version, flags, onStep } = run;
  if (version !== 'tapscript' && script.length > MAX_SCRIPT_SIZE) return 'SCRIPT_SIZE';
  assert(version !== 'tapscript' || run.taproot !== undefined, 'a tapscript runs with what its signatures commit to');
  if (run.taproot !== undefined) run.taproot.codeSeparatorPosition = NO_CODE_SEPARATOR;
  const state: ScriptState = {
    version,
    script,
    flags,
    checker: run.checker,
    taproot: run.taproot,
    stack: run.stack,
    altStack: [],
    minimal: (flags & SCRIPT_VERIFY_MINIMALDATA) !== 0,
    reader: new ScriptReader(script),
    position: 0,
    codeStart: 0,
    opCount: 0,
    conditionDepth: 0,
    firstSkipped: ALL_TAKEN,
  };
  while (state.reader.offset < script.length) {
    const error = stepScript(state);
    if (onStep !== undefined) onStep(state, error);
    if (error !== undefined) return error;
    state.position++;
  }
  return state.conditionDepth > 0 ? 'UNBALANCED_CONDITIONAL' : undefined;
}

/** Reads and executes one instruction. */
function stepScript(state: ScriptState): ScriptError | undefined {
  const { reader, stack } = state;
  if (!reader.next()) return 'BAD_OPCODE';
  const { opcode } = reader;
  if (reader.dataEnd - reader.dataStart > MAX_SCRIPT_ELEMENT_SIZE) return 'PUSH_SIZE';
  // OP_RESERVED does not count.
  if (opcode > OP.OP_16 && state.version !== 'tapscript' && ++state.opCount > MAX_OPS_PER_SCRIPT) return 'OP_COUNT';
  if (DISABLED[opcode] === 1) return 'DISABLED_OPCODE';
  if (opcode === OP.OP_CODESEPARATOR && state.version === 'base') {
    // Also in a branch that is skipped.
    if ((state.flags & SCRIPT_VERIFY_CONST_SCRIPTCODE) !== 0) return 'OP_CODESEPARATOR';
  }
  const executing = state.firstSkipped === ALL_TAKEN;
  if (opcode <= OP.OP_PUSHDATA4) {
    if (!executing) return undefined;
    const { data } = reader;
    if (state.minimal && !isMinimalPush(data, opcode)) return 'MINIMALDATA';
    stack.push(data);
  } else if (executing || (opcode >= OP.OP_IF && opcode <= OP.OP_ENDIF)) {
    const error = OPERATIONS[opcode]!(state, opcode);
    if (error !== undefined) return error;
  }
  return stack.length + state.altStack.length > MAX_STACK_SIZE ? 'STACK_SIZE' : undefined;
}
