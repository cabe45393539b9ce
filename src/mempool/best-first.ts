import { compareAncestorScore } from './graph/entry-order.ts';
import type { MempoolEntry } from './mempool-entry.ts';

/**
 * Yields entries from the best ancestor score on, and does no more work than for those that are asked for: a block takes
 * few of many.
 */
export function* bestFirst<T extends MempoolEntry>(entries: Iterable<T>): Generator<T, void, undefined> {
  const heap = [...entries];
  for (let place = (heap.length >>> 1) - 1; place >= 0; place--) siftDown(heap, place);
  for (let last = heap.pop(); last !== undefined; last = heap.pop()) {
    const [best] = heap;
    if (best === undefined) {
      yield last;
      return;
    }
    heap[0] = last;
    siftDown(heap, 0);
    yield best;
  }
}

function siftDown(heap: MempoolEntry[], from: number): void {
  const entry = heap[from]!;
  let place = from;
  for (;;) {
    let below = 2 * place + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && compareAncestorScore(heap[below + 1]!, heap[below]!) < 0) below++;
    if (compareAncestorScore(entry, heap[below]!) <= 0) break;
    heap[place] = heap[below]!;
    place = below;
  }
  heap[place] = entry;
}
