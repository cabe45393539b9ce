import { readU32Le } from '../../bytes/u32-le.ts';
import type { Block } from '../../primitives/block.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import { outPointHash } from './out-point-hash.ts';

/**
 * The outputs that one block makes, found by txid: what its own later transactions may spend, before there are coins of them.
 * One is used for block after block.
 */
export class BlockOutputs {
  readonly #salt: readonly [number, number];
  /** Index of a transaction + 1, or 0. */
  #slots = new Int32Array(1024);
  #mask = 1023;
  /** Number of the first output of each transaction, over the whole block. */
  #firstOutput = new Int32Array(1024);
  #spent = new Uint8Array(4096);
  #txids: Uint8Array = new Uint8Array(0);

  constructor(salt: readonly [number, number]) {
    this.#salt = salt;
  }

  /** Forgets the block before, and takes in another. */
  begin(block: Block): void {
    const count = block.transactionCount;
    let slots = 1024;
    while (slots < 2 * count) slots *= 2;
    if (slots > this.#slots.length) this.#slots = new Int32Array(slots);
    else this.#slots.fill(0, 0, slots);
    this.#mask = slots - 1;
    if (count >= this.#firstOutput.length) this.#firstOutput = new Int32Array(2 * count);
    this.#txids = block.txids;
    let outputs = 0;
    for (let i = 0; i < count; i++) {
      this.#firstOutput[i] = outputs;
      outputs += block.transaction(i).outputCount;
      let slot = this.#slotOf(this.#txids, i * HASH_BYTES);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = i + 1;
    }
    if (outputs > this.#spent.length) this.#spent = new Uint8Array(2 * outputs);
    else this.#spent.fill(0, 0, outputs);
  }

  /** Returns the index of the block's transaction with the txid at `offset`, or -1. */
  find(bytes: Uint8Array, offset: number): number {
    for (let slot = this.#slotOf(bytes, offset); ; slot = (slot + 1) & this.#mask) {
      const entry = this.#slots[slot]!;
      if (entry === 0) return -1;
      if (this.#hasTxid(entry - 1, bytes, offset)) return entry - 1;
    }
  }

  /** Spends an output of the block. @returns False when it was spent before. */
  spend(transaction: number, output: number): boolean {
    const at = this.#firstOutput[transaction]! + output;
    if (this.#spent[at] === 1) return false;
    this.#spent[at] = 1;
    return true;
  }

  isSpent(transaction: number, output: number): boolean {
    return this.#spent[this.#firstOutput[transaction]! + output] === 1;
  }

  #slotOf(bytes: Uint8Array, offset: number): number {
    const salt = this.#salt;
    return outPointHash(salt[0], salt[1], readU32Le(bytes, offset), readU32Le(bytes, offset + 4), 0) & this.#mask;
  }

  #hasTxid(transaction: number, bytes: Uint8Array, offset: number): boolean {
    const at = transaction * HASH_BYTES;
    for (let i = 0; i < HASH_BYTES; i++) if (this.#txids[at + i] !== bytes[offset + i]) return false;
    return true;
  }
}
