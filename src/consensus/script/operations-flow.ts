import { OP } from '../../primitives/script/opcodes.ts';
import {
  SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY,
  SCRIPT_VERIFY_CHECKSEQUENCEVERIFY,
  SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_NOPS,
  SCRIPT_VERIFY_MINIMALIF,
} from './flags.ts';
import type { ScriptError } from './script-error.ts';
import { MAX_LOCK_TIME_BYTES, decodeScriptNum, encodeScriptNum, isTruthy } from './script-num.ts';
import { ALL_TAKEN } from './script-state.ts';
import type { Operation, ScriptState } from './script-state.ts';

/** Highest bit of a sequence: no relative lock time (BIP68). Source: Core's `SEQUENCE_LOCKTIME_DISABLE_FLAG`. */
const SEQUENCE_DISABLE_FLAG = 0x8000_0000;

const nop: Operation = () => undefined;

const upgradableNop: Operation = (state) =>
  (state.flags & SCRIPT_VERIFY_DISCOURAGE_UPGRADABLE_NOPS) === 0 ? undefined : 'DISCOURAGE_UPGRADABLE_NOPS';

/** ( -- n ) */
const pushSmall: Operation = (state, opcode) => {
  state.stack.push(encodeScriptNum(opcode - (OP.OP_1 - 1)));
  return undefined;
};

/** Whether an argument of OP_IF is empty or 01: a rule in tapscript, a policy in witness v0. */
function isMinimalIf(argument: Uint8Array): boolean {
  return argument.length === 0 || (argument.length === 1 && argument[0] === 1);
}

/** ( value -- ), and nothing is taken in a branch that is skipped. */
const conditional: Operation = (state, opcode) => {
  let taken = false;
  if (state.firstSkipped === ALL_TAKEN) {
    const argument = state.stack.at(-1);
    if (argument === undefined) return 'UNBALANCED_CONDITIONAL';
    if (state.version !== 'base' && !isMinimalIf(argument)) {
      if (state.version === 'tapscript') return 'TAPSCRIPT_MINIMALIF';
      if ((state.flags & SCRIPT_VERIFY_MINIMALIF) !== 0) return 'MINIMALIF';
    }
    taken = isTruthy(argument) === (opcode === OP.OP_IF);
    state.stack.pop();
    if (!taken) state.firstSkipped = state.conditionDepth;
  }
  state.conditionDepth++;
  return undefined;
};

const otherwise: Operation = (state) => {
  if (state.conditionDepth === 0) return 'UNBALANCED_CONDITIONAL';
  const top = state.conditionDepth - 1;
  if (state.firstSkipped === ALL_TAKEN) state.firstSkipped = top;
  else if (state.firstSkipped === top) state.firstSkipped = ALL_TAKEN;
  return undefined;
};

const endConditional: Operation = (state) => {
  if (state.conditionDepth === 0) return 'UNBALANCED_CONDITIONAL';
  state.conditionDepth--;
  if (state.firstSkipped === state.conditionDepth) state.firstSkipped = ALL_TAKEN;
  return undefined;
};

/** ( true -- ) */
const verify: Operation = ({ stack }) => {
  const top = stack.at(-1);
  if (top === undefined) return 'INVALID_STACK_OPERATION';
  if (!isTruthy(top)) return 'VERIFY';
  stack.pop();
  return undefined;
};

const fail: Operation = () => 'OP_RETURN';

/** Reads the lock time on top, which stays there (both operations were OP_NOPs, and still are to old nodes). */
function topLockTime(state: ScriptState): number | ScriptError {
  const top = state.stack.at(-1);
  if (top === undefined) return 'INVALID_STACK_OPERATION';
  const value = decodeScriptNum(top, MAX_LOCK_TIME_BYTES, state.minimal);
  if (Number.isNaN(value)) return 'UNKNOWN_ERROR';
  return value < 0 ? 'NEGATIVE_LOCKTIME' : value;
}

const checkLockTimeVerify: Operation = (state) => {
  if ((state.flags & SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY) === 0) return undefined;
  const lockTime = topLockTime(state);
  if (typeof lockTime !== 'number') return lockTime;
  return state.checker.checkLockTime(lockTime) ? undefined : 'UNSATISFIED_LOCKTIME';
};

const checkSequenceVerify: Operation = (state) => {
  if ((state.flags & SCRIPT_VERIFY_CHECKSEQUENCEVERIFY) === 0) return undefined;
  const sequence = topLockTime(state);
  if (typeof sequence !== 'number') return sequence;
  // `&` looks at the lower 32 bits of five bytes, which is what is wanted.
  if ((sequence & SEQUENCE_DISABLE_FLAG) !== 0) return undefined;
  return state.checker.checkSequence(sequence) ? undefined : 'UNSATISFIED_LOCKTIME';
};

/** Constants, control flow, lock times. Source: Bitcoin Core's `EvalScript`. */
export const FLOW_OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [OP.OP_1NEGATE, pushSmall],
  ...Array.from({ length: 16 }, (_, i): [number, Operation] => [OP.OP_1 + i, pushSmall]),
  [OP.OP_NOP, nop],
  [OP.OP_IF, conditional],
  [OP.OP_NOTIF, conditional],
  [OP.OP_ELSE, otherwise],
  [OP.OP_ENDIF, endConditional],
  [OP.OP_VERIFY, verify],
  [OP.OP_RETURN, fail],
  [OP.OP_NOP1, upgradableNop],
  [OP.OP_CHECKLOCKTIMEVERIFY, checkLockTimeVerify],
  [OP.OP_CHECKSEQUENCEVERIFY, checkSequenceVerify],
  ...Array.from({ length: 7 }, (_, i): [number, Operation] => [OP.OP_NOP4 + i, upgradableNop]),
]);
