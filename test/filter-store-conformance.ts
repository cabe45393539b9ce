// What every store of filters has to do: run for the one in memory and the one on disk.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sha256d } from '../src/crypto/sha256d.ts';
import type { FilterEntry, FilterStore } from '../src/ports/filter-store.ts';

/** One property, by the sentence that names it. */
export interface FilterStoreProperty {
  readonly sentence: string;
  readonly check: (store: FilterStore) => void;
}

/** A filter as far as a store can tell: bytes, and an entry with their hash. */
export function testFilter(seed: number, sizeBytes = 20): { filter: Uint8Array; entry: FilterEntry } {
  const filter = Uint8Array.from({ length: sizeBytes }, (_, i) => (seed * 31 + i) & 0xff);
  const hash = sha256d(filter);
  return { filter, entry: { hash, header: sha256d(hash) } };
}

/** The tree that the store was opened with has rows from 0 to 99 at the least. */
export const FILTER_STORE_CONFORMANCE: readonly FilterStoreProperty[] = [
  {
    sentence: 'an empty store has taken in nothing, and has nothing',
    check: (store) => {
      assert.equal(store.builtRow, -1);
      assert.equal(store.entry(0), undefined);
      assert.equal(store.filter(0), undefined);
    },
  },
  {
    sentence: 'what was put is there at once, byte for byte',
    check: (store) => {
      for (const row of [0, 1, 99]) {
        const { filter, entry } = testFilter(row, row);
        store.put(row, filter, entry);
        assert.deepEqual(store.entry(row), entry);
        assert.deepEqual(store.filter(row), filter);
      }
      assert.equal(store.entry(2), undefined);
      store.setBuiltRow(1);
      assert.equal(store.builtRow, 1);
      store.setBuiltRow(-1);
      assert.equal(store.builtRow, -1);
    },
  },
  {
    sentence: 'a filter is put in place of one of the same block',
    check: (store) => {
      for (const seed of [1, 2, 3]) store.put(5, testFilter(seed, 10 * seed).filter, testFilter(seed, 10 * seed).entry);
      store.put(6, testFilter(9).filter, testFilter(9).entry);
      assert.deepEqual(store.filter(5), testFilter(3, 30).filter);
      assert.deepEqual(store.entry(5), testFilter(3, 30).entry);
      assert.deepEqual(store.filter(6), testFilter(9).filter);
    },
  },
  {
    sentence: 'what is put is copied at once, and what is got is the caller’s',
    check: (store) => {
      const { filter, entry } = testFilter(1);
      store.put(3, filter, entry);
      for (const bytes of [filter, entry.hash, entry.header]) bytes.fill(0);
      store.filter(3)?.fill(1);
      store.entry(3)?.header.fill(1);
      assert.deepEqual(store.filter(3), testFilter(1).filter);
      assert.deepEqual(store.entry(3), testFilter(1).entry);
    },
  },
  {
    sentence: 'it holds what a map would hold, whatever is put in whatever order',
    check: (store) => {
      const puts = fc.sample(fc.tuple(fc.nat(99), fc.nat(200), fc.nat(300)), { numRuns: 300, seed: 7 });
      const model = new Map<number, ReturnType<typeof testFilter>>();
      for (const [row, seed, sizeBytes] of puts) {
        const made = testFilter(seed, sizeBytes);
        store.put(row, made.filter, made.entry);
        model.set(row, made);
      }
      for (const [row, { filter, entry }] of model) {
        assert.deepEqual(store.filter(row), filter);
        assert.deepEqual(store.entry(row), entry);
      }
    },
  },
];
