/**
 * Returns the first `count` items of an order, in that order, without sorting all of them: a heap is made, and taken from as
 * often as is needed.
 *
 * @param compare Below 0 where the first argument comes first.
 */
export function firstOf<T>(items: readonly T[], count: number, compare: (a: T, b: T) => number): T[] {
  const heap = [...items];
  const sink = (from: number, size: number): void => {
    const item = heap[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && compare(heap[child + 1]!, heap[child]!) < 0) child += 1;
      if (compare(heap[child]!, item) >= 0) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = item;
  };
  for (let at = (heap.length >>> 1) - 1; at >= 0; at--) sink(at, heap.length);
  const first: T[] = [];
  for (let size = heap.length; size > 0 && first.length < count;) {
    first.push(heap[0]!);
    size -= 1;
    heap[0] = heap[size]!;
    sink(0, size);
  }
  return first;
}
