import { checkMerkleRoot } from '../../consensus/check-block.ts';
import { MAX_BLOCK_WEIGHT } from '../../consensus/limits.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { parseBlock } from '../../primitives/block.ts';
import type { Block } from '../../primitives/block.ts';
import { WITNESS_SCALE_FACTOR } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { CompactBlock } from '../../wire/compact-block.ts';
import { ShortIdHasher, ShortIdTable } from './short-ids.ts';

/** The smallest transaction that can be serialized, in weight units: one of ten bytes. Core's `MIN_SERIALIZABLE_TRANSACTION_WEIGHT`. */
const MIN_TRANSACTION_WEIGHT = WITNESS_SCALE_FACTOR * 10;

/** The most that a block can have. */
const MAX_TRANSACTIONS = MAX_BLOCK_WEIGHT / MIN_TRANSACTION_WEIGHT;

/** Indexes of prefilled transactions have 16 bits. */
const MAX_INDEX = 0xffff;

/** Where transactions are looked for. */
export interface TransactionSource {
  /** Those of the mempool. */
  readonly pool: Iterable<Transaction>;
  readonly extra: Iterable<Transaction>;
}

/** Why no block comes of a compact one. Source: Bitcoin Core's `ReadStatus`. */
export type ReadFailure =
  /** It, or what was sent for it, can be of no block: the peer is to blame. */
  | 'invalid'
  /** Short ids that meet, perhaps by chance: the block has to be fetched whole. */
  | 'failed';

/**
 * A block that is put together from a compact one: from what it brings along, from the mempool, and from what the peer is asked
 * for. Source: Bitcoin Core's `PartiallyDownloadedBlock`.
 */
export class PartialBlock {
  readonly #header: Uint8Array;
  readonly #transactions: (Transaction | undefined)[];
  readonly #search: Search;
  #isFilled = false;

  private constructor(header: Uint8Array, transactions: (Transaction | undefined)[], search: Search) {
    this.#header = header;
    this.#transactions = transactions;
    this.#search = search;
  }

  /** Begins with what is there, and looks through all of it. Source: Core's `InitData`. */
  static from(compact: CompactBlock, source: TransactionSource): PartialBlock | ReadFailure {
    const partial = PartialBlock.begin(compact, source);
    if (typeof partial !== 'string') partial.search(Infinity);
    return partial;
  }

  /** Begins: `search` looks for the transactions. */
  static begin(compact: CompactBlock, source: TransactionSource): PartialBlock | ReadFailure {
    const { shortIds, prefilled, header } = compact;
    const count = shortIds.length + prefilled.length;
    if (count === 0 || count > MAX_TRANSACTIONS) return 'invalid';
    const transactions = placePrefilled(compact, count);
    if (transactions === undefined) return 'invalid';
    const table = new ShortIdTable(shortIds.length);
    let position = 0;
    for (const id of shortIds) {
      while (transactions[position] !== undefined) position++;
      if (!table.add(id, position++)) return 'failed';
    }
    const hasher = new ShortIdHasher(header, compact.nonce);
    const search = new Search(transactions, { table, hasher, wanted: shortIds.length, source });
    return new PartialBlock(header, transactions, search);
  }

  /**
   * Goes on to look for the transactions. What comes and goes in the mempool meanwhile does no harm: what was found is kept.
   *
   * @param limit How many are looked at, at the most.
   * @returns Whether that was the last.
   */
  search(limit: number): boolean {
    return this.#search.run(limit);
  }

  get transactionCount(): number {
    return this.#transactions.length;
  }

  /** Indexes of the transactions that have to be asked for, in order. */
  missing(): number[] {
    const indexes: number[] = [];
    for (let i = 0; i < this.#transactions.length; i++) if (this.#transactions[i] === undefined) indexes.push(i);
    return indexes;
  }

  /**
   * Puts the block together; this can be done once. Source: Core's `FillBlock`.
   *
   * @param missing The transactions that `missing` names, in this order.
   * @returns A block whose merkle root is the header's; no other rule is checked.
   */
  fill(missing: readonly Transaction[]): Block | ReadFailure {
    if (this.#isFilled) return 'invalid';
    this.#isFilled = true;
    let next = 0;
    const transactions: Transaction[] = [];
    for (const known of this.#transactions) {
      const tx = known ?? missing[next++];
      if (tx === undefined) return 'invalid';
      transactions.push(tx);
    }
    if (next !== missing.length) return 'invalid';
    const sizeBytes = transactions.reduce((sum, tx) => sum + tx.totalSize, this.#header.length + 9);
    const writer = new ByteWriter(sizeBytes).raw(this.#header).compactSize(transactions.length);
    for (const tx of transactions) writer.raw(tx.serialized());
    const parsed = parseBlock(writer.finish());
    if ('code' in parsed) return 'failed';
    const block = parsed.withHashesOf(transactions);
    // Another transaction with the same short id, perhaps.
    return checkMerkleRoot(block) === undefined ? block : 'failed';
  }
}

/** Puts the prefilled transactions in their places; `undefined` where they can be of no block. */
function placePrefilled({ shortIds, prefilled }: CompactBlock, count: number): (Transaction | undefined)[] | undefined {
  const transactions = Array.from<Transaction | undefined>({ length: count });
  let last = -1;
  for (const [i, { index, tx }] of prefilled.entries()) {
    if (tx.inputCount === 0 && tx.outputCount === 0) return undefined;
    // Each in the block's order, and none beyond what the short ids before it fill.
    if (!Number.isInteger(index) || index <= last || index > MAX_INDEX || index > shortIds.length + i) return undefined;
    transactions[index] = tx;
    last = index;
  }
  return transactions;
}

/** Looks for the transactions that short ids name. */
class Search {
  readonly #transactions: (Transaction | undefined)[];
  readonly #table: ShortIdTable;
  readonly #hasher: ShortIdHasher;
  readonly #wanted: number;
  /** What is still to be looked at, the mempool first. */
  readonly #sources: Iterator<Transaction>[];
  /** Places that one was found for; if two were, none is taken. */
  readonly #isFound: Uint8Array;
  #found = 0;

  constructor(
    transactions: (Transaction | undefined)[],
    by: {
      readonly table: ShortIdTable;
      readonly hasher: ShortIdHasher;
      readonly wanted: number;
      readonly source: TransactionSource;
    },
  ) {
    this.#transactions = transactions;
    this.#table = by.table;
    this.#hasher = by.hasher;
    this.#wanted = by.wanted;
    this.#sources = [by.source.pool[Symbol.iterator](), by.source.extra[Symbol.iterator]()];
    this.#isFound = new Uint8Array(transactions.length);
  }

  run(limit: number): boolean {
    for (let left = limit; left > 0;) {
      // Two that meet further on are not looked for: to stop here is worth more (as Core does).
      if (this.#found === this.#wanted) return true;
      const next = this.#sources[0]?.next();
      if (next === undefined) return true;
      if (next.done === true) this.#sources.shift();
      else {
        this.#offer(next.value);
        left--;
      }
    }
    return false;
  }

  #offer(tx: Transaction): void {
    const position = this.#hasher.find(tx.wtxid, this.#table);
    if (position < 0) return;
    const known = this.#transactions[position];
    if (this.#isFound[position] === 0) {
      this.#isFound[position] = 1;
      this.#transactions[position] = tx;
      this.#found++;
    } else if (known !== undefined && !known.wtxid.every((byte, i) => byte === tx.wtxid[i])) {
      // Which of the two is meant can't be told: it is asked for.
      this.#transactions[position] = undefined;
      this.#found--;
    }
  }
}
