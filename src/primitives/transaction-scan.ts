import type { ByteReader } from '../bytes/byte-reader.ts';
import type { DecodeReject } from './decode-reject.ts';
import type { IntColumns } from './int-columns.ts';

/**
 * Columns of one input, as offsets into the bytes: where its prevout, its scriptSig (without the length) and its sequence
 * begin, and where the count of its witness items stands (0 when the transaction is written without witnesses).
 */
export const INPUT_COLUMNS = { prevout: 0, scriptSig: 1, sequence: 2, witness: 3, count: 4 } as const;

/** Columns of one output: where its value and its scriptPubKey (without the length) begin. It ends where the next begins. */
export const OUTPUT_COLUMNS = { value: 0, scriptPubKey: 1, count: 2 } as const;

/** Bytes of an outpoint, a sequence, a value. */
const PREVOUT_BYTES = 36;
const SEQUENCE_BYTES = 4;
const VALUE_BYTES = 8;

/** The one flag of BIP144: witnesses follow the outputs. */
const WITNESS_FLAG = 1;

/** Where the parts of one transaction lie. All offsets count from the start of the byte array. */
export interface TransactionLayout {
  start: number;
  /** Where the count of inputs stands: after the version, or after marker and flag. */
  bodyStart: number;
  /** Just after the last output: where witnesses, or else the lock time, begin. */
  bodyEnd: number;
  end: number;
  inputCount: number;
  outputCount: number;
  /** Index of the first input's columns; the outputs' columns follow the inputs'. */
  columnsAt: number;
}

/** A layout to be filled. One may be used again for each transaction of a block. */
export function emptyLayout(): TransactionLayout {
  return { start: 0, bodyStart: 0, bodyEnd: 0, end: 0, inputCount: 0, outputCount: 0, columnsAt: 0 };
}

/**
 * Reads one transaction, and writes where its parts lie to `layout` and `columns`. Allocates nothing else: a block's
 * transactions are read this way one after the other.
 *
 * Source: Bitcoin Core's `UnserializeTransaction`, its quirks included. A first count of 0 is taken for the marker of BIP144,
 * so that a transaction without inputs can't be told apart: with a flag of 0 it has no outputs either.
 *
 * @param options.allowWitness Whether the form of BIP144 may be there (`TX_WITH_WITNESS`); without, a count of 0 is a count.
 * @returns The reject, or `undefined`. What was written to `columns` before a reject is of no use.
 */
export function scanTransaction(
  reader: ByteReader,
  columns: IntColumns,
  options: { readonly layout: TransactionLayout; readonly allowWitness: boolean },
): DecodeReject | undefined {
  const { layout, allowWitness } = options;
  layout.start = reader.offset;
  layout.columnsAt = columns.length;
  layout.outputCount = 0;
  reader.skip(4);
  layout.bodyStart = reader.offset;
  layout.inputCount = scanInputs(reader, columns);
  let flags = 0;
  if (layout.inputCount === 0 && allowWitness) {
    flags = reader.u8();
    if (flags !== 0) {
      layout.bodyStart = reader.offset;
      layout.inputCount = scanInputs(reader, columns);
      layout.outputCount = scanOutputs(reader, columns);
    }
  } else {
    layout.outputCount = scanOutputs(reader, columns);
  }
  layout.bodyEnd = reader.offset;
  if ((flags & WITNESS_FLAG) !== 0 && !scanWitnesses(reader, columns, layout) && reader.failure === undefined) {
    return { code: 'superfluous-witness-record', offset: layout.bodyEnd };
  }
  const unknownFlags = flags & ~WITNESS_FLAG;
  if (unknownFlags !== 0 && reader.failure === undefined) {
    return { code: 'unknown-transaction-optional-data', offset: layout.bodyStart - 1, flags: unknownFlags };
  }
  reader.skip(4);
  layout.end = reader.offset;
  return reader.failure === undefined ? undefined : { code: reader.failure, offset: reader.failureOffset };
}

/** @returns How many there are. */
function scanInputs(reader: ByteReader, columns: IntColumns): number {
  const count = reader.compactSize();
  for (let i = 0; i < count; i++) {
    const prevoutAt = reader.offset;
    reader.skip(PREVOUT_BYTES);
    const scriptBytes = reader.compactSize();
    const scriptAt = reader.offset;
    reader.skip(scriptBytes);
    reader.skip(SEQUENCE_BYTES);
    if (reader.failure !== undefined) return 0;
    const at = columns.claim(INPUT_COLUMNS.count);
    columns.set(at + INPUT_COLUMNS.prevout, prevoutAt);
    columns.set(at + INPUT_COLUMNS.scriptSig, scriptAt);
    columns.set(at + INPUT_COLUMNS.sequence, scriptAt + scriptBytes);
    columns.set(at + INPUT_COLUMNS.witness, 0);
  }
  return count;
}

/** @returns How many there are. */
function scanOutputs(reader: ByteReader, columns: IntColumns): number {
  const count = reader.compactSize();
  for (let i = 0; i < count; i++) {
    const valueAt = reader.offset;
    reader.skip(VALUE_BYTES);
    const scriptBytes = reader.compactSize();
    const scriptAt = reader.offset;
    reader.skip(scriptBytes);
    if (reader.failure !== undefined) return 0;
    const at = columns.claim(OUTPUT_COLUMNS.count);
    columns.set(at + OUTPUT_COLUMNS.value, valueAt);
    columns.set(at + OUTPUT_COLUMNS.scriptPubKey, scriptAt);
  }
  return count;
}

/** @returns Whether any input has a witness item. */
function scanWitnesses(reader: ByteReader, columns: IntColumns, layout: TransactionLayout): boolean {
  let hasItem = false;
  for (let i = 0; i < layout.inputCount; i++) {
    columns.set(layout.columnsAt + i * INPUT_COLUMNS.count + INPUT_COLUMNS.witness, reader.offset);
    const items = reader.compactSize();
    if (items > 0) hasItem = true;
    for (let j = 0; j < items && reader.failure === undefined; j++) reader.skip(reader.compactSize());
    if (reader.failure !== undefined) return false;
  }
  return hasItem;
}
