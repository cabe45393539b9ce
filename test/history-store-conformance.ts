import assert from 'node:assert/strict';
import { HistoryStoreError } from '../src/ports/history-store.ts';
import type { HistoryStore, SeriesBatch } from '../src/ports/history-store.ts';
import type { Conformance } from './chain-store-conformance.ts';

/** Points of one column, at the times given. */
function batch(series: string, times: readonly number[], value = (sec: number): number => sec): SeriesBatch {
  return { series, names: ['valueUsd'], atSec: Float64Array.from(times), columns: [Float64Array.from(times, value)] };
}

/** What every history store has to do, whatever it is kept in. Each is checked on an empty store. */
export const HISTORY_STORE_CONFORMANCE: readonly Conformance<HistoryStore>[] = [
  {
    sentence: 'gives the points of a span in order, its first second with it and its last without',
    check: async (store) => {
      await store.write([batch('a/b', [20, 30]), batch('a/c', [5])]);
      await store.write([batch('a/b', [10, 40])]);
      const read = await store.read('a/b', { fromSec: 20, toSec: 40 });
      assert.deepEqual([...read!.atSec], [20, 30]);
      assert.deepEqual(
        read!.columns.map((column) => [...column]),
        [[20, 30]],
      );
      assert.deepEqual(read!.names, ['valueUsd']);
    },
  },
  {
    sentence: 'replaces a point at the same time, and keeps what is not known as NaN',
    check: async (store) => {
      await store.write([batch('a', [10, 20])]);
      await store.write([batch('a', [20], () => NaN)]);
      const read = await store.read('a', { fromSec: 0, toSec: 100 });
      assert.deepEqual([...read!.columns[0]!], [10, NaN]);
    },
  },
  {
    sentence: 'gives no more than is asked for, the first of the span',
    check: async (store) => {
      await store.write([batch('a', [1, 2, 3])]);
      assert.deepEqual([...(await store.read('a', { fromSec: 0, toSec: 9, limit: 2 }))!.atSec], [1, 2]);
    },
  },
  {
    sentence: 'knows the last point at a time or before it',
    check: async (store) => {
      await store.write([batch('a', [10, 20])]);
      assert.deepEqual([...(await store.latest('a'))!.atSec], [20]);
      assert.deepEqual([...(await store.latest('a', 19))!.atSec], [10]);
      assert.deepEqual([...(await store.latest('a', 20))!.atSec], [20]);
      assert.equal(await store.latest('a', 9), undefined);
    },
  },
  {
    sentence: 'knows nothing of a series that nobody has written',
    check: async (store) => {
      assert.equal(await store.read('a', { fromSec: 0, toSec: 9 }), undefined);
      assert.equal(await store.latest('a'), undefined);
      assert.deepEqual(await store.list(''), []);
    },
  },
  {
    sentence: 'lists series by prefix, with their first and last times',
    check: async (store) => {
      await store.write([batch('m/b', [2, 8]), batch('m/a', [5]), batch('n', [1])]);
      assert.deepEqual(await store.list('m/'), [
        { series: 'm/a', names: ['valueUsd'], firstSec: 5, lastSec: 5 },
        { series: 'm/b', names: ['valueUsd'], firstSec: 2, lastSec: 8 },
      ]);
    },
  },
  {
    sentence: 'forgets the points of a span and no others',
    check: async (store) => {
      await store.write([batch('a', [1, 2, 3, 4])]);
      await store.forget('a', { fromSec: 2, toSec: 4 });
      assert.deepEqual([...(await store.read('a', { fromSec: 0, toSec: 9 }))!.atSec], [1, 4]);
    },
  },
  {
    sentence: 'writes all or nothing, and says what is wrong',
    check: async (store) => {
      await store.write([batch('a', [1])]);
      const other = { ...batch('a', [2]), names: ['other'] };
      for (const bad of [other, batch('b', [3, 3]), batch('b', [3.5]), batch('B', [3]), batch('a//b', [3])]) {
        await assert.rejects(store.write([batch('good', [1]), bad]), HistoryStoreError);
      }
      assert.deepEqual(
        (await store.list('')).map(({ series }) => series),
        ['a'],
      );
    },
  },
  {
    sentence: 'keeps records by kind and id, replaces and removes them',
    check: async (store) => {
      await store.putRecord('event', 'b', { what: 'b', n: [1, null] });
      await store.putRecord('event', 'a', 1);
      await store.putRecord('event', 'a', 2);
      await store.putRecord('rule', 'c', true);
      assert.deepEqual(await store.records('event'), [
        { id: 'a', value: 2 },
        { id: 'b', value: { what: 'b', n: [1, null] } },
      ]);
      await store.putRecord('event', 'a', undefined);
      assert.deepEqual(
        (await store.records('event')).map(({ id }) => id),
        ['b'],
      );
    },
  },
];
