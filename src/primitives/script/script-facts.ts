import { MAX_OPCODE, OP } from './opcodes.ts';
import { ScriptReader } from './script-reader.ts';

/** Longest script that may be run before tapscript, in bytes. Source: Bitcoin Core's `MAX_SCRIPT_SIZE`. */
export const MAX_SCRIPT_SIZE = 10_000;

/** Longest item that a script may push, in bytes. Source: Bitcoin Core's `MAX_SCRIPT_ELEMENT_SIZE`. */
export const MAX_SCRIPT_ELEMENT_SIZE = 520;

/** Most keys of OP_CHECKMULTISIG, and what it counts for where their number is not looked at. */
export const MAX_PUBKEYS_PER_MULTISIG = 20;

/** Returns the number that `OP_0`, `OP_1` to `OP_16` push. The caller has checked that it is one of them. */
export function numberOfOpcode(opcode: number): number {
  return opcode === OP.OP_0 ? 0 : opcode - (OP.OP_1 - 1);
}

/**
 * Counts signature operations as blocks did before BIP16 (inaccurate) or as BIP16 does (accurate).
 *
 * Source: Bitcoin Core's `CScript::GetSigOpCount(bool fAccurate)`. It stops where the script can't be read any further.
 *
 * @param options.accurate Whether OP_CHECKMULTISIG counts for the number of keys pushed just before it, and not for 20.
 */
export function countSigOps(script: Uint8Array, options: { readonly accurate: boolean }): number {
  const reader = new ScriptReader(script);
  let count = 0;
  let last: number = OP.OP_INVALIDOPCODE;
  while (reader.next()) {
    const { opcode } = reader;
    if (opcode === OP.OP_CHECKSIG || opcode === OP.OP_CHECKSIGVERIFY) {
      count++;
    } else if (opcode === OP.OP_CHECKMULTISIG || opcode === OP.OP_CHECKMULTISIGVERIFY) {
      const isCounted = options.accurate && last >= OP.OP_1 && last <= OP.OP_16;
      count += isCounted ? numberOfOpcode(last) : MAX_PUBKEYS_PER_MULTISIG;
    }
    last = opcode;
  }
  return count;
}

/**
 * Counts signature operations of an input by BIP16: of the script that the scriptSig pushes last when the spent output is
 * P2SH, else of the scriptPubKey, accurately. Source: Bitcoin Core's `CScript::GetSigOpCount(const CScript& scriptSig)`.
 */
export function countP2shSigOps(scriptPubKey: Uint8Array, scriptSig: Uint8Array): number {
  if (!isPayToScriptHash(scriptPubKey)) return countSigOps(scriptPubKey, { accurate: true });
  const reader = new ScriptReader(scriptSig);
  while (reader.next()) if (reader.opcode > OP.OP_16) return 0;
  return reader.failed ? 0 : countSigOps(reader.data, { accurate: true });
}

/**
 * Whether a script consists of pushes, from `offset` on; OP_RESERVED counts as one. Source: Bitcoin Core's `IsPushOnly`.
 */
export function isPushOnly(script: Uint8Array, offset: number = 0): boolean {
  const reader = new ScriptReader(script, offset);
  while (reader.next()) if (reader.opcode > OP.OP_16) return false;
  return !reader.failed;
}

/** Whether a script can be read to its end, has no unknown opcode and no push above 520 bytes (Core's `HasValidOps`). */
export function hasValidOps(script: Uint8Array): boolean {
  const reader = new ScriptReader(script);
  while (reader.next()) {
    if (reader.opcode > MAX_OPCODE || reader.dataEnd - reader.dataStart > MAX_SCRIPT_ELEMENT_SIZE) return false;
  }
  return !reader.failed;
}

/** Whether no input can ever spend an output with this script. Source: Bitcoin Core's `IsUnspendable`. */
export function isUnspendable(script: Uint8Array): boolean {
  return (script.length > 0 && script[0] === OP.OP_RETURN) || script.length > MAX_SCRIPT_SIZE;
}

/** Whether a script is `OP_HASH160 <20 bytes> OP_EQUAL`, which BIP16 reads as pay to script hash. */
export function isPayToScriptHash(script: Uint8Array): boolean {
  return script.length === 23 && script[0] === OP.OP_HASH160 && script[1] === 20 && script[22] === OP.OP_EQUAL;
}

/** Whether a script is `OP_1 <0x4e73>`, pay to anchor. Source: Bitcoin Core's `IsPayToAnchor`. */
export function isPayToAnchor(script: Uint8Array): boolean {
  return script.length === 4 && script[0] === OP.OP_1 && script[1] === 2 && script[2] === 0x4e && script[3] === 0x73;
}

/** A witness version, from 0 to 16, and its program, from 2 to 40 bytes (BIP141). */
export interface WitnessProgram {
  readonly version: number;
  /** View of the script's bytes. */
  readonly program: Uint8Array;
}

/** Returns the witness program that a script is, or `undefined`. Source: Bitcoin Core's `IsWitnessProgram`. */
export function witnessProgramOf(script: Uint8Array): WitnessProgram | undefined {
  if (script.length < 4 || script.length > 42) return undefined;
  const first = script[0]!;
  if (first !== OP.OP_0 && (first < OP.OP_1 || first > OP.OP_16)) return undefined;
  if (script[1]! + 2 !== script.length) return undefined;
  return { version: numberOfOpcode(first), program: script.subarray(2) };
}

/**
 * Whether a push is written in the shortest way there is. Source: Bitcoin Core's `CheckMinimalPush`.
 *
 * @param data What is pushed.
 * @param opcode From 0 to `OP_PUSHDATA4`: what pushes it.
 */
export function isMinimalPush(data: Uint8Array, opcode: number): boolean {
  const size = data.length;
  if (size === 0) return opcode === OP.OP_0;
  if (size === 1 && ((data[0]! >= 1 && data[0]! <= 16) || data[0] === 0x81)) return false;
  if (size <= 75) return opcode === size;
  if (size <= 255) return opcode === OP.OP_PUSHDATA1;
  return size > 65_535 || opcode === OP.OP_PUSHDATA2;
}
