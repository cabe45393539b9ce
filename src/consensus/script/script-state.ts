import type { ScriptReader } from '../../primitives/script/script-reader.ts';
import type { ScriptError } from './script-error.ts';
import type { SignatureChecker } from './signature-checker.ts';
import type { TaprootExecution } from './taproot-execution.ts';

/** Which rules a script runs under. Source: Bitcoin Core's `SigVersion` (key path spends run no script). */
export type ScriptVersion = 'base' | 'witness-v0' | 'tapscript';

/** An execution of one script, between two instructions. What the operations work on. */
export interface ScriptState {
  readonly version: ScriptVersion;
  readonly script: Uint8Array;
  readonly flags: number;
  readonly checker: SignatureChecker;
  /** What signatures in a tapscript commit to beside the transaction; `undefined` in other scripts. */
  readonly taproot: TaprootExecution | undefined;
  /** Elements, the top last. An element may be a view into script, witness or transaction: nobody writes into one. */
  readonly stack: Uint8Array[];
  readonly altStack: Uint8Array[];
  /** Whether pushes and numbers have to be written as short as can be (MINIMALDATA). */
  readonly minimal: boolean;
  /** Stands after the instruction that is being executed. */
  readonly reader: ScriptReader;
  /** Index of the instruction that is being executed. */
  position: number;
  /** Where what signatures commit to begins: after the last OP_CODESEPARATOR that was executed. */
  codeStart: number;
  /** Operations above OP_16 so far, and keys of multisigs. */
  opCount: number;
  /** How many OP_IF are open. */
  conditionDepth: number;
  /** Depth of the outermost branch that is not taken, or `ALL_TAKEN`. Deeper ones can't be observed. */
  firstSkipped: number;
}

/** Every open OP_IF is in a branch that is taken. */
export const ALL_TAKEN = -1;

/** What an opcode does. @returns Why the script fails there, or `undefined`. */
export type Operation = (state: ScriptState, opcode: number) => ScriptError | undefined;

/** The elements that operations push for true and false. */
export const TRUE: Uint8Array = Uint8Array.of(1);
export const FALSE: Uint8Array = new Uint8Array(0);
