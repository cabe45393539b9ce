import type { ScriptError } from '../../consensus/script/script-error.ts';
import type { PhaseRecord } from './script-recorder.ts';

/** What `vigil script run --json` and `debug --json` print. */
export interface ScriptDocument {
  readonly schema: 'vigil.script/1';
  /** Whether the script left "true", or the input may spend its output. */
  readonly success: boolean;
  /** Bitcoin Core's name and words for what is wrong. */
  readonly error?: ScriptError;
  readonly reason?: string;
  /** Names with commas between, as in Core's tests. */
  readonly flags: string;
  /** `run` of a script by itself: elements that are left, in hex, the top last. */
  readonly stack?: readonly string[];
  /** `debug`: every script that ran, with every step. */
  readonly phases?: readonly PhaseRecord[];
  /** `debug`: steps beyond what is kept. */
  readonly stepsLeftOut?: number;
}
