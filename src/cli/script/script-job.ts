import { bytesFromHex } from '../../bytes/hex.ts';
import { compactSizeBytes } from '../../bytes/compact-size.ts';
import { evaluateScript } from '../../consensus/script/evaluate-script.ts';
import {
  MANDATORY_SCRIPT_VERIFY_FLAGS,
  SCRIPT_VERIFY_NONE,
  STANDARD_SCRIPT_VERIFY_FLAGS,
  areScriptFlagsConsistent,
  parseScriptFlags,
} from '../../consensus/script/flags.ts';
import { VALIDATION_WEIGHT_OFFSET } from '../../consensus/script/limits.ts';
import { NO_TRANSACTION_CHECKER } from '../../consensus/script/no-transaction-checker.ts';
import { parseScript } from '../../consensus/script/parse-script.ts';
import type { ScriptError } from '../../consensus/script/script-error.ts';
import { isTruthy } from '../../consensus/script/script-num.ts';
import type { ScriptVersion } from '../../consensus/script/script-state.ts';
import type { ScriptTrace } from '../../consensus/script/script-verification.ts';
import type { SignatureChecker } from '../../consensus/script/signature-checker.ts';
import { NO_CODE_SEPARATOR } from '../../consensus/script/taproot-execution.ts';
import type { TaprootExecution } from '../../consensus/script/taproot-execution.ts';
import { CONTROL_BASE_BYTES, LEAF_VERSION_TAPSCRIPT, tapleafHash } from '../../consensus/script/taproot.ts';
import { usageError } from '../cli-error.ts';

/** Words that stand for many flags. */
const FLAG_SETS: ReadonlyMap<string, number> = new Map([
  ['none', SCRIPT_VERIFY_NONE],
  ['consensus', MANDATORY_SCRIPT_VERIFY_FLAGS],
  ['standard', STANDARD_SCRIPT_VERIFY_FLAGS],
]);

/** One script to be run by itself. */
export interface ScriptJob {
  readonly script: Uint8Array;
  readonly stack: readonly Uint8Array[];
  readonly version: ScriptVersion;
  readonly flags: number;
  readonly checker?: SignatureChecker;
}

/** Reads `--flags`. @throws {CliError} */
export function flagsArgument(text: string): number {
  const set = FLAG_SETS.get(text.toLowerCase());
  const flags = set ?? parseScriptFlags(text.toUpperCase());
  if (typeof flags !== 'number') {
    throw usageError(
      `--flags: there is no flag ${JSON.stringify(flags.name)}; give names as in Core's tests, or consensus, standard, none`,
    );
  }
  if (!areScriptFlagsConsistent(flags)) {
    throw usageError('--flags: WITNESS goes with P2SH, and CLEANSTACK with both');
  }
  return flags;
}

/** Reads `--script`: one word of hex digits, or words. @throws {CliError} */
export function scriptArgument(text: string): Uint8Array {
  const hex = bytesFromHex(text.trim());
  if (hex !== undefined) return hex;
  const script = parseScript(text);
  if (script instanceof Uint8Array) return script;
  throw usageError(
    `--script: ${JSON.stringify(script.word)}: ${script.reason}; give hex, or words such as OP_DUP, 5, 0x00ff`,
  );
}

/** Reads `--stack`: elements in hex with commas between, the top last; nothing between two commas is an empty one. */
export function stackArgument(text: string): Uint8Array[] {
  return text.split(',').map((word) => {
    const element = bytesFromHex(word.trim().replace(/^0x/, ''));
    if (element === undefined) throw usageError(`--stack: ${JSON.stringify(word)} is not hex`);
    return element;
  });
}

/** Runs one script by itself. @returns Why it fails, a false top included; and what is left on the stack. */
export function runJob(
  job: ScriptJob,
  trace?: ScriptTrace,
): { readonly error: ScriptError | undefined; readonly stack: readonly Uint8Array[] } {
  const { script, version, flags } = job;
  const stack = [...job.stack];
  const checker = job.checker ?? NO_TRANSACTION_CHECKER;
  const taproot = version === 'tapscript' ? taprootOf(job) : undefined;
  trace?.onPhase(phaseOf(version), script, stack);
  const error = evaluateScript({ script, stack, version, flags, checker, taproot, onStep: trace?.onStep });
  if (error !== undefined) return { error, stack };
  const top = stack.at(-1);
  return { error: top !== undefined && isTruthy(top) ? undefined : 'EVAL_FALSE', stack };
}

function phaseOf(version: ScriptVersion): 'scriptPubKey' | 'witnessScript' | 'tapscript' {
  if (version === 'base') return 'scriptPubKey';
  return version === 'witness-v0' ? 'witnessScript' : 'tapscript';
}

/** As if the witness were the stack, the script, and a control block without a path. */
function taprootOf({ script, stack }: ScriptJob): TaprootExecution {
  const items = [...stack.map(({ length }) => length), script.length, CONTROL_BASE_BYTES];
  const size = items.reduce((sum, length) => sum + compactSizeBytes(length) + length, compactSizeBytes(items.length));
  return {
    annexHash: undefined,
    tapleafHash: tapleafHash(LEAF_VERSION_TAPSCRIPT, script),
    codeSeparatorPosition: NO_CODE_SEPARATOR,
    validationWeightLeft: size + VALIDATION_WEIGHT_OFFSET,
  };
}
