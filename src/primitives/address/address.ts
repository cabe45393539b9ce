import { bytesFromBase58 } from '../../bytes/base58.ts';
import { bytesFromWords, decodeBech32, encodeBech32, wordsFromBytes } from '../../bytes/bech32.ts';
import { OP } from '../script/opcodes.ts';
import { ScriptWriter } from '../script/script-writer.ts';
import { templateOf } from '../script/script-template.ts';
import type { AddressFormat } from './address-format.ts';
import { bytesFromBase58Check, bytesToBase58Check } from './base58-check.ts';

/** Why a text is no address of a network. `reason` is what Bitcoin Core's RPC says (`DecodeDestination`). */
export interface AddressReject {
  readonly code: 'address-invalid';
  readonly reason: string;
}

const HASH160_BYTES = 20;
const MAX_WITNESS_VERSION = 16;
const MIN_PROGRAM_BYTES = 2;
const MAX_PROGRAM_BYTES = 40;

/**
 * Returns the address that stands for a scriptPubKey, or `undefined` when none does (public keys, multisig and data among
 * them). Source: Bitcoin Core's `ExtractDestination` and `EncodeDestination`.
 */
export function addressFromScript(scriptPubKey: Uint8Array, format: AddressFormat): string | undefined {
  const template = templateOf(scriptPubKey);
  switch (template.type) {
    case 'pubkeyhash':
      return bytesToBase58Check(Uint8Array.of(format.pubkeyHash, ...template.hash));
    case 'scripthash':
      return bytesToBase58Check(Uint8Array.of(format.scriptHash, ...template.hash));
    case 'witness_v0_keyhash':
    case 'witness_v0_scripthash':
      return encodeBech32('bech32', format.bech32Hrp, [0, ...wordsFromBytes(template.hash)]);
    case 'witness_v1_taproot':
      return encodeBech32('bech32m', format.bech32Hrp, [1, ...wordsFromBytes(template.outputKey)]);
    case 'anchor':
      return encodeBech32('bech32m', format.bech32Hrp, [1, ...wordsFromBytes(scriptPubKey.subarray(2))]);
    case 'witness_unknown':
      return encodeBech32('bech32m', format.bech32Hrp, [template.version, ...wordsFromBytes(template.program)]);
    case 'pubkey':
    case 'multisig':
    case 'nulldata':
    case 'nonstandard':
      return undefined;
  }
}

/**
 * Returns the scriptPubKey that an address stands for.
 *
 * Source: Bitcoin Core's `DecodeDestination` and `GetScriptForDestination`.
 *
 * @param text The address, of any length and content.
 */
export function scriptFromAddress(text: string, format: AddressFormat): Uint8Array | AddressReject {
  const start = text.slice(0, format.bech32Hrp.length).toLowerCase();
  return start === format.bech32Hrp ? scriptFromBech32(text, format) : scriptFromBase58(text, format);
}

function scriptFromBase58(text: string, format: AddressFormat): Uint8Array | AddressReject {
  const data = bytesFromBase58Check(text, HASH160_BYTES + 1);
  if (data === undefined) {
    return bytesFromBase58(text, 100) === undefined
      ? invalid('Invalid or unsupported Segwit (Bech32) or Base58 encoding.')
      : invalid('Invalid checksum or length of Base58 address (P2PKH or P2SH)');
  }
  const isPubkeyHash = data[0] === format.pubkeyHash;
  if (!isPubkeyHash && data[0] !== format.scriptHash) return invalid('Invalid or unsupported Base58-encoded address.');
  if (data.length !== HASH160_BYTES + 1) return invalid('Invalid length for Base58 address (P2PKH or P2SH)');
  const hash = data.subarray(1);
  const script = new ScriptWriter();
  return isPubkeyHash
    ? script.op(OP.OP_DUP).op(OP.OP_HASH160).push(hash).op(OP.OP_EQUALVERIFY).op(OP.OP_CHECKSIG).finish()
    : script.op(OP.OP_HASH160).push(hash).op(OP.OP_EQUAL).finish();
}

function scriptFromBech32(text: string, format: AddressFormat): Uint8Array | AddressReject {
  const decoded = decodeBech32(text);
  if ('code' in decoded) return invalid(decoded.reason);
  const { encoding, hrp, words } = decoded;
  const version = words[0];
  if (version === undefined) return invalid('Empty Bech32 data section');
  if (hrp !== format.bech32Hrp) {
    const prefixes = `expected ${format.bech32Hrp}, got ${hrp}`;
    return invalid(`Invalid or unsupported prefix for Segwit (Bech32) address (${prefixes}).`);
  }
  if (version === 0 && encoding !== 'bech32') return invalid('Version 0 witness address must use Bech32 checksum');
  if (version !== 0 && encoding !== 'bech32m') return invalid('Version 1+ witness address must use Bech32m checksum');
  const program = bytesFromWords(words.slice(1));
  if (program === undefined) return invalid('Invalid padding in Bech32 data section');
  const size = `${program.length} ${program.length === 1 ? 'byte' : 'bytes'}`;
  if (version === 0 && program.length !== 20 && program.length !== 32) {
    return invalid(`Invalid Bech32 v0 address program size (${size}), per BIP141`);
  }
  if (version > MAX_WITNESS_VERSION) return invalid('Invalid Bech32 address witness version');
  if (program.length < MIN_PROGRAM_BYTES || program.length > MAX_PROGRAM_BYTES) {
    return invalid(`Invalid Bech32 address program size (${size})`);
  }
  return new ScriptWriter().number(version).push(program).finish();
}

function invalid(reason: string): AddressReject {
  return { code: 'address-invalid', reason };
}
