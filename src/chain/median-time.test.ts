import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { medianTime } from './median-time.ts';

function treeOf(times: readonly number[]): Parameters<typeof medianTime>[0] {
  return { timeOf: (index) => times[index] ?? NaN, prevOf: (index) => index - 1 };
}

test('the median is that of the last 11 times in whatever order, or of as many as there are', () => {
  const times = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(times, (all) => {
      const last = all.slice(-11).sort((a, b) => a - b);
      assert.equal(medianTime(treeOf(all), all.length - 1, 0), last[Math.floor(last.length / 2)]);
    }),
  );
});

test('of two middle times the later counts, as in Bitcoin Core', () => {
  assert.equal(medianTime(treeOf([10, 20]), 1, 0), 20);
  assert.equal(medianTime(treeOf([10, 20, 30, 40]), 3, 0), 30);
});

test('with headers missing the result is the least median that these could make', () => {
  const last = [50, 20, 90, 70, 60, 10];
  assert.equal(medianTime(treeOf(last), 5, 5), 10, 'six known: the five missing could all be earlier');
  assert.equal(medianTime(treeOf(last.slice(1)), 4, 6), -1, 'five known: they could all be later than the median');
  assert.equal(medianTime(treeOf([...last, 80, 30, 40, 25]), 9, 1), 40);
});
