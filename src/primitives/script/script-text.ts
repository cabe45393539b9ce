import { bytesToHex } from '../../bytes/hex.ts';
import { isStrictDer } from '../../crypto/der.ts';
import { OP, opcodeName } from './opcodes.ts';
import { isUnspendable } from './script-facts.ts';
import { MAX_NUMBER_BYTES, numberOfBytes } from './script-number.ts';
import { ScriptReader } from './script-reader.ts';

/** What the six defined hash types are called. Source: Bitcoin Core's `mapSigHashTypes`. */
const SIGHASH_NAMES: Readonly<Record<number, string>> = {
  0x01: 'ALL',
  0x02: 'NONE',
  0x03: 'SINGLE',
  0x81: 'ALL|ANYONECANPAY',
  0x82: 'NONE|ANYONECANPAY',
  0x83: 'SINGLE|ANYONECANPAY',
};

/**
 * Writes a script as people read it: `OP_DUP OP_HASH160 89ab... OP_EQUALVERIFY OP_CHECKSIG`.
 *
 * Pushes of up to 4 bytes are shown as numbers; `[error]` stands where the script ends in the middle of a push.
 *
 * Source: Bitcoin Core's `ScriptToAsmStr`.
 *
 * @param options.showSighash Whether the last byte of what looks like a signature is shown by its name (`[ALL]`): for
 *   scriptSigs.
 */
export function scriptToAsm(script: Uint8Array, options: { readonly showSighash?: boolean } = {}): string {
  const showSighash = options.showSighash === true && !isUnspendable(script);
  const reader = new ScriptReader(script);
  const words: string[] = [];
  while (reader.next()) {
    if (reader.opcode > OP.OP_PUSHDATA4) words.push(opcodeName(reader.opcode));
    else words.push(pushToText(reader.data, showSighash));
  }
  if (reader.failed) words.push('[error]');
  return words.join(' ');
}

function pushToText(data: Uint8Array, showSighash: boolean): string {
  if (data.length <= MAX_NUMBER_BYTES) return numberOfBytes(data).toString();
  const name = showSighash && isStrictDer(data) ? SIGHASH_NAMES[data.at(-1)!] : undefined;
  return name === undefined ? bytesToHex(data) : `${bytesToHex(data.subarray(0, -1))}[${name}]`;
}
