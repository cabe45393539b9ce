import type { HeaderTree } from './header-tree.ts';

/** The chain whose blocks are connected, as row by height. It changes one block at a time. Source: Core's `CChain`. */
export class ActiveChain {
  readonly #tree: HeaderTree;
  #rows = new Int32Array(4096);
  #length = 0;

  constructor(tree: HeaderTree) {
    this.#tree = tree;
  }

  /** Height of the tip; -1 when nothing is connected. */
  get height(): number {
    return this.#length - 1;
  }

  /** Row of the last block; -1 when nothing is connected. */
  get tip(): number {
    return this.at(this.#length - 1);
  }

  /** Returns the row at a height, or -1. */
  at(height: number): number {
    return height >= 0 && height < this.#length ? this.#rows[height]! : -1;
  }

  has(row: number): boolean {
    return this.at(this.#tree.heightOf(row)) === row;
  }

  /** Adds the next block. */
  push(row: number): void {
    if (this.#length === this.#rows.length) {
      const grown = new Int32Array(2 * this.#length);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    this.#rows[this.#length++] = row;
  }

  /** Removes the last block. */
  pop(): void {
    this.#length--;
  }

  /** Returns the row of the last block that `row` builds on (or is) and that is in the chain; -1 if there is none. */
  forkWith(row: number): number {
    let walk = row;
    if (this.#tree.heightOf(walk) > this.height) walk = this.#tree.ancestor(walk, this.height);
    while (walk >= 0 && !this.has(walk)) walk = this.#tree.prevOf(walk);
    return walk;
  }
}
