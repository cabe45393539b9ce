import { schnorr, secp256k1 as curve } from '@noble/curves/secp256k1.js';

import { assert } from '../../src/bytes/assert.ts';
import { hash160, sha256 } from '../../src/crypto/hashes.ts';
import { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { legacySighash } from '../../src/consensus/script/sighash-legacy.ts';
import { taprootSighash } from '../../src/consensus/script/sighash-taproot.ts';
import { witnessV0Sighash } from '../../src/consensus/script/sighash-witness-v0.ts';
import { annexHash, tapTweakHash, tapbranchHash, tapleafHash } from '../../src/consensus/script/taproot.ts';
import { NO_CODE_SEPARATOR } from '../../src/consensus/script/taproot-execution.ts';
import type { OutPoint } from '../../src/primitives/out-point.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import type { TransactionData, TransactionInput, TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { testInput, testTransactionData } from '../block-builder.ts';

/** An output that can be spent. */
export interface SpendableCoin extends TransactionOutput {
  readonly prevout: OutPoint;
}

/** A key, made from a number. */
export interface TestKey {
  readonly secret: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** 65 bytes, 04 first. */
  readonly fullKey: Uint8Array;
  /** 32 bytes. */
  readonly xOnly: Uint8Array;
}

export const OP_TRUE_SCRIPT: Uint8Array = Uint8Array.of(OP.OP_TRUE);

/** A script of operations and pushes. */
export function script(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  const writer = new ScriptWriter();
  for (const part of parts) {
    if (typeof part === 'number') writer.op(part);
    else writer.push(part);
  }
  return writer.finish();
}

/** A script with one operation `count` times. */
export function repeated(opcode: number, count: number): Uint8Array {
  return new Uint8Array(count).fill(opcode);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The key with a number: the same each time. */
export function testKey(number: number): TestKey {
  const secret = sha256(Uint8Array.of(0x76, number));
  return {
    secret,
    publicKey: curve.getPublicKey(secret, true),
    fullKey: curve.getPublicKey(secret, false),
    xOnly: schnorr.getPublicKey(secret),
  };
}

export function payTo(scriptPubKey: Uint8Array, value: bigint): TransactionOutput {
  return { value, scriptPubKey };
}

export function p2pkh(publicKey: Uint8Array): Uint8Array {
  return script(OP.OP_DUP, OP.OP_HASH160, hash160(publicKey), OP.OP_EQUALVERIFY, OP.OP_CHECKSIG);
}

export function p2sh(redeemScript: Uint8Array): Uint8Array {
  return script(OP.OP_HASH160, hash160(redeemScript), OP.OP_EQUAL);
}

/** A witness program's script: version 0 to 16. */
export function witnessScriptPubKey(version: number, program: Uint8Array): Uint8Array {
  return new ScriptWriter().number(version).push(program).finish();
}

export function p2wpkh(publicKey: Uint8Array): Uint8Array {
  return witnessScriptPubKey(0, hash160(publicKey));
}

export function p2wsh(witnessScript: Uint8Array): Uint8Array {
  return witnessScriptPubKey(0, sha256(witnessScript));
}

/** An output key with one script that anyone knows, or none. */
export interface TaprootOutput {
  readonly scriptPubKey: Uint8Array;
  readonly controlBlock: Uint8Array;
  /** Secret key of the output key. */
  readonly secret: Uint8Array;
}

/** Builds an output key over one leaf, with other hashes up to the root (BIP341), or over none. */
export function taproot(
  key: TestKey,
  leaf?: { readonly script: Uint8Array; readonly version?: number; readonly path?: readonly Uint8Array[] },
): TaprootOutput {
  const version = leaf?.version ?? 0xc0;
  const path = leaf?.path ?? [];
  let root = leaf === undefined ? undefined : tapleafHash(version, leaf.script);
  for (const node of path) root = tapbranchHash(root!, node);
  const tweak = BigInt(`0x${hexOf(tapTweakHash(key.xOnly, root))}`);
  const { n } = curve.Point.CURVE();
  const secretNumber = BigInt(`0x${hexOf(key.secret)}`);
  const even = key.publicKey[0] === 2 ? secretNumber : n - secretNumber;
  const outputNumber = (even + tweak) % n;
  const secret = bytesOf32(outputNumber);
  const outputKey = curve.getPublicKey(secret, true);
  const controlBlock = concat(Uint8Array.of(version | (outputKey[0]! & 1)), key.xOnly, ...path);
  return { scriptPubKey: witnessScriptPubKey(1, outputKey.subarray(1)), controlBlock, secret };
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytesOf32(number: bigint): Uint8Array {
  const text = number.toString(16).padStart(64, '0');
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** What a spending transaction has beside its coins and outputs. */
export interface SpendOptions {
  readonly version?: number;
  readonly lockTime?: number;
  readonly sequence?: number;
}

/** A transaction that spends coins with empty scripts. */
export function spend(
  coins: readonly SpendableCoin[],
  outputs: readonly TransactionOutput[],
  options: SpendOptions = {},
): TransactionData {
  const { version = 2, lockTime = 0, sequence = 0xffff_ffff } = options;
  const inputs = coins.map(({ prevout }) => testInput({ prevout, sequence }));
  return testTransactionData({ version, lockTime, inputs, outputs });
}

/** The same, to one output that anyone can spend, without a fee. */
export function spendAll(coins: readonly SpendableCoin[], options: SpendOptions = {}): TransactionData {
  return spend(coins, [payTo(OP_TRUE_SCRIPT, totalOf(coins))], options);
}

/** The same of one coin, with the input's script and witness. */
export function spendWith(
  coin: SpendableCoin,
  unlock: Partial<Pick<TransactionInput, 'scriptSig' | 'witness'>>,
  options: SpendOptions = {},
): TransactionData {
  return withInput(spendAll([coin], options), 0, unlock);
}

/** A transaction with one of its inputs changed. */
export function withInput(tx: TransactionData, input: number, change: Partial<TransactionInput>): TransactionData {
  return { ...tx, inputs: tx.inputs.map((each, i) => (i === input ? { ...each, ...change } : each)) };
}

export function totalOf(outputs: readonly TransactionOutput[]): bigint {
  return outputs.reduce((sum, { value }) => sum + value, 0n);
}

/** The outputs of a transaction as coins. */
export function coinsOf(tx: TransactionData): SpendableCoin[] {
  const { txid } = parsed(tx);
  return tx.outputs.map((output, vout) => ({ ...output, prevout: { txid, vout } }));
}

/** Reads a transaction's data back as a view. */
export function parsed(tx: TransactionData): Transaction {
  const transaction = parseTransaction(encodeTransaction(tx));
  assert(!('code' in transaction), 'a scenario’s transaction can be read');
  return transaction;
}

/** What a signature is over, beside the transaction. */
export interface SignOptions {
  readonly input?: number;
  readonly hashType?: number;
  /** What each input spends, in order. */
  readonly coins: readonly TransactionOutput[];
}

/** Signs for an input outside of witnesses. @returns DER with the hash type after it. */
export function signLegacy(
  tx: TransactionData,
  scriptCode: Uint8Array,
  secret: Uint8Array,
  { input = 0, hashType = 1 }: Omit<SignOptions, 'coins'> = {},
): Uint8Array {
  const hash = legacySighash(new PrecomputedTransaction(parsed(tx)), { input, scriptCode, hashType });
  return ecdsa(hash, secret, hashType);
}

/** Signs for an input with a version 0 witness (BIP143). */
export function signWitnessV0(
  tx: TransactionData,
  scriptCode: Uint8Array,
  secret: Uint8Array,
  { input = 0, hashType = 1, coins }: SignOptions,
): Uint8Array {
  const precomputed = new PrecomputedTransaction(parsed(tx), coins);
  return ecdsa(
    witnessV0Sighash(precomputed, { input, scriptCode, hashType, amount: coins[input]!.value }),
    secret,
    hashType,
  );
}

/** Signs for a taproot input (BIP341), in a script when `leafScript` is given. @returns 64 bytes, 65 with a hash type. */
export function signTaproot(
  tx: TransactionData,
  secret: Uint8Array,
  options: SignOptions & { readonly leafScript?: Uint8Array; readonly annex?: Uint8Array },
): Uint8Array {
  const { input = 0, hashType = 0, coins, leafScript, annex } = options;
  const message = taprootSighash(new PrecomputedTransaction(parsed(tx), coins), {
    input,
    hashType,
    execution: {
      annexHash: annex === undefined ? undefined : annexHash(annex),
      tapleafHash: leafScript === undefined ? undefined : tapleafHash(0xc0, leafScript),
      codeSeparatorPosition: NO_CODE_SEPARATOR,
      validationWeightLeft: 0,
    },
  });
  assert(message !== undefined, 'the hash type can be signed');
  const signature = schnorr.sign(message, secret, new Uint8Array(32));
  return hashType === 0 ? signature : concat(signature, Uint8Array.of(hashType));
}

function ecdsa(hash: Uint8Array, secret: Uint8Array, hashType: number): Uint8Array {
  return concat(curve.sign(hash, secret, { prehash: false, format: 'der' }), Uint8Array.of(hashType));
}
