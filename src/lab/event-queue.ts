/** Something that will happen in a world. */
interface QueuedEvent<T> {
  /** Microseconds of virtual time. */
  readonly atUs: number;
  /** Of two at one time, the one that was planned first comes first. */
  readonly order: number;
  readonly event: T;
}

/** What will happen in a world, soonest first; at one time, in the order in which it was planned. A binary heap. */
export class EventQueue<T> {
  readonly #heap: QueuedEvent<T>[] = [];
  #planned = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the next event is; `Infinity` when there is none. */
  get nextUs(): number {
    return this.#heap[0]?.atUs ?? Infinity;
  }

  plan(atUs: number, event: T): void {
    const heap = this.#heap;
    const queued = { atUs, order: this.#planned++, event };
    let at = heap.length;
    heap.push(queued);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(queued, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = queued;
  }

  /** Takes the next event; `undefined` when there is none. */
  take(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    return first.event;
  }

  #sink(queued: QueuedEvent<T>): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, queued)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = queued;
  }
}

function isBefore(a: QueuedEvent<unknown>, b: QueuedEvent<unknown>): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}
