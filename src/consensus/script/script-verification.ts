import type { StepHook } from './evaluate-script.ts';
import type { SignatureChecker } from './signature-checker.ts';

/** Which script of an input a debugger is about to see, or which check without a script. */
export type ScriptPhase =
  'scriptSig' | 'scriptPubKey' | 'redeemScript' | 'witnessScript' | 'tapscript' | 'taproot key path' | 'OP_SUCCESS';

/** Looks on while an input is verified. */
export interface ScriptTrace {
  /** Called before a script runs, with what is on the stack. */
  readonly onPhase: (phase: ScriptPhase, script: Uint8Array, stack: readonly Uint8Array[]) => void;
  readonly onStep: StepHook;
}

/** An input to be verified. */
export interface ScriptVerification {
  readonly scriptSig: Uint8Array;
  /** Script of the output that is spent. */
  readonly scriptPubKey: Uint8Array;
  /** The input's witness items, the first one first. */
  readonly witness: readonly Uint8Array[];
  /** See `flags.ts`. They have to go together (`areScriptFlagsConsistent`). */
  readonly flags: number;
  readonly checker: SignatureChecker;
  readonly trace?: ScriptTrace | undefined;
}
