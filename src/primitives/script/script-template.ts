import { OP } from './opcodes.ts';
import {
  MAX_PUBKEYS_PER_MULTISIG,
  isMinimalPush,
  isPayToAnchor,
  isPayToScriptHash,
  isPushOnly,
  numberOfOpcode,
  witnessProgramOf,
} from './script-facts.ts';
import { MAX_NUMBER_BYTES, isMinimalNumber, numberOfBytes } from './script-number.ts';
import { ScriptReader } from './script-reader.ts';

/**
 * What a scriptPubKey pays to. `type` is the name that Bitcoin Core's RPC gives it; keys, hashes and programs are views of
 * the script's bytes.
 */
export type ScriptTemplate =
  | { readonly type: 'pubkey'; readonly pubkey: Uint8Array }
  | { readonly type: 'pubkeyhash'; readonly hash: Uint8Array }
  | { readonly type: 'scripthash'; readonly hash: Uint8Array }
  | { readonly type: 'multisig'; readonly required: number; readonly pubkeys: readonly Uint8Array[] }
  | { readonly type: 'nulldata' }
  | { readonly type: 'anchor' }
  | { readonly type: 'witness_v0_keyhash'; readonly hash: Uint8Array }
  | { readonly type: 'witness_v0_scripthash'; readonly hash: Uint8Array }
  | { readonly type: 'witness_v1_taproot'; readonly outputKey: Uint8Array }
  | { readonly type: 'witness_unknown'; readonly version: number; readonly program: Uint8Array }
  | { readonly type: 'nonstandard' };

/** Tells what a scriptPubKey pays to. Source: Bitcoin Core's `Solver`. */
export function templateOf(script: Uint8Array): ScriptTemplate {
  if (isPayToScriptHash(script)) return { type: 'scripthash', hash: script.subarray(2, 22) };
  const witness = witnessProgramOf(script);
  if (witness !== undefined) {
    const { version, program } = witness;
    if (version === 0 && program.length === 20) return { type: 'witness_v0_keyhash', hash: program };
    if (version === 0 && program.length === 32) return { type: 'witness_v0_scripthash', hash: program };
    if (version === 1 && program.length === 32) return { type: 'witness_v1_taproot', outputKey: program };
    if (isPayToAnchor(script)) return { type: 'anchor' };
    return version === 0 ? { type: 'nonstandard' } : { type: 'witness_unknown', version, program };
  }
  if (script[0] === OP.OP_RETURN && isPushOnly(script, 1)) return { type: 'nulldata' };
  return matchPubkey(script) ?? matchPubkeyHash(script) ?? matchMultisig(script) ?? { type: 'nonstandard' };
}

/** Whether bytes are as long as their first byte says of a public key. Source: Bitcoin Core's `CPubKey::ValidSize`. */
export function isPubkeySize(bytes: Uint8Array): boolean {
  const first = bytes[0];
  if (first === 2 || first === 3) return bytes.length === 33;
  return (first === 4 || first === 6 || first === 7) && bytes.length === 65;
}

function matchPubkey(script: Uint8Array): ScriptTemplate | undefined {
  const size = script[0];
  if ((size !== 33 && size !== 65) || script.length !== size + 2 || script.at(-1) !== OP.OP_CHECKSIG) return undefined;
  const pubkey = script.subarray(1, -1);
  return isPubkeySize(pubkey) ? { type: 'pubkey', pubkey } : undefined;
}

function matchPubkeyHash(script: Uint8Array): ScriptTemplate | undefined {
  const isMatch =
    script.length === 25 &&
    script[0] === OP.OP_DUP &&
    script[1] === OP.OP_HASH160 &&
    script[2] === 20 &&
    script[23] === OP.OP_EQUALVERIFY &&
    script[24] === OP.OP_CHECKSIG;
  return isMatch ? { type: 'pubkeyhash', hash: script.subarray(3, 23) } : undefined;
}

/** Source: Bitcoin Core's `MatchMultisig`. */
function matchMultisig(script: Uint8Array): ScriptTemplate | undefined {
  if (script.at(-1) !== OP.OP_CHECKMULTISIG) return undefined;
  const reader = new ScriptReader(script);
  if (!reader.next()) return undefined;
  const required = smallNumber(reader, 1);
  if (required === undefined) return undefined;
  const pubkeys: Uint8Array[] = [];
  while (reader.next() && isPubkeySize(reader.data)) pubkeys.push(reader.data);
  const stated = smallNumber(reader, required);
  if (stated === undefined || stated !== pubkeys.length || reader.offset + 1 !== script.length) return undefined;
  return { type: 'multisig', required, pubkeys };
}

/** The number from `min` to 20 that the operation pushes in its shortest form. Source: Core's `GetScriptNumber`. */
function smallNumber(reader: ScriptReader, min: number): number | undefined {
  const { opcode, data } = reader;
  let value: number;
  if (opcode >= OP.OP_1 && opcode <= OP.OP_16) {
    value = numberOfOpcode(opcode);
  } else {
    const isNumber =
      opcode <= OP.OP_PUSHDATA4 &&
      isMinimalPush(data, opcode) &&
      data.length <= MAX_NUMBER_BYTES &&
      isMinimalNumber(data);
    if (!isNumber) return undefined;
    value = numberOfBytes(data);
  }
  return value >= min && value <= MAX_PUBKEYS_PER_MULTISIG ? value : undefined;
}
