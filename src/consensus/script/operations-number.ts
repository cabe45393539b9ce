import { OP } from '../../primitives/script/opcodes.ts';
import { MAX_NUMBER_BYTES } from '../../primitives/script/script-number.ts';
import { decodeScriptNum, encodeScriptNum, isTruthy } from './script-num.ts';
import { FALSE, TRUE } from './script-state.ts';
import type { Operation } from './script-state.ts';

/** ( in -- out ) */
function unary(compute: (value: number) => number): Operation {
  return ({ stack, minimal }) => {
    const top = stack.at(-1);
    if (top === undefined) return 'INVALID_STACK_OPERATION';
    const value = decodeScriptNum(top, MAX_NUMBER_BYTES, minimal);
    if (Number.isNaN(value)) return 'UNKNOWN_ERROR';
    stack[stack.length - 1] = encodeScriptNum(compute(value));
    return undefined;
  };
}

/** ( x1 x2 -- out ) */
function binary(compute: (a: number, b: number) => number): Operation {
  return ({ stack, minimal }) => {
    if (stack.length < 2) return 'INVALID_STACK_OPERATION';
    const a = decodeScriptNum(stack.at(-2)!, MAX_NUMBER_BYTES, minimal);
    const b = decodeScriptNum(stack.at(-1)!, MAX_NUMBER_BYTES, minimal);
    if (Number.isNaN(a) || Number.isNaN(b)) return 'UNKNOWN_ERROR';
    stack.pop();
    stack[stack.length - 1] = encodeScriptNum(compute(a, b));
    return undefined;
  };
}

const numEqual = binary((a, b) => Number(a === b));

/** ( x1 x2 -- ) */
const numEqualVerify: Operation = (state, opcode) => {
  const error = numEqual(state, opcode);
  if (error !== undefined) return error;
  if (!isTruthy(state.stack.at(-1)!)) return 'NUMEQUALVERIFY';
  state.stack.pop();
  return undefined;
};

/** ( x min max -- bool ): whether min <= x < max */
const within: Operation = ({ stack, minimal }) => {
  if (stack.length < 3) return 'INVALID_STACK_OPERATION';
  const x = decodeScriptNum(stack.at(-3)!, MAX_NUMBER_BYTES, minimal);
  const min = decodeScriptNum(stack.at(-2)!, MAX_NUMBER_BYTES, minimal);
  const max = decodeScriptNum(stack.at(-1)!, MAX_NUMBER_BYTES, minimal);
  if (Number.isNaN(x) || Number.isNaN(min) || Number.isNaN(max)) return 'UNKNOWN_ERROR';
  stack.length -= 2;
  stack[stack.length - 1] = min <= x && x < max ? TRUE : FALSE;
  return undefined;
};

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** ( x1 x2 -- bool ): bytes, not numbers */
const equal: Operation = ({ stack }) => {
  if (stack.length < 2) return 'INVALID_STACK_OPERATION';
  const b = stack.pop()!;
  stack[stack.length - 1] = areEqual(stack.at(-1)!, b) ? TRUE : FALSE;
  return undefined;
};

/** ( x1 x2 -- ) */
const equalVerify: Operation = (state, opcode) => {
  const error = equal(state, opcode);
  if (error !== undefined) return error;
  if (state.stack.at(-1) !== TRUE) return 'EQUALVERIFY';
  state.stack.pop();
  return undefined;
};

/**
 * Comparing bytes, and arithmetic on numbers of at most four bytes. A result of five bytes stands, and fails the next
 * operation that takes it for a number. Source: Bitcoin Core's `EvalScript`.
 */
export const NUMBER_OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [OP.OP_EQUAL, equal],
  [OP.OP_EQUALVERIFY, equalVerify],
  [OP.OP_1ADD, unary((value) => value + 1)],
  [OP.OP_1SUB, unary((value) => value - 1)],
  [OP.OP_NEGATE, unary((value) => 0 - value)],
  [OP.OP_ABS, unary((value) => Math.abs(value))],
  [OP.OP_NOT, unary((value) => Number(value === 0))],
  [OP.OP_0NOTEQUAL, unary((value) => Number(value !== 0))],
  [OP.OP_ADD, binary((a, b) => a + b)],
  [OP.OP_SUB, binary((a, b) => a - b)],
  [OP.OP_BOOLAND, binary((a, b) => Number(a !== 0 && b !== 0))],
  [OP.OP_BOOLOR, binary((a, b) => Number(a !== 0 || b !== 0))],
  [OP.OP_NUMEQUAL, numEqual],
  [OP.OP_NUMEQUALVERIFY, numEqualVerify],
  [OP.OP_NUMNOTEQUAL, binary((a, b) => Number(a !== b))],
  [OP.OP_LESSTHAN, binary((a, b) => Number(a < b))],
  [OP.OP_GREATERTHAN, binary((a, b) => Number(a > b))],
  [OP.OP_LESSTHANOREQUAL, binary((a, b) => Number(a <= b))],
  [OP.OP_GREATERTHANOREQUAL, binary((a, b) => Number(a >= b))],
  [OP.OP_MIN, binary((a, b) => Math.min(a, b))],
  [OP.OP_MAX, binary((a, b) => Math.max(a, b))],
  [OP.OP_WITHIN, within],
]);
