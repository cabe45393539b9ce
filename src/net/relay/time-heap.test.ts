import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TimeHeap } from './time-heap.ts';
import type { Waiting } from './time-heap.ts';

test('what comes first is first, whatever was added and taken out before', () => {
  const action = fc.record({ timeMs: fc.nat(20), takeOut: fc.option(fc.nat(100)) });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      const heap = new TimeHeap<Waiting>();
      const model: Waiting[] = [];
      for (const [sequence, { timeMs, takeOut }] of actions.entries()) {
        if (takeOut !== null && model.length > 0) {
          const [item] = model.splice(takeOut % model.length, 1);
          heap.remove(item!);
          heap.remove(item!);
        } else {
          const item = { timeMs, sequence, heapIndex: -1 };
          heap.add(item);
          model.push(item);
        }
        model.sort((a, b) => a.timeMs - b.timeMs || a.sequence - b.sequence);
        assert.equal(heap.first, model[0]);
        assert.equal(heap.size, model.length);
      }
    }),
  );
});
