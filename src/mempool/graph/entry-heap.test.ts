import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { testTransaction } from '../../../test/block-builder.ts';
import { EntryHeap } from './entry-heap.ts';
import { isOlder } from './entry-order.ts';
import { newPoolEntry } from './pool-entry.ts';
import type { PoolEntry } from './pool-entry.ts';

function entryAt(timeSec: number): PoolEntry {
  return newPoolEntry({
    tx: testTransaction(),
    feeSats: 0n,
    modifiedFeeSats: 0n,
    vsize: 1,
    sigOpCost: 0,
    timeSec,
    height: 0,
    sequence: 0,
    spendsCoinbase: false,
    lockPoints: { minHeight: -1, minTimeSec: -1, highestInputRow: -1 },
  });
}

test('the first is at hand after whatever is added, removed, and changed', () => {
  const steps = fc.array(
    fc.record({ do: fc.constantFrom('add', 'remove', 'change'), at: fc.nat(), timeSec: fc.nat(50) }),
    {
      maxLength: 200,
    },
  );
  fc.assert(
    fc.property(steps, (list) => {
      const heap = new EntryHeap('timePlace', isOlder);
      const entries: { timeSec: number }[] = [];
      for (const step of list) {
        const index = step.at % Math.max(1, entries.length);
        const entry = entries[index] as PoolEntry | undefined;
        if (step.do === 'add') {
          const added = entryAt(step.timeSec);
          entries.push(added);
          heap.add(added);
        } else if (entry !== undefined && step.do === 'remove') {
          entries.splice(index, 1);
          heap.remove(entry);
          assert.equal(entry.timePlace, -1);
        } else if (entry !== undefined) {
          entries[index]!.timeSec = step.timeSec;
          heap.update(entry);
        }
        const least = entries.length === 0 ? undefined : Math.min(...entries.map(({ timeSec }) => timeSec));
        assert.equal(heap.first?.timeSec, least);
        assert.equal(heap.size, entries.length);
      }
    }),
    { seed: 5 },
  );
});
