import { areSameBytes } from '../../bytes/same-bytes.ts';
import { BLOCK_STATUS } from '../../chain/block-index.ts';
import type { BlockReader } from '../../chain/block-reader.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import { emptyPlainCoin } from '../../chain/coins/plain-coin.ts';
import { StorageDamageError } from '../../chain/storage-damage.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import type { FilterEntry, FilterStore } from '../../ports/filter-store.ts';
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

/** So many filters that are there already are looked at in the time that it takes to make one. */
const LOOKS_PER_FILTER = 16;

/** What a `BuiltFilterIndex` works with. */
export interface FilterIndexParts {
  readonly chain: ChainState;
  readonly reader: BlockReader;
  readonly store: FilterStore;
}

/**
 * Basic filters of all blocks that were connected (BIP158), with the headers that chain them (BIP157). Where they are kept is
 * the store's; one that it has not, or not any more, is made again from block and undo data.
 *
 * Blocks come in by `catchUp`, after each that was connected, and until it is done where the chain is further than the index.
 *
 * Source: Bitcoin Core's `BlockFilterIndex`.
 */
export class BuiltFilterIndex implements FilterIndex {
  readonly #chain: ChainState;
  readonly #reader: BlockReader;
  readonly #store: FilterStore;
  /** The tip when it was found that the next filter can't be made; -1 if all can. */
  #stuckTip = -1;

  constructor(parts: FilterIndexParts) {
    this.#chain = parts.chain;
    this.#reader = parts.reader;
    this.#store = parts.store;
  }

  /** Whether all of the active chain is in it. */
  get isComplete(): boolean {
    return this.#store.builtRow === this.#chain.active.tip || this.builtHeight >= this.#chain.active.height;
  }

  /** Whether `catchUp` has something to do. */
  get hasMore(): boolean {
    return this.#stuckTip !== this.#chain.active.tip && !this.isComplete;
  }

  /** Height up to which the active chain is in it; -1 for nothing. */
  get builtHeight(): number {
    const { builtRow } = this.#store;
    return builtRow < 0 ? -1 : this.#chain.tree.heightOf(this.#chain.active.forkWith(builtRow));
  }

  /** Height of the next block to be taken in, where it was pruned: no filter can be made from there on. */
  get prunedHeight(): number | undefined {
    if (this.isComplete) return undefined;
    const height = this.builtHeight + 1;
    const isThere = this.#chain.index.has(this.#chain.active.at(height), BLOCK_STATUS.haveData);
    return isThere ? undefined : height;
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
    for (let looks = 0; looks < maxBlocks * LOOKS_PER_FILTER && height < active.height; looks++) {
      const row = active.at(height + 1);
      const previous = this.#headerBefore(row);
      if (previous === undefined) {
        // What the store says that it has is not there: that one is made first.
        height--;
        this.#store.setBuiltRow(height < 0 ? -1 : active.at(height));
        continue;
      }
      if (!this.#isChained(row, previous)) {
        if (!this.#build(row, previous)) return false;
        looks += LOOKS_PER_FILTER - 1;
      }
      this.#store.setBuiltRow(row);
      height++;
    }
    return height < active.height;
  }

  filterOf(row: number): Uint8Array | undefined {
    const entry = this.#entryOf(row);
    if (entry === undefined) return undefined;
    const kept = this.#store.filter(row);
    if (kept !== undefined) return kept;
    const made = this.#make(row);
    if (made === undefined) return undefined;
    if (areSameBytes(sha256d(made), entry.hash)) this.#store.put(row, made, entry);
    else this.#correct(row, made);
    return made;
  }

  filterHashOf(row: number): Uint8Array | undefined {
    return this.#entryOf(row)?.hash;
  }

  filterHeaderOf(row: number): Uint8Array | undefined {
    return this.#entryOf(row)?.header;
  }

  /** The entry of a block that was taken in. Where it is gone, the index goes back there, and builds on. */
  #entryOf(row: number): FilterEntry | undefined {
    const entry = this.#store.entry(row);
    if (entry === undefined) this.#goBackTo(row);
    return entry;
  }

  /** Takes a block of the active chain, and all after it, as not taken in; `catchUp` looks at each of them again. */
  #goBackTo(row: number): void {
    const { tree, active } = this.#chain;
    if (!active.has(row) || tree.heightOf(row) > this.builtHeight) return;
    this.#store.setBuiltRow(tree.prevOf(row));
    this.#stuckTip = -1;
  }

  /** Puts a filter in place of another, which was wrong; `catchUp` then finds that those after it do not follow from it. */
  #correct(row: number, filter: Uint8Array): void {
    this.#goBackTo(row);
    const previous = this.#headerBefore(row);
    if (previous !== undefined) this.#keep(row, filter, previous);
  }

  /** Whether a block's filter is there already, and follows from the one of the block before. */
  #isChained(row: number, previous: Uint8Array): boolean {
    const entry = this.#store.entry(row);
    return entry !== undefined && areSameBytes(entry.header, headerAfter(previous, entry.hash));
  }

  /** Makes a block's filter and keeps it. @returns False where it can't be made: the block was pruned. */
  #build(row: number, previous: Uint8Array): boolean {
    const filter = this.#make(row);
    if (filter === undefined) {
      this.#stuckTip = this.#chain.active.tip;
      return false;
    }
    this.#keep(row, filter, previous);
    return true;
  }

  #keep(row: number, filter: Uint8Array, previous: Uint8Array): void {
    const hash = sha256d(filter);
    this.#store.put(row, filter, { hash, header: headerAfter(previous, hash) });
  }

  /** The filter header of the block before; zeros before the first. */
  #headerBefore(row: number): Uint8Array | undefined {
    const prev = this.#chain.tree.prevOf(row);
    return prev < 0 ? new Uint8Array(HASH_BYTES) : this.#store.entry(prev)?.header;
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
}

/** Chains a filter to those before it. Source: Bitcoin Core's `BlockFilter::ComputeHeader`. */
function headerAfter(previous: Uint8Array, hash: Uint8Array): Uint8Array {
  const joined = new Uint8Array(2 * HASH_BYTES);
  joined.set(hash);
  joined.set(previous, HASH_BYTES);
  return sha256d(joined);
}
