import { assert } from '../bytes/assert.ts';
import { ByteReader } from '../bytes/byte-reader.ts';
import { readU32Le } from '../bytes/u32-le.ts';
import type { Sats } from './amount.ts';
import type { DecodeReject } from './decode-reject.ts';
import { HASH_BYTES } from './hash.ts';
import type { Txid, Wtxid } from './hash.ts';
import { IntColumns } from './int-columns.ts';
import { NULL_VOUT } from './out-point.ts';
import type { OutPoint } from './out-point.ts';
import { sha256dOfPartsInto } from './sha256d-of-parts.ts';
import { INPUT_COLUMNS, OUTPUT_COLUMNS, emptyLayout, scanTransaction } from './transaction-scan.ts';
import type { TransactionLayout } from './transaction-scan.ts';

/** How many weight units one byte that is no witness counts for (BIP141). */
export const WITNESS_SCALE_FACTOR = 4;

/** Length of version, or lock time. */
const VERSION_BYTES = 4;

/**
 * One transaction: a view of its bytes, with an index of where its parts lie. Nothing is copied or decoded before it is
 * asked for, and the bytes are not to be changed while it is in use.
 *
 * Scripts, hashes and witness items come out as views. Loops that can't afford an object for each ask for offsets into
 * `bytes` (`prevoutOffset`, `scriptPubKeyStart`, ...).
 */
export class Transaction {
  /** The bytes that it lies in: its own, a message's, or a block's. */
  readonly bytes: Uint8Array;
  /** Where it begins and ends in `bytes`. */
  readonly start: number;
  readonly end: number;
  /** Offset of the count of inputs. */
  readonly bodyStart: number;
  /** Offset just after the last output. */
  readonly bodyEnd: number;
  readonly inputCount: number;
  readonly outputCount: number;
  readonly #columns: Int32Array;
  readonly #inputsAt: number;
  readonly #outputsAt: number;
  #txid: Txid | undefined;
  #wtxid: Wtxid | undefined;

  /** Made by `parseTransaction` and `Block`, which have checked that the layout is that of the bytes. */
  constructor(bytes: Uint8Array, columns: Int32Array, layout: Readonly<TransactionLayout>) {
    this.bytes = bytes;
    this.start = layout.start;
    this.end = layout.end;
    this.bodyStart = layout.bodyStart;
    this.bodyEnd = layout.bodyEnd;
    this.inputCount = layout.inputCount;
    this.outputCount = layout.outputCount;
    this.#columns = columns;
    this.#inputsAt = layout.columnsAt;
    this.#outputsAt = layout.columnsAt + layout.inputCount * INPUT_COLUMNS.count;
  }

  /** Unsigned 32-bit integer, as in Bitcoin Core since 28.0 (before: signed). */
  get version(): number {
    return readU32Le(this.bytes, this.start);
  }

  /** Unsigned 32-bit integer: a height below 500,000,000, else seconds since 1970. */
  get lockTime(): number {
    return readU32Le(this.bytes, this.end - 4);
  }

  /** Whether any input has a witness; so whether it is written in the form of BIP144. */
  get hasWitness(): boolean {
    return this.bodyStart !== this.start + VERSION_BYTES;
  }

  /** Length in bytes, witnesses included. Source: Bitcoin Core's `GetTotalSize`. */
  get totalSize(): number {
    return this.end - this.start;
  }

  /** Length in bytes without witnesses, marker and flag. */
  get strippedSize(): number {
    return VERSION_BYTES + (this.bodyEnd - this.bodyStart) + 4;
  }

  /** Weight units: four a byte, one a byte of witness data (BIP141). Source: Bitcoin Core's `GetTransactionWeight`. */
  get weight(): number {
    return this.strippedSize * (WITNESS_SCALE_FACTOR - 1) + this.totalSize;
  }

  /** A quarter of the weight, rounded up: virtual bytes. */
  get vsize(): number {
    return Math.ceil(this.weight / WITNESS_SCALE_FACTOR);
  }

  /** One input, and that spends nothing. Source: Bitcoin Core's `IsCoinBase`. */
  get isCoinbase(): boolean {
    return this.inputCount === 1 && this.isPrevoutNull(0);
  }

  /** Hash of the transaction without witnesses, in wire order. Kept once it was asked for. */
  get txid(): Txid {
    if (this.#txid === undefined) {
      const txid = new Uint8Array(HASH_BYTES);
      this.writeTxid(txid, 0);
      this.#txid = txid as Txid;
    }
    return this.#txid;
  }

  /** Hash of the transaction with witnesses, in wire order; the txid when there are none. Kept once it was asked for. */
  get wtxid(): Wtxid {
    if (!this.hasWitness) return this.txid as Uint8Array as Wtxid;
    if (this.#wtxid === undefined) {
      const wtxid = new Uint8Array(HASH_BYTES);
      this.writeWtxid(wtxid, 0);
      this.#wtxid = wtxid as Wtxid;
    }
    return this.#wtxid;
  }

  /** Hashes the txid and writes its 32 bytes to `out` at `offset`. */
  writeTxid(out: Uint8Array, offset: number): void {
    writeTxidOf(this.bytes, this, out, offset);
  }

  /** Hashes the wtxid and writes its 32 bytes to `out` at `offset`. */
  writeWtxid(out: Uint8Array, offset: number): void {
    writeWtxidOf(this.bytes, this, out, offset);
  }

  /** Offset of an input's outpoint: 32 bytes of txid, then the index. */
  prevoutOffset(input: number): number {
    return this.#inputColumn(input, INPUT_COLUMNS.prevout);
  }

  /** View of the txid that an input spends from. */
  prevoutTxid(input: number): Txid {
    const at = this.prevoutOffset(input);
    return this.bytes.subarray(at, at + HASH_BYTES) as Txid;
  }

  /** Index of the output that an input spends: unsigned 32-bit integer. */
  prevoutVout(input: number): number {
    return readU32Le(this.bytes, this.prevoutOffset(input) + HASH_BYTES);
  }

  prevout(input: number): OutPoint {
    return { txid: this.prevoutTxid(input), vout: this.prevoutVout(input) };
  }

  /** Whether an input's prevout is that of a coinbase: a txid of zeros, and the highest index. */
  isPrevoutNull(input: number): boolean {
    const at = this.prevoutOffset(input);
    for (let i = at; i < at + HASH_BYTES; i++) if (this.bytes[i] !== 0) return false;
    return readU32Le(this.bytes, at + HASH_BYTES) === NULL_VOUT;
  }

  scriptSigStart(input: number): number {
    return this.#inputColumn(input, INPUT_COLUMNS.scriptSig);
  }

  scriptSigEnd(input: number): number {
    return this.#inputColumn(input, INPUT_COLUMNS.sequence);
  }

  scriptSig(input: number): Uint8Array {
    return this.bytes.subarray(this.scriptSigStart(input), this.scriptSigEnd(input));
  }

  /** Unsigned 32-bit integer. */
  sequence(input: number): number {
    return readU32Le(this.bytes, this.#inputColumn(input, INPUT_COLUMNS.sequence));
  }

  witnessItemCount(input: number): number {
    const at = this.#inputColumn(input, INPUT_COLUMNS.witness);
    return at === 0 ? 0 : new ByteReader(this.bytes, at, this.end).compactSize();
  }

  /** Views of an input's witness items, the first one first; none when there is no witness. */
  witness(input: number): Uint8Array[] {
    const at = this.#inputColumn(input, INPUT_COLUMNS.witness);
    const items: Uint8Array[] = [];
    if (at === 0) return items;
    const reader = new ByteReader(this.bytes, at, this.end);
    for (let left = reader.compactSize(); left > 0; left--) items.push(reader.varBytes());
    return items;
  }

  /** Offset of an output: 8 bytes of value, the length of the script, the script. It ends at `scriptPubKeyEnd`. */
  outputStart(output: number): number {
    return this.#outputColumn(output, OUTPUT_COLUMNS.value);
  }

  scriptPubKeyStart(output: number): number {
    return this.#outputColumn(output, OUTPUT_COLUMNS.scriptPubKey);
  }

  scriptPubKeyEnd(output: number): number {
    return output + 1 < this.outputCount ? this.outputStart(output + 1) : this.bodyEnd;
  }

  scriptPubKey(output: number): Uint8Array {
    return this.bytes.subarray(this.scriptPubKeyStart(output), this.scriptPubKeyEnd(output));
  }

  /** An output's value in satoshis: a signed 64-bit integer, in range or not. */
  value(output: number): Sats {
    const at = this.outputStart(output);
    return (BigInt(readU32Le(this.bytes, at + 4) | 0) << 32n) | BigInt(readU32Le(this.bytes, at));
  }

  /**
   * An output's value in satoshis as a number, for hot loops. Exact from 0 to 2^53, so for every valid amount; beyond, it
   * is rounded, never into the valid range.
   */
  valueNumber(output: number): number {
    const at = this.outputStart(output);
    return (readU32Le(this.bytes, at + 4) | 0) * 0x1_0000_0000 + readU32Le(this.bytes, at);
  }

  /** View of the serialization, witnesses included. */
  serialized(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  /** The serialization without witnesses: what the txid hashes. A view where there are none, else a copy. */
  stripped(): Uint8Array {
    if (!this.hasWitness) return this.serialized();
    const out = new Uint8Array(this.strippedSize);
    out.set(this.bytes.subarray(this.start, this.start + VERSION_BYTES));
    out.set(this.bytes.subarray(this.bodyStart, this.bodyEnd), VERSION_BYTES);
    out.set(this.bytes.subarray(this.end - 4, this.end), out.length - 4);
    return out;
  }

  #inputColumn(input: number, column: number): number {
    assert(input >= 0 && input < this.inputCount, 'the transaction has that input');
    return this.#columns[this.#inputsAt + input * INPUT_COLUMNS.count + column]!;
  }

  #outputColumn(output: number, column: number): number {
    assert(output >= 0 && output < this.outputCount, 'the transaction has that output');
    return this.#columns[this.#outputsAt + output * OUTPUT_COLUMNS.count + column]!;
  }
}

/** Where a transaction's parts lie, as far as its hashes need it. */
type HashedParts = Pick<TransactionLayout, 'start' | 'bodyStart' | 'bodyEnd' | 'end'>;

/** Hashes a transaction without witnesses: version, inputs and outputs, lock time. Writes 32 bytes to `out`. */
export function writeTxidOf(bytes: Uint8Array, parts: Readonly<HashedParts>, out: Uint8Array, offset: number): void {
  const { start, bodyStart, bodyEnd, end } = parts;
  if (bodyStart === start + VERSION_BYTES) return writeWtxidOf(bytes, parts, out, offset);
  const pieces = [start, start + VERSION_BYTES, bodyStart, bodyEnd, end - 4, end];
  sha256dOfPartsInto(bytes, pieces, out, offset);
}

/** Hashes a transaction with witnesses. Writes 32 bytes to `out`. */
export function writeWtxidOf(bytes: Uint8Array, parts: Readonly<HashedParts>, out: Uint8Array, offset: number): void {
  sha256dOfPartsInto(bytes, [parts.start, parts.end], out, offset);
}

/**
 * Reads one transaction that fills `bytes` from its first to its last byte.
 *
 * @param options.allowWitness Whether it may be in the form of BIP144: yes unless told. See `scanTransaction`.
 * @returns The transaction, a view of `bytes`; or why they are none.
 */
export function parseTransaction(
  bytes: Uint8Array,
  options: { readonly allowWitness?: boolean } = {},
): Transaction | DecodeReject {
  const reader = new ByteReader(bytes);
  const columns = new IntColumns(16);
  const layout = emptyLayout();
  const reject = scanTransaction(reader, columns, { layout, allowWitness: options.allowWitness ?? true });
  if (reject !== undefined) return reject;
  if (reader.remaining > 0) return { code: 'trailing-data', offset: reader.offset, extraBytes: reader.remaining };
  return new Transaction(bytes, columns.finish(), layout);
}
