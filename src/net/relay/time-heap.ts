/** Something that waits for a time. */
export interface Waiting {
  /** Milliseconds since 1970; not changed while it is in a heap. */
  timeMs: number;
  /** Breaks ties: lower first. */
  readonly sequence: number;
  /** Where it stands in its heap, -1 outside. Kept by `TimeHeap`. */
  heapIndex: number;
}

/** What waits for a time, the earliest first: a binary heap out of which any element can be taken. */
export class TimeHeap<T extends Waiting> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** The one whose time comes first. */
  get first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    this.#items.push(item);
    this.#up(item, this.#items.length - 1);
  }

  /** Takes an element out, if it is in. */
  remove(item: T): void {
    const at = item.heapIndex;
    if (at < 0) return;
    item.heapIndex = -1;
    const last = this.#items.pop()!;
    if (last === item) return;
    this.#up(last, at);
    this.#down(last, last.heapIndex);
  }

  #up(item: T, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = this.#items[parent]!;
      if (!isBefore(item, above)) break;
      this.#place(above, at);
      at = parent;
    }
    this.#place(item, at);
  }

  #down(item: T, from: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#items.length) break;
      if (child + 1 < this.#items.length && isBefore(this.#items[child + 1]!, this.#items[child]!)) child += 1;
      const below = this.#items[child]!;
      if (!isBefore(below, item)) break;
      this.#place(below, at);
      at = child;
    }
    this.#place(item, at);
  }

  #place(item: T, at: number): void {
    this.#items[at] = item;
    item.heapIndex = at;
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.sequence < b.sequence);
}
