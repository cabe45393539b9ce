import { assert } from '../bytes/assert.ts';
import type { FilePosition } from '../ports/block-files.ts';
import { readU32Le, writeU32Le } from '../bytes/u32-le.ts';
import { HEADER_BYTES } from '../primitives/header.ts';

/** What is known of a block, as bits. Source: Bitcoin Core's `BlockStatus`. */
export const BLOCK_STATUS = {
  /** It lies in a file. */
  haveData: 1,
  /** Its undo data lie in a file: it was connected once, so all its rules were checked. */
  haveUndo: 2,
  /** It breaks a rule, or a person has said so (`invalidateblock`). */
  failed: 4,
  /** It builds on one that failed. */
  failedChild: 8,
} as const;

const FAILED_MASK = BLOCK_STATUS.failed | BLOCK_STATUS.failedChild;

/** Length of a row as it is kept: the header, the status, six numbers. */
export const INDEX_ROW_BYTES: number = HEADER_BYTES + 1 + 6 * 4;

const FIRST_ROWS = 4096;

/**
 * What is known of blocks beyond their headers: status, where they lie, how many transactions. Columns beside those of
 * `HeaderTree`, by the same row numbers: 38 bytes a row.
 */
export class BlockIndex {
  #status = new Uint8Array(FIRST_ROWS);
  #transactions = new Uint32Array(FIRST_ROWS);
  #file = new Uint32Array(FIRST_ROWS);
  #dataOffset = new Uint32Array(FIRST_ROWS);
  #dataBytes = new Uint32Array(FIRST_ROWS);
  #undoOffset = new Uint32Array(FIRST_ROWS);
  #undoBytes = new Uint32Array(FIRST_ROWS);
  /** Transactions from the first block up to and with this one, where all blocks before were seen; else 0. */
  #chainTransactions = new Float64Array(FIRST_ROWS);
  #sequence = new Int32Array(FIRST_ROWS);
  readonly #changed = new Set<number>();

  /** Makes room for a row of the header tree, and takes note that it has to be kept. */
  addRow(row: number): void {
    if (row >= this.#status.length) this.#grow();
    this.#changed.add(row);
  }

  statusOf(row: number): number {
    return this.#status[row]!;
  }

  has(row: number, status: number): boolean {
    return (this.#status[row]! & status) !== 0;
  }

  isFailed(row: number): boolean {
    return (this.#status[row]! & FAILED_MASK) !== 0;
  }

  /** Switches bits of a row's status on and off. */
  setStatus(row: number, change: { readonly on?: number; readonly off?: number }): void {
    const next = (this.#status[row]! & ~(change.off ?? 0)) | (change.on ?? 0);
    if (next === this.#status[row]) return;
    this.#status[row] = next;
    this.#changed.add(row);
  }

  /** Transactions of the block itself; 0 where it was never seen. */
  transactionsOf(row: number): number {
    return this.#transactions[row]!;
  }

  /** Transactions up to and with the block; 0 where it, or one before it, was never seen. */
  chainTransactionsOf(row: number): number {
    return this.#chainTransactions[row]!;
  }

  setChainTransactions(row: number, count: number): void {
    this.#chainTransactions[row] = count;
  }

  /** Of two chains with as much work, the one with the lower number is preferred: it was seen first. */
  sequenceOf(row: number): number {
    return this.#sequence[row]!;
  }

  setSequence(row: number, sequence: number): void {
    this.#sequence[row] = sequence;
  }

  /** Takes note of where a block lies. */
  setData(row: number, position: FilePosition, transactions: number): void {
    this.#transactions[row] = transactions;
    this.#file[row] = position.file;
    this.#dataOffset[row] = position.offset;
    this.#dataBytes[row] = position.sizeBytes;
    this.setStatus(row, { on: BLOCK_STATUS.haveData });
    this.#changed.add(row);
  }

  setUndo(row: number, position: FilePosition): void {
    assert(this.#file[row] === position.file, 'undo data lie in the file that goes with the block');
    this.#undoOffset[row] = position.offset;
    this.#undoBytes[row] = position.sizeBytes;
    this.setStatus(row, { on: BLOCK_STATUS.haveUndo });
    this.#changed.add(row);
  }

  /** Forgets where a block and its undo data lay: they were pruned. */
  dropData(row: number): void {
    this.setStatus(row, { off: BLOCK_STATUS.haveData | BLOCK_STATUS.haveUndo });
  }

  dataOf(row: number): FilePosition {
    return { file: this.#file[row]!, offset: this.#dataOffset[row]!, sizeBytes: this.#dataBytes[row]! };
  }

  undoOf(row: number): FilePosition {
    return { file: this.#file[row]!, offset: this.#undoOffset[row]!, sizeBytes: this.#undoBytes[row]! };
  }

  /** Rows whose blocks lie in files, by file, with the bytes that blocks and undo data take. Looks at all `rows`. */
  dataFiles(rows: number): Map<number, { readonly rows: number[]; sizeBytes: number }> {
    const files = new Map<number, { readonly rows: number[]; sizeBytes: number }>();
    for (let row = 0; row < rows; row++) {
      if (!this.has(row, BLOCK_STATUS.haveData)) continue;
      const file = files.get(this.#file[row]!) ?? { rows: [], sizeBytes: 0 };
      file.rows.push(row);
      file.sizeBytes += this.#dataBytes[row]! + (this.has(row, BLOCK_STATUS.haveUndo) ? this.#undoBytes[row]! : 0);
      files.set(this.#file[row]!, file);
    }
    return files;
  }

  /** Returns the rows that changed since the last call, lowest first. */
  takeChanged(): number[] {
    const rows = [...this.#changed].sort((a, b) => a - b);
    this.#changed.clear();
    return rows;
  }

  get changedCount(): number {
    return this.#changed.size;
  }

  /** Writes a row as it is kept, after its header. */
  encodeRow(row: number, header: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(INDEX_ROW_BYTES);
    bytes.set(header);
    bytes[HEADER_BYTES] = this.#status[row]!;
    this.#numbers(row).forEach((number, i) => writeU32Le(bytes, HEADER_BYTES + 1 + 4 * i, number));
    return bytes;
  }

  /** Reads what `encodeRow` wrote. @returns False when it makes no sense. */
  loadRow(row: number, bytes: Uint8Array): boolean {
    if (bytes.length !== INDEX_ROW_BYTES) return false;
    if (row >= this.#status.length) this.#grow();
    const number = (i: number): number => readU32Le(bytes, HEADER_BYTES + 1 + 4 * i);
    this.#status[row] = bytes[HEADER_BYTES]!;
    this.#transactions[row] = number(0);
    this.#file[row] = number(1);
    this.#dataOffset[row] = number(2);
    this.#dataBytes[row] = number(3);
    this.#undoOffset[row] = number(4);
    this.#undoBytes[row] = number(5);
    return true;
  }

  #numbers(row: number): number[] {
    const columns = [
      this.#transactions,
      this.#file,
      this.#dataOffset,
      this.#dataBytes,
      this.#undoOffset,
      this.#undoBytes,
    ];
    return columns.map((column) => column[row]!);
  }

  #grow(): void {
    const rows = 2 * this.#status.length;
    const larger = (column: Uint32Array): Uint32Array<ArrayBuffer> => {
      const grown = new Uint32Array(rows);
      grown.set(column);
      return grown;
    };
    const status = new Uint8Array(rows);
    status.set(this.#status);
    this.#status = status;
    this.#transactions = larger(this.#transactions);
    this.#file = larger(this.#file);
    this.#dataOffset = larger(this.#dataOffset);
    this.#dataBytes = larger(this.#dataBytes);
    this.#undoOffset = larger(this.#undoOffset);
    this.#undoBytes = larger(this.#undoBytes);
    const chainTransactions = new Float64Array(rows);
    chainTransactions.set(this.#chainTransactions);
    this.#chainTransactions = chainTransactions;
    const sequence = new Int32Array(rows);
    sequence.set(this.#sequence);
    this.#sequence = sequence;
  }
}
