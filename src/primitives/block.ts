import { assert } from '../bytes/assert.ts';
import { ByteReader } from '../bytes/byte-reader.ts';
import { compactSizeBytes } from '../bytes/compact-size.ts';
import type { DecodeReject } from './decode-reject.ts';
import { HASH_BYTES } from './hash.ts';
import type { BlockHash, Txid, Wtxid } from './hash.ts';
import { HEADER_BYTES, decodeHeader, hashHeader } from './header.ts';
import type { BlockHeader } from './header.ts';
import { IntColumns } from './int-columns.ts';
import { Transaction, WITNESS_SCALE_FACTOR, writeTxidOf, writeWtxidOf } from './transaction.ts';
import { emptyLayout, scanTransaction } from './transaction-scan.ts';
import type { TransactionLayout } from './transaction-scan.ts';

/** Columns of a block's table of transactions, in the order of `TransactionLayout`. */
const ROW = {
  start: 0,
  bodyStart: 1,
  bodyEnd: 2,
  end: 3,
  inputCount: 4,
  outputCount: 5,
  columnsAt: 6,
  count: 7,
} as const;

/** A typical transaction takes more bytes than this for each integer of the index: what to make room for at first. */
const BYTES_PER_INDEX_INT = 24;

/**
 * One block: its bytes, and an index of where its transactions and their parts lie. Transactions are views that are made
 * when they are asked for; the bytes are not to be changed while the block is in use.
 */
export class Block {
  /** The bytes that it lies in. */
  readonly bytes: Uint8Array;
  /** Where it begins and ends in `bytes`. */
  readonly start: number;
  readonly end: number;
  readonly transactionCount: number;
  readonly #table: Int32Array;
  readonly #columns: Int32Array;
  readonly #transactions: (Transaction | undefined)[];
  #header: BlockHeader | undefined;
  #hash: BlockHash | undefined;
  #txids: Uint8Array | undefined;
  #wtxids: Uint8Array | undefined;

  /** Made by `parseBlock`, and by `withHashesOf`. */
  constructor(
    bytes: Uint8Array,
    options: {
      readonly start: number;
      readonly end: number;
      readonly table: Int32Array;
      readonly columns: Int32Array;
      readonly txids?: Uint8Array;
      readonly wtxids?: Uint8Array;
    },
  ) {
    this.bytes = bytes;
    this.start = options.start;
    this.end = options.end;
    this.#table = options.table;
    this.#columns = options.columns;
    this.transactionCount = options.table.length / ROW.count;
    this.#transactions = Array.from({ length: this.transactionCount });
    this.#txids = options.txids;
    this.#wtxids = options.wtxids;
  }

  get header(): BlockHeader {
    this.#header ??= decodeHeader(this.bytes, this.start);
    return this.#header;
  }

  /** Hash of the header, in wire order. */
  get hash(): BlockHash {
    this.#hash ??= hashHeader(this.bytes, this.start);
    return this.#hash;
  }

  /** The transaction at an index from 0 to `transactionCount` - 1; the same object each time. */
  transaction(index: number): Transaction {
    const known = this.#transactions[index];
    if (known !== undefined) return known;
    const made = new Transaction(this.bytes, this.#columns, this.#readRow(index, emptyLayout()));
    this.#transactions[index] = made;
    return made;
  }

  /** All transactions, in order. */
  get transactions(): readonly Transaction[] {
    for (let i = 0; i < this.transactionCount; i++) this.transaction(i);
    return this.#transactions as readonly Transaction[];
  }

  /** All txids, 32 bytes each, in order: computed once, in one pass. Not to be changed. */
  get txids(): Uint8Array {
    this.#txids ??= this.#hashAll(writeTxidOf);
    return this.#txids;
  }

  /** All wtxids, 32 bytes each, in order; the coinbase's is its own hash, not the zeros that BIP141's tree has for it. */
  get wtxids(): Uint8Array {
    this.#wtxids ??= this.#hashAll(writeWtxidOf);
    return this.#wtxids;
  }

  /** View of one txid in `txids`. */
  txid(index: number): Txid {
    return this.txids.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES) as Txid;
  }

  /** View of one wtxid in `wtxids`. */
  wtxid(index: number): Wtxid {
    return this.wtxids.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES) as Wtxid;
  }

  /** Length in bytes, witnesses included. */
  get totalSize(): number {
    return this.end - this.start;
  }

  /** Length in bytes without witnesses. */
  get strippedSize(): number {
    const layout = emptyLayout();
    let size = HEADER_BYTES + compactSizeBytes(this.transactionCount);
    for (let i = 0; i < this.transactionCount; i++) {
      const { bodyStart, bodyEnd } = this.#readRow(i, layout);
      size += 4 + (bodyEnd - bodyStart) + 4;
    }
    return size;
  }

  /** Weight units (BIP141). Source: Bitcoin Core's `GetBlockWeight`. */
  get weight(): number {
    return this.strippedSize * (WITNESS_SCALE_FACTOR - 1) + this.totalSize;
  }

  /** View of the serialization. */
  serialized(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  /**
   * The same block with the hashes of transactions that it was put together from: what was hashed once is not hashed again.
   *
   * @param transactions Those of the block, in order.
   */
  withHashesOf(transactions: readonly Transaction[]): Block {
    assert(transactions.length === this.transactionCount, 'the transactions are those of the block');
    const txids = new Uint8Array(this.transactionCount * HASH_BYTES);
    const wtxids = new Uint8Array(txids.length);
    for (const [i, { txid, wtxid }] of transactions.entries()) {
      txids.set(txid, i * HASH_BYTES);
      wtxids.set(wtxid, i * HASH_BYTES);
    }
    const { bytes, start, end } = this;
    return new Block(bytes, { start, end, table: this.#table, columns: this.#columns, txids, wtxids });
  }

  #readRow(index: number, layout: TransactionLayout): TransactionLayout {
    const table = this.#table;
    const at = index * ROW.count;
    layout.start = table[at]!;
    layout.bodyStart = table[at + ROW.bodyStart]!;
    layout.bodyEnd = table[at + ROW.bodyEnd]!;
    layout.end = table[at + ROW.end]!;
    layout.inputCount = table[at + ROW.inputCount]!;
    layout.outputCount = table[at + ROW.outputCount]!;
    layout.columnsAt = table[at + ROW.columnsAt]!;
    return layout;
  }

  #hashAll(write: typeof writeTxidOf): Uint8Array {
    const hashes = new Uint8Array(this.transactionCount * HASH_BYTES);
    const layout = emptyLayout();
    for (let i = 0; i < this.transactionCount; i++) write(this.bytes, this.#readRow(i, layout), hashes, i * HASH_BYTES);
    return hashes;
  }
}

/**
 * Reads one block that fills `bytes` from `start` up to, and not including, `end`: its header, then its transactions.
 *
 * Only the form is checked (Bitcoin Core's deserialization): neither proof of work nor any rule.
 *
 * @returns The block, a view of `bytes`; or why they are none.
 */
export function parseBlock(bytes: Uint8Array, start: number = 0, end: number = bytes.length): Block | DecodeReject {
  const block = parseBlockPrefix(bytes, start, end);
  if ('code' in block || block.end === end) return block;
  return { code: 'trailing-data', offset: block.end, extraBytes: end - block.end };
}

/** Reads one block that begins at `start` and may end before `end`; `Block.end` says where. */
export function parseBlockPrefix(
  bytes: Uint8Array,
  start: number = 0,
  end: number = bytes.length,
): Block | DecodeReject {
  const reader = new ByteReader(bytes, start, end);
  reader.skip(HEADER_BYTES);
  const count = reader.compactSize();
  if (reader.failure !== undefined) return { code: reader.failure, offset: reader.failureOffset };
  const columns = new IntColumns(Math.ceil(reader.remaining / BYTES_PER_INDEX_INT));
  // What a count states is made room for only as far as there are bytes (10 at the least) for as many transactions.
  const table = new IntColumns(Math.min(count, Math.ceil(reader.remaining / 10)) * ROW.count);
  const layout = emptyLayout();
  const options = { layout, allowWitness: true };
  for (let i = 0; i < count; i++) {
    const reject = scanTransaction(reader, columns, options);
    if (reject !== undefined) return reject;
    writeRow(table, layout);
  }
  return new Block(bytes, { start, end: reader.offset, table: table.finish(), columns: columns.finish() });
}

function writeRow(table: IntColumns, layout: Readonly<TransactionLayout>): void {
  const at = table.claim(ROW.count);
  table.set(at, layout.start);
  table.set(at + ROW.bodyStart, layout.bodyStart);
  table.set(at + ROW.bodyEnd, layout.bodyEnd);
  table.set(at + ROW.end, layout.end);
  table.set(at + ROW.inputCount, layout.inputCount);
  table.set(at + ROW.outputCount, layout.outputCount);
  table.set(at + ROW.columnsAt, layout.columnsAt);
}
