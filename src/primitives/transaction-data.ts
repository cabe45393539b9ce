import { ByteWriter } from '../bytes/byte-writer.ts';
import type { Sats } from './amount.ts';
import type { OutPoint } from './out-point.ts';
import type { Transaction } from './transaction.ts';

export interface TransactionInput {
  readonly prevout: OutPoint;
  readonly scriptSig: Uint8Array;
  /** Unsigned 32-bit integer. */
  readonly sequence: number;
  /** Witness items, the first one first; empty when there is no witness. */
  readonly witness: readonly Uint8Array[];
}

export interface TransactionOutput {
  readonly value: Sats;
  readonly scriptPubKey: Uint8Array;
}

/** A transaction as plain data: for whoever makes or changes one. What is read comes as `Transaction`, a view of bytes. */
export interface TransactionData {
  /** Unsigned 32-bit integer. */
  readonly version: number;
  readonly inputs: readonly TransactionInput[];
  readonly outputs: readonly TransactionOutput[];
  /** Unsigned 32-bit integer. */
  readonly lockTime: number;
}

/** Decodes all of a transaction. Scripts, hashes and witness items are views of its bytes. */
export function transactionToData(transaction: Transaction): TransactionData {
  const { version, inputCount, outputCount, lockTime } = transaction;
  const inputs = Array.from({ length: inputCount }, (_, i): TransactionInput => ({
    prevout: transaction.prevout(i),
    scriptSig: transaction.scriptSig(i),
    sequence: transaction.sequence(i),
    witness: transaction.witness(i),
  }));
  const outputs = Array.from({ length: outputCount }, (_, i): TransactionOutput => ({
    value: transaction.value(i),
    scriptPubKey: transaction.scriptPubKey(i),
  }));
  return { version, inputs, outputs, lockTime };
}

/**
 * Serializes a transaction: in the form of BIP144 when any input has a witness. Source: Core's `SerializeTransaction`.
 *
 * @param options.withWitness Whether witnesses are written: yes unless told.
 */
export function encodeTransaction(data: TransactionData, options: { readonly withWitness?: boolean } = {}): Uint8Array {
  const withWitness = (options.withWitness ?? true) && data.inputs.some((input) => input.witness.length > 0);
  const writer = new ByteWriter().u32Le(data.version);
  if (withWitness) writer.u8(0).u8(1);
  writer.compactSize(data.inputs.length);
  for (const { prevout, scriptSig, sequence } of data.inputs) {
    writer.raw(prevout.txid).u32Le(prevout.vout).varBytes(scriptSig).u32Le(sequence);
  }
  writer.compactSize(data.outputs.length);
  for (const { value, scriptPubKey } of data.outputs) writer.u64Le(value).varBytes(scriptPubKey);
  if (withWitness) {
    for (const { witness } of data.inputs) {
      writer.compactSize(witness.length);
      for (const item of witness) writer.varBytes(item);
    }
  }
  return writer.u32Le(data.lockTime).finish();
}
