import type { BlockReader } from '../../chain/block-reader.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import { emptyPlainCoin } from '../../chain/coins/plain-coin.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { basicBlockFilter } from '../../primitives/block-filter.ts';
import type { Block } from '../../primitives/block.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';

/** What answers questions for filters asks of an index. Rows are of the header tree. */
export interface FilterIndex {
  /** The basic filter of a block, as it is sent; `undefined` where it is not there (yet, or was pruned). */
  filterOf(row: number): Uint8Array | undefined;
  /** Double SHA-256 of the filter. */
  filterHashOf(row: number): Uint8Array | undefined;
  /** The filter header, which commits to all filters up to the block (BIP157). */
  filterHeaderOf(row: number): Uint8Array | undefined;
}

/** Filters that are kept as they are, newest first: a wallet at the tip asks for these. */
const MAX_CACHED_FILTER_BYTES = 8 * 1024 * 1024;

/** A hash and a header. */
const ENTRY_BYTES = 2 * HASH_BYTES;

/**
 * Basic filters of all blocks that were connected (BIP158): hash and header of each are kept, 64 bytes a block; the filters
 * themselves are made from block and undo data when they are asked for, but for the newest.
 *
 * Blocks come in by `catchUp`, after each that was connected, and until it is done where the chain was there before the index.
 *
 * Source: Bitcoin Core's `BlockFilterIndex`, which keeps all of it on disk.
 */
export class BuiltFilterIndex implements FilterIndex {
  readonly #chain: ChainState;
  readonly #reader: BlockReader;
  #entries = new Uint8Array(1024 * ENTRY_BYTES);
  #isKnown = new Uint8Array(1024);
  readonly #cache = new Map<number, Uint8Array>();
  #cachedBytes = 0;
  /** The last block that was taken in: all that it builds on are there. */
  #builtRow = -1;

  constructor(chain: ChainState, reader: BlockReader) {
    this.#chain = chain;
    this.#reader = reader;
  }

  /** Whether all of the active chain is in it. */
  get isComplete(): boolean {
    return this.builtHeight >= this.#chain.active.height;
  }

  /** Height up to which the active chain is in it; -1 for nothing. */
  get builtHeight(): number {
    return this.#builtRow < 0 ? -1 : this.#chain.tree.heightOf(this.#chain.active.forkWith(this.#builtRow));
  }

  /**
   * Takes in blocks of the active chain that are missing, from the lowest on.
   *
   * @param maxBlocks So many at the most: to be called again and again.
   * @returns Whether there are more.
   */
  catchUp(maxBlocks: number): boolean {
    const { active } = this.#chain;
    let height = this.builtHeight;
    for (let done = 0; done < maxBlocks && height < active.height;) {
      const row = active.at(++height);
      if (this.#isKnown[row] !== 1) {
        const filter = this.#make(row);
        // Pruned before it was taken in: the chain of filters can't be told beyond here.
        if (filter === undefined) return false;
        this.#add(row, filter);
        done++;
      }
      this.#builtRow = row;
    }
    return height < active.height;
  }

  filterOf(row: number): Uint8Array | undefined {
    return this.#isKnown[row] === 1 ? (this.#cache.get(row) ?? this.#make(row)) : undefined;
  }

  filterHashOf(row: number): Uint8Array | undefined {
    return this.#entry(row)?.subarray(0, HASH_BYTES);
  }

  filterHeaderOf(row: number): Uint8Array | undefined {
    return this.#entry(row)?.subarray(HASH_BYTES);
  }

  #entry(row: number): Uint8Array | undefined {
    return this.#isKnown[row] === 1 ? this.#entries.slice(row * ENTRY_BYTES, (row + 1) * ENTRY_BYTES) : undefined;
  }

  #add(row: number, filter: Uint8Array): void {
    if (row >= this.#isKnown.length) this.#grow(row);
    const prev = this.#chain.tree.prevOf(row);
    const at = row * ENTRY_BYTES;
    const hash = sha256d(filter);
    const joined = new Uint8Array(2 * HASH_BYTES);
    joined.set(hash);
    if (prev >= 0)
      joined.set(this.#entries.subarray(prev * ENTRY_BYTES + HASH_BYTES, (prev + 1) * ENTRY_BYTES), HASH_BYTES);
    this.#entries.set(hash, at);
    this.#entries.set(sha256d(joined), at + HASH_BYTES);
    this.#isKnown[row] = 1;
    this.#remember(row, filter);
  }

  #remember(row: number, filter: Uint8Array): void {
    this.#cache.set(row, filter);
    this.#cachedBytes += filter.length;
    for (const [oldest, dropped] of this.#cache) {
      if (this.#cachedBytes <= MAX_CACHED_FILTER_BYTES) break;
      this.#cache.delete(oldest);
      this.#cachedBytes -= dropped.length;
    }
  }

  #make(row: number): Uint8Array | undefined {
    try {
      const block = this.#chain.readBlock(row);
      return block === undefined ? undefined : basicBlockFilter(block, this.#spentScripts(row, block));
    } catch (error) {
      if (error instanceof StorageDamageError) return undefined;
      throw error;
    }
  }

  /** The scripts of the coins that a block spends, from its undo data; none for the first block. */
  *#spentScripts(row: number, block: Block): Generator<Uint8Array> {
    if (this.#chain.tree.heightOf(row) === 0) return;
    const undo = this.#reader.undo(row, block);
    const coin = emptyPlainCoin();
    for (let i = 1; i < block.transactionCount; i++) {
      for (let input = 0; input < block.transaction(i).inputCount; input++) {
        undo.read(i, input, coin);
        yield coin.bytes.slice(coin.scriptStart, coin.scriptEnd);
      }
    }
  }

  #grow(row: number): void {
    const rows = Math.max(row + 1, 2 * this.#isKnown.length);
    const entries = new Uint8Array(rows * ENTRY_BYTES);
    entries.set(this.#entries);
    this.#entries = entries;
    const isKnown = new Uint8Array(rows);
    isKnown.set(this.#isKnown);
    this.#isKnown = isKnown;
  }
}
