import { assert } from '../bytes/assert.ts';
import type { HeaderColumns } from './header-columns.ts';

const LEAST_SLOTS = 1 << 12;

/**
 * Finds a row by its block hash: open addressing with linear probing, at most half full, 4 bytes a slot.
 *
 * The slot is made from the first two words of the hash, those that proof of work leaves random, mixed with a salt. A peer
 * who does not know the salt cannot aim headers at one slot; each try would cost it a block's work besides.
 */
export class HashIndex {
  readonly #columns: HeaderColumns;
  readonly #salt: number;
  /** Row + 1, or 0 for a free slot. */
  #slots = new Uint32Array(LEAST_SLOTS);
  #used = 0;

  /** @param salt Unsigned 32-bit integer, kept from peers. */
  constructor(columns: HeaderColumns, salt: number) {
    this.#columns = columns;
    this.#salt = salt;
  }

  /** Returns the row whose hash is the eight words from `from` on, or -1. */
  find(words: Uint32Array, from: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#mix(words[from]!, words[from + 1]!) & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#columns.hashEquals(entry - 1, words, from)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Adds the next row of the columns: rows come in order, and none comes twice. */
  add(row: number): void {
    assert(row === this.#used, 'rows are indexed in order');
    if (2 * (this.#used + 1) > this.#slots.length) this.#grow();
    this.#place(row);
    this.#used += 1;
  }

  #grow(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let row = 0; row < this.#used; row++) this.#place(row);
  }

  #place(row: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#mix(this.#columns.hashWord(row, 0), this.#columns.hashWord(row, 1)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row + 1;
  }

  /** The mixing steps of MurmurHash3's finalizer, with the second word in between. */
  #mix(word0: number, word1: number): number {
    let mixed = word0 ^ this.#salt;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed ^= word1;
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  }
}
