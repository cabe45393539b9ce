import type { HeaderColumns } from './header-columns.ts';

const SEGMENT_SHIFT = 12;
const SEGMENT_ROWS = 1 << SEGMENT_SHIFT;
const ROW_MASK = SEGMENT_ROWS - 1;

/** The chain with the most work, as row by depth. Of two with equal work, the one that came first stays. */
export class BestChain {
  readonly #columns: HeaderColumns;
  readonly #segments: Uint32Array[] = [];
  #length = 0;

  constructor(columns: HeaderColumns) {
    this.#columns = columns;
  }

  get length(): number {
    return this.#length;
  }

  /** Row of the last header. */
  get tip(): number {
    return this.at(this.#length - 1);
  }

  /** Returns the row at `depth`, or -1. */
  at(depth: number): number {
    return depth >= 0 && depth < this.#length ? this.#segments[depth >>> SEGMENT_SHIFT]![depth & ROW_MASK]! : -1;
  }

  has(row: number): boolean {
    return this.at(this.#columns.depthOf(row)) === row;
  }

  /**
   * Makes `row` the tip if it has more work than the tip has. Rewrites what is after the fork.
   *
   * Source: Bitcoin Core's `CChain::SetTip`.
   */
  consider(row: number): void {
    if (this.#length > 0 && !this.#columns.hasMoreWork(row, this.tip)) return;
    const depth = this.#columns.depthOf(row);
    // A chain with more work may be shorter, or longer by many.
    while (this.#segments.length <= depth >>> SEGMENT_SHIFT) this.#segments.push(new Uint32Array(SEGMENT_ROWS));
    for (let walk = row, at = depth; walk >= 0 && !(at < this.#length && this.at(at) === walk); at--) {
      this.#segments[at >>> SEGMENT_SHIFT]![at & ROW_MASK] = walk;
      walk = this.#columns.prevOf(walk);
    }
    this.#length = depth + 1;
  }
}
