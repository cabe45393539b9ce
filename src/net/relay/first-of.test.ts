import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstOf } from './first-of.ts';

test('the first of an order are those that sorting puts first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }), fc.nat(70), (items, count) => {
      const before = [...items];
      assert.deepEqual(
        firstOf(items, count, (a, b) => a - b),
        items.toSorted((a, b) => a - b).slice(0, count),
      );
      assert.deepEqual(items, before, 'the items are left alone');
    }),
  );
});
