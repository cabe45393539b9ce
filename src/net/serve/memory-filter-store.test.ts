import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { FILTER_STORE_CONFORMANCE, testFilter } from '../../../test/filter-store-conformance.ts';
import { MemoryFilterStore } from './memory-filter-store.ts';

suite('filters in memory', () => {
  for (const { sentence, check } of FILTER_STORE_CONFORMANCE) test(sentence, () => check(new MemoryFilterStore()));

  test('the oldest filters are let go beyond what they may take; their hashes and headers stay', () => {
    const store = new MemoryFilterStore(100);
    for (let row = 0; row < 5; row++) store.put(row, testFilter(row, 25).filter, testFilter(row, 25).entry);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((row) => store.filter(row) !== undefined),
      [false, true, true, true, true],
    );
    assert.deepEqual(store.entry(0), testFilter(0, 25).entry);
  });
});
