import { bytesToHex } from '../../bytes/hex.ts';
import type { ScriptError } from '../../consensus/script/script-error.ts';
import { ALL_TAKEN } from '../../consensus/script/script-state.ts';
import type { ScriptState } from '../../consensus/script/script-state.ts';
import type { ScriptPhase, ScriptTrace } from '../../consensus/script/script-verification.ts';
import { OP, opcodeName } from '../../primitives/script/opcodes.ts';
import { scriptToAsm } from '../../primitives/script/script-text.ts';

/** Hex digits that are kept at most: a tapscript of a megabyte over a full stack would have a million million. */
const MAX_DIGITS = 50_000_000;

/** Digits that a step costs beside what is on the stacks. */
const STEP_DIGITS = 100;

/** One instruction, and what it left. */
export interface ScriptStep {
  /** Index of the instruction, from 0. */
  readonly position: number;
  /** `OP_DUP`; `OP_PUSHBYTES` or `OP_PUSHDATA1` and so on for pushes. */
  readonly opcode: string;
  /** What is pushed. */
  readonly data?: string;
  /** Whether it stands in a branch that is not taken. */
  readonly skipped?: true;
  /** Elements in hex, the top last. */
  readonly stack: readonly string[];
  readonly altStack?: readonly string[];
  readonly error?: ScriptError;
}

/** One script of an input, with its steps. */
export interface PhaseRecord {
  readonly phase: ScriptPhase;
  readonly script: string;
  readonly asm: string;
  /** Elements that it begins with. */
  readonly stack: readonly string[];
  readonly steps: ScriptStep[];
}

/** Writes down what an interpreter does, up to a bound. */
export class ScriptRecorder implements ScriptTrace {
  readonly phases: PhaseRecord[] = [];
  /** Steps that were not kept. */
  stepsLeftOut = 0;
  #digitsLeft = MAX_DIGITS;
  #executing = true;

  readonly onPhase = (phase: ScriptPhase, script: Uint8Array, stack: readonly Uint8Array[]): void => {
    const isScript = phase !== 'taproot key path';
    this.phases.push({
      phase,
      script: bytesToHex(script),
      asm: isScript ? scriptToAsm(script) : '',
      stack: stack.map(bytesToHex),
      steps: [],
    });
    this.#executing = true;
  };

  readonly onStep = (state: Readonly<ScriptState>, error: ScriptError | undefined): void => {
    const skipped = !this.#executing && !isConditional(state.reader.opcode);
    this.#executing = state.firstSkipped === ALL_TAKEN;
    const size = (elements: readonly Uint8Array[]): number => elements.reduce((sum, { length }) => sum + 2 * length, 0);
    this.#digitsLeft -= STEP_DIGITS + size(state.stack) + size(state.altStack);
    if (this.#digitsLeft < 0) {
      this.stepsLeftOut++;
      return;
    }
    const { reader, stack, altStack, position } = state;
    this.phases.at(-1)?.steps.push({
      position,
      opcode: reader.failed ? 'unreadable' : instructionName(reader.opcode),
      ...(reader.dataEnd > reader.dataStart && { data: bytesToHex(reader.data) }),
      ...(skipped && { skipped }),
      stack: stack.map(bytesToHex),
      ...(altStack.length > 0 && { altStack: altStack.map(bytesToHex) }),
      ...(error !== undefined && { error }),
    });
  };
}

function isConditional(opcode: number): boolean {
  return opcode >= OP.OP_IF && opcode <= OP.OP_ENDIF;
}

function instructionName(opcode: number): string {
  if (opcode > 0 && opcode < OP.OP_PUSHDATA1) return 'OP_PUSHBYTES';
  if (opcode === OP.OP_0) return 'OP_0';
  if (opcode === OP.OP_1NEGATE) return 'OP_1NEGATE';
  if (opcode >= OP.OP_1 && opcode <= OP.OP_16) return `OP_${opcode - OP.OP_1 + 1}`;
  const name = opcodeName(opcode);
  return name === 'OP_UNKNOWN' ? `unknown 0x${opcode.toString(16)}` : name;
}
