import { assert } from '../../bytes/assert.ts';
import type { PoolEntry } from './pool-entry.ts';

/** Fields of an entry that say where it is in a heap. */
type Place = 'evictionPlace' | 'timePlace';

/** Entries of which the first in some order is always at hand; what has changed its order is put in its place again. */
export class EntryHeap {
  readonly #place: Place;
  readonly #isBefore: (a: PoolEntry, b: PoolEntry) => boolean;
  readonly #entries: PoolEntry[] = [];

  /** @param isBefore A strict order. */
  constructor(place: Place, isBefore: (a: PoolEntry, b: PoolEntry) => boolean) {
    this.#place = place;
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#entries.length;
  }

  get first(): PoolEntry | undefined {
    return this.#entries[0];
  }

  add(entry: PoolEntry): void {
    assert(entry[this.#place] < 0, 'an entry is added once');
    this.#entries.push(entry);
    this.#siftUp(entry, this.#entries.length - 1);
  }

  remove(entry: PoolEntry): void {
    const place = entry[this.#place];
    assert(this.#entries[place] === entry, 'what is removed is there');
    entry[this.#place] = -1;
    const last = this.#entries.pop()!;
    if (last === entry) return;
    this.#siftUp(last, place);
    this.#siftDown(last, last[this.#place]);
  }

  /** Puts an entry in its place after its order has changed. */
  update(entry: PoolEntry): void {
    this.#siftUp(entry, entry[this.#place]);
    this.#siftDown(entry, entry[this.#place]);
  }

  #siftUp(entry: PoolEntry, from: number): void {
    const entries = this.#entries;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      const other = entries[above]!;
      if (!this.#isBefore(entry, other)) break;
      entries[place] = other;
      other[this.#place] = place;
      place = above;
    }
    entries[place] = entry;
    entry[this.#place] = place;
  }

  #siftDown(entry: PoolEntry, from: number): void {
    const entries = this.#entries;
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= entries.length) break;
      if (below + 1 < entries.length && this.#isBefore(entries[below + 1]!, entries[below]!)) below++;
      const other = entries[below]!;
      if (!this.#isBefore(other, entry)) break;
      entries[place] = other;
      other[this.#place] = place;
      place = below;
    }
    entries[place] = entry;
    entry[this.#place] = place;
  }
}
