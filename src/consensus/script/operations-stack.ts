import { OP } from '../../primitives/script/opcodes.ts';
import { MAX_NUMBER_BYTES } from '../../primitives/script/script-number.ts';
import type { ScriptError } from './script-error.ts';
import { decodeScriptNum, encodeScriptNum, isTruthy } from './script-num.ts';
import type { Operation, ScriptState } from './script-state.ts';

/** Makes an operation that fails when fewer than `needs` elements are on the stack. `top` is the index of the topmost. */
function withElements(needs: number, work: (stack: Uint8Array[], top: number) => void): Operation {
  return ({ stack }) => {
    if (stack.length < needs) return 'INVALID_STACK_OPERATION';
    work(stack, stack.length - 1);
    return undefined;
  };
}

function swap(stack: Uint8Array[], a: number, b: number): void {
  const kept = stack[a]!;
  stack[a] = stack[b]!;
  stack[b] = kept;
}

const toAltStack: Operation = ({ stack, altStack }) => {
  const top = stack.pop();
  if (top === undefined) return 'INVALID_STACK_OPERATION';
  altStack.push(top);
  return undefined;
};

const fromAltStack: Operation = ({ stack, altStack }) => {
  const top = altStack.pop();
  if (top === undefined) return 'INVALID_ALTSTACK_OPERATION';
  stack.push(top);
  return undefined;
};

/** ( -- depth ) */
const depth: Operation = ({ stack }) => {
  stack.push(encodeScriptNum(stack.length));
  return undefined;
};

/** ( xn ... x0 n -- xn ... x0 xn ), and OP_ROLL takes xn away below. */
function pickOrRoll(state: ScriptState, opcode: number): ScriptError | undefined {
  const { stack } = state;
  if (stack.length < 2) return 'INVALID_STACK_OPERATION';
  const n = decodeScriptNum(stack.at(-1)!, MAX_NUMBER_BYTES, state.minimal);
  if (Number.isNaN(n)) return 'UNKNOWN_ERROR';
  stack.pop();
  if (n < 0 || n >= stack.length) return 'INVALID_STACK_OPERATION';
  const index = stack.length - 1 - n;
  const element = stack[index]!;
  if (opcode === OP.OP_ROLL) stack.splice(index, 1);
  stack.push(element);
  return undefined;
}

/** Moving elements. Each line's stack effect has the top on the right. Source: Bitcoin Core's `EvalScript`. */
export const STACK_OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [OP.OP_TOALTSTACK, toAltStack],
  [OP.OP_FROMALTSTACK, fromAltStack],
  // ( x1 x2 -- )
  [OP.OP_2DROP, withElements(2, (stack) => void (stack.length -= 2))],
  // ( x1 x2 -- x1 x2 x1 x2 )
  [OP.OP_2DUP, withElements(2, (stack, top) => void stack.push(stack[top - 1]!, stack[top]!))],
  // ( x1 x2 x3 -- x1 x2 x3 x1 x2 x3 )
  [OP.OP_3DUP, withElements(3, (stack, top) => void stack.push(stack[top - 2]!, stack[top - 1]!, stack[top]!))],
  // ( x1 x2 x3 x4 -- x1 x2 x3 x4 x1 x2 )
  [OP.OP_2OVER, withElements(4, (stack, top) => void stack.push(stack[top - 3]!, stack[top - 2]!))],
  // ( x1 x2 x3 x4 x5 x6 -- x3 x4 x5 x6 x1 x2 )
  [OP.OP_2ROT, withElements(6, (stack, top) => void stack.push(...stack.splice(top - 5, 2)))],
  // ( x1 x2 x3 x4 -- x3 x4 x1 x2 )
  [
    OP.OP_2SWAP,
    withElements(4, (stack, top) => {
      swap(stack, top - 3, top - 1);
      swap(stack, top - 2, top);
    }),
  ],
  // ( x -- x ), or ( x -- x x ) if x is true
  [
    OP.OP_IFDUP,
    withElements(1, (stack, top) => {
      const element = stack[top]!;
      if (isTruthy(element)) stack.push(element);
    }),
  ],
  [OP.OP_DEPTH, depth],
  // ( x -- )
  [OP.OP_DROP, withElements(1, (stack) => void stack.pop())],
  // ( x -- x x )
  [OP.OP_DUP, withElements(1, (stack, top) => void stack.push(stack[top]!))],
  // ( x1 x2 -- x2 )
  [OP.OP_NIP, withElements(2, (stack, top) => void (stack[top - 1] = stack.pop()!))],
  // ( x1 x2 -- x1 x2 x1 )
  [OP.OP_OVER, withElements(2, (stack, top) => void stack.push(stack[top - 1]!))],
  [OP.OP_PICK, pickOrRoll],
  [OP.OP_ROLL, pickOrRoll],
  // ( x1 x2 x3 -- x2 x3 x1 )
  [
    OP.OP_ROT,
    withElements(3, (stack, top) => {
      swap(stack, top - 2, top - 1);
      swap(stack, top - 1, top);
    }),
  ],
  // ( x1 x2 -- x2 x1 )
  [OP.OP_SWAP, withElements(2, (stack, top) => swap(stack, top - 1, top))],
  // ( x1 x2 -- x2 x1 x2 )
  [
    OP.OP_TUCK,
    withElements(2, (stack, top) => {
      stack.push(stack[top]!);
      swap(stack, top - 1, top);
    }),
  ],
  // ( x -- x size )
  [OP.OP_SIZE, withElements(1, (stack, top) => void stack.push(encodeScriptNum(stack[top]!.length)))],
]);
