import { assert } from '../../bytes/assert.ts';
import { compactSizeBytes } from '../../bytes/compact-size.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { ScriptReader } from '../../primitives/script/script-reader.ts';
import type { PrecomputedTransaction } from './precomputed-transaction.ts';
import { preimage } from './preimage.ts';
import type { ByteWriter } from '../../bytes/byte-writer.ts';
import { SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK_ECDSA, SIGHASH_SINGLE } from './sighash-type.ts';

const VERSION_BYTES = 4;
const OUTPOINT_BYTES = 36;
/** An input with an empty scriptSig: outpoint, length, sequence. */
const BLANK_INPUT_BYTES: number = OUTPOINT_BYTES + 1 + 4;

/** Which signature is asked about. */
export interface LegacySighashOptions {
  readonly input: number;
  /** The script that is signed, without the signatures in it. */
  readonly scriptCode: Uint8Array;
  /** Hash type: in signatures one byte; the tests' vectors have 32 bits, all of which are hashed. */
  readonly hashType: number;
}

/**
 * Computes what an ECDSA signature outside of witnesses signs: 32 bytes.
 *
 * Two quirks of 2009 are rules: OP_CODESEPARATORs are left out of the script; and SIGHASH_SINGLE of an input without an
 * output of the same index signs the number 1, so that such a signature is good for any transaction.
 *
 * Source: Bitcoin Core's `SignatureHash` for `SigVersion::BASE`, and `CTransactionSignatureSerializer`.
 */
export function legacySighash(precomputed: PrecomputedTransaction, options: LegacySighashOptions): Uint8Array {
  const { transaction } = precomputed;
  const { input, hashType } = options;
  assert(input >= 0 && input < transaction.inputCount, 'the transaction has the input that is signed');
  const outputType = hashType & SIGHASH_OUTPUT_MASK_ECDSA;
  if (outputType === SIGHASH_SINGLE && input >= transaction.outputCount) return one();
  const everything =
    (hashType & SIGHASH_ANYONECANPAY) === 0 && outputType !== SIGHASH_SINGLE && outputType !== SIGHASH_NONE;
  if (everything) writeEverything(precomputed, options);
  else writeParts(precomputed, options, outputType);
  return sha256d(preimage.u32Le(hashType).view());
}

/** The number 1 as a hash: little-endian, as Core's `uint256::ONE`. */
function one(): Uint8Array {
  const hash = new Uint8Array(32);
  hash[0] = 1;
  return hash;
}

/** SIGHASH_ALL: all but the script is the same for every input. */
function writeEverything(precomputed: PrecomputedTransaction, { input, scriptCode }: LegacySighashOptions): void {
  const blank = precomputed.blankSerialization;
  const { inputCount } = precomputed.transaction;
  const scriptAt = VERSION_BYTES + compactSizeBytes(inputCount) + input * BLANK_INPUT_BYTES + OUTPOINT_BYTES;
  const writer = preimage.reset().raw(blank, 0, scriptAt);
  writeScriptCode(writer, scriptCode);
  writer.raw(blank, scriptAt + 1);
}

function writeParts(precomputed: PrecomputedTransaction, options: LegacySighashOptions, outputType: number): void {
  const { transaction } = precomputed;
  const { bytes } = transaction;
  const { input } = options;
  const alone = (options.hashType & SIGHASH_ANYONECANPAY) !== 0;
  const single = outputType === SIGHASH_SINGLE;
  const none = outputType === SIGHASH_NONE;
  const writer = preimage.reset().u32Le(transaction.version);
  writer.compactSize(alone ? 1 : transaction.inputCount);
  const from = alone ? input : 0;
  const to = alone ? input + 1 : transaction.inputCount;
  for (let i = from; i < to; i++) {
    const at = transaction.prevoutOffset(i);
    writer.raw(bytes, at, at + OUTPOINT_BYTES);
    if (i === input) writeScriptCode(writer, options.scriptCode);
    else writer.u8(0);
    writer.u32Le(i !== input && (single || none) ? 0 : transaction.sequence(i));
  }
  const outputs = none ? 0 : single ? input + 1 : transaction.outputCount;
  writer.compactSize(outputs);
  for (let i = 0; i < outputs; i++) {
    // An output that is not signed: a value of -1 and no script.
    if (single && i !== input) writer.u32Le(0xffff_ffff).u32Le(0xffff_ffff).u8(0);
    else writer.raw(bytes, transaction.outputStart(i), transaction.scriptPubKeyEnd(i));
  }
  writer.u32Le(transaction.lockTime);
}

/** Writes a script without its OP_CODESEPARATORs, its length before it. */
function writeScriptCode(writer: ByteWriter, scriptCode: Uint8Array): void {
  const reader = new ScriptReader(scriptCode);
  let separators = 0;
  while (reader.next()) if (reader.opcode === OP.OP_CODESEPARATOR) separators++;
  writer.compactSize(scriptCode.length - separators);
  const end = reader.failed ? endOfFailedRead(scriptCode, reader.offset) : scriptCode.length;
  if (separators === 0) {
    writer.raw(scriptCode, 0, end);
    return;
  }
  const again = new ScriptReader(scriptCode);
  let from = 0;
  while (again.next()) {
    if (again.opcode !== OP.OP_CODESEPARATOR) continue;
    writer.raw(scriptCode, from, again.offset - 1);
    from = again.offset;
  }
  if (from < scriptCode.length) writer.raw(scriptCode, from, end);
}

/**
 * Where Core's `GetScriptOp` stands when a push runs over the end: after the opcode and, if it is whole, the length. Core
 * hashes up to there only (though it has written the full length), so a signature may be checked over it before the script
 * fails at that push.
 */
function endOfFailedRead(script: Uint8Array, at: number): number {
  const opcode = script[at]!;
  const lengthBytes = opcode < OP.OP_PUSHDATA1 ? 0 : 1 << (opcode - OP.OP_PUSHDATA1);
  const after = at + 1 + lengthBytes;
  return after > script.length ? at + 1 : after;
}
