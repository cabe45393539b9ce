import type { FilterEntry, FilterStore } from '../../ports/filter-store.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';

/** Filters that are kept as they are, the newest: a wallet at the tip asks for these. */
const MAX_FILTER_BYTES = 8 * 1024 * 1024;

/** A hash and a header. */
const ENTRY_BYTES = 2 * HASH_BYTES;

/**
 * Filters in memory, for the lab and for nodes that keep nothing: hash and header of each block's, 64 bytes a block, and as
 * many of the newest filters as 8 MiB hold.
 */
export class MemoryFilterStore implements FilterStore {
  readonly #maxFilterBytes: number;
  #entries = new Uint8Array(1024 * ENTRY_BYTES);
  #isKnown = new Uint8Array(1024);
  readonly #filters = new Map<number, Uint8Array>();
  #filterBytes = 0;
  builtRow = -1;

  /** @param maxFilterBytes What the filters that are kept come to. */
  constructor(maxFilterBytes: number = MAX_FILTER_BYTES) {
    this.#maxFilterBytes = maxFilterBytes;
  }

  setBuiltRow(row: number): void {
    this.builtRow = row;
  }

  entry(row: number): FilterEntry | undefined {
    if (this.#isKnown[row] !== 1) return undefined;
    const at = row * ENTRY_BYTES;
    const hash = this.#entries.slice(at, at + HASH_BYTES);
    return { hash, header: this.#entries.slice(at + HASH_BYTES, at + ENTRY_BYTES) };
  }

  filter(row: number): Uint8Array | undefined {
    return this.#filters.get(row)?.slice();
  }

  put(row: number, filter: Uint8Array, entry: FilterEntry): void {
    if (row >= this.#isKnown.length) this.#grow(row);
    this.#entries.set(entry.hash, row * ENTRY_BYTES);
    this.#entries.set(entry.header, row * ENTRY_BYTES + HASH_BYTES);
    this.#isKnown[row] = 1;
    this.#filterBytes += filter.length - (this.#filters.get(row)?.length ?? 0);
    this.#filters.delete(row);
    this.#filters.set(row, filter.slice());
    for (const [oldest, dropped] of this.#filters) {
      if (this.#filterBytes <= this.#maxFilterBytes) break;
      this.#filters.delete(oldest);
      this.#filterBytes -= dropped.length;
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
