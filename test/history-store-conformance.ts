import assert from 'node:assert/strict';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import { HistoryStoreError, MAX_ID_CHARS, MAX_POINTS_A_WRITE, MAX_RECORD_CHARS } from '../src/ports/history-store.ts';
import type { HistoryStore, SeriesBatch } from '../src/ports/history-store.ts';
import type { Conformance } from './chain-store-conformance.ts';
import { seededRandom } from './seeded-random.ts';

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
  {
    sentence: 'refuses columns and records that no store could keep',
    check: async (store) => {
      for (const names of [['a b'], [''], ['ok', 'ok'], ['1st']]) {
        const columns = names.map(() => Float64Array.of(1));
        await assert.rejects(
          store.write([{ series: 'a', names, atSec: Float64Array.of(1), columns }]),
          HistoryStoreError,
        );
      }
      for (const id of ['', 'a\0b', 'x'.repeat(MAX_ID_CHARS + 1), '\ud800']) {
        await assert.rejects(store.putRecord('event', id, 1), HistoryStoreError, JSON.stringify(id));
      }
      const text = 'x'.repeat(MAX_RECORD_CHARS - 2);
      await store.putRecord('event', 'y'.repeat(MAX_ID_CHARS), text);
      await assert.rejects(store.putRecord('event', 'z', `${text}x`), HistoryStoreError);
      assert.deepEqual(await store.records('event'), [{ id: 'y'.repeat(MAX_ID_CHARS), value: text }]);
      await assert.rejects(store.putRecord('No Kind', 'z', 1), HistoryStoreError);
    },
  },
  {
    sentence: 'gives back numbers and texts to the bit, and ids in the order of their bytes',
    check: async (store) => {
      const values = [0.1, -0, 5e-324, Number.MAX_VALUE, Infinity, -Infinity, NaN, 2 ** 53 - 1];
      const times = values.map((_, i) => (i === 0 ? 0 : 2 ** (6 * i)));
      const batchOf = {
        series: 'x',
        names: ['v'],
        atSec: Float64Array.from(times),
        columns: [Float64Array.from(values)],
      };
      await store.write([batchOf]);
      const read = await store.read('x', { fromSec: 0, toSec: Infinity });
      assert.deepEqual([...read!.atSec], times);
      assert.deepEqual([...read!.columns[0]!], values);
      const ids = ['B', 'a', 'é', '\uffee', '😀', "o'; drop table records; --"];
      for (const id of ids) await store.putRecord('event', id, { text: `${id}\u0000 \\ "` });
      const order = ['B', 'a', "o'; drop table records; --", 'é', '\uffee', '😀'];
      assert.deepEqual(
        await store.records('event'),
        order.map((id) => ({ id, value: { text: `${id}\u0000 \\ "` } })),
      );
    },
  },
  {
    sentence: 'takes the most that one write may have, forwards and backwards, and no point more',
    check: async (store) => {
      const minutes = (first: number, count: number): SeriesBatch =>
        batch(
          'm',
          Array.from({ length: count }, (_, i) => 60 * (first + i)),
        );
      await store.write([minutes(200_000, MAX_POINTS_A_WRITE)]);
      await store.write([minutes(100_000, MAX_POINTS_A_WRITE)]);
      await assert.rejects(store.write([minutes(0, MAX_POINTS_A_WRITE + 1)]), HistoryStoreError);
      const read = await store.read('m', { fromSec: 0, toSec: 60 * 300_000 });
      assert.equal(read!.atSec.length, 200_000);
      assert.ok(read!.atSec.every((sec, i) => sec === 60 * (100_000 + i) && read!.columns[0]![i] === sec));
      const part = await store.read('m', { fromSec: 60 * 150_000 + 1, toSec: 60 * 150_004 });
      assert.deepEqual([...part!.atSec], [60 * 150_001, 60 * 150_002, 60 * 150_003]);
      assert.deepEqual([...(await store.latest('m', 60 * 123_456 + 59))!.atSec], [60 * 123_456]);
      await store.forget('m', { fromSec: 60 * 100_001, toSec: 60 * 299_998 });
      assert.deepEqual(
        [...(await store.read('m', { fromSec: 0, toSec: Infinity }))!.atSec],
        [100_000, 299_998, 299_999].map((minute) => 60 * minute),
      );
    },
  },
  {
    sentence: 'does what one in memory does, whatever is written, forgotten and asked',
    check: async (store) => checkAgainstModel(store),
  },
  {
    sentence: 'keeps apart what is written at the same time',
    check: async (store) => {
      const writes = Array.from({ length: 40 }, (_, i) => store.write([batch('c', [i]), batch(`c/${i % 4}`, [i])]));
      const reads = Array.from({ length: 10 }, () => store.read('c', { fromSec: 0, toSec: 100 }));
      await Promise.all([...writes, ...reads]);
      assert.equal((await store.read('c', { fromSec: 0, toSec: 100 }))!.atSec.length, 40);
      assert.deepEqual([...(await store.read('c/3', { fromSec: 0, toSec: 12 }))!.atSec], [3, 7, 11]);
    },
  },
  {
    sentence: 'takes a series twice in one write, the later one last',
    check: async (store) => {
      await store.write([batch('a', [1, 2]), batch('a', [2, 3], () => 9)]);
      const read = await store.read('a', { fromSec: 0, toSec: 9 });
      assert.deepEqual([...read!.columns[0]!], [1, 9, 9]);
      const others = [batch('n', [1]), { ...batch('n', [2]), names: ['others'] }];
      await assert.rejects(store.write(others), HistoryStoreError);
    },
  },
];

/** What a store that outlives its process has to do, given what opens it anew. Each is checked on an empty one. */
export const HISTORY_STORE_RESTARTS: readonly Conformance<() => Promise<HistoryStore>>[] = [
  {
    sentence: 'has all of it when it is opened again',
    check: async (open) => {
      const first = await open();
      const times = Array.from({ length: 3000 }, (_, i) => 10 * i);
      await first.write([batch('a/b', times), batch('a/c', [7])]);
      await first.write([batch('a/b', [15, 29_995, 40_000], () => -1)]);
      await first.putRecord('event', 'x', { n: 1 });
      const before = await first.read('a/b', { fromSec: 0, toSec: 1e9 });
      await first.close();
      const again = await open();
      const read = await again.read('a/b', { fromSec: 0, toSec: 1e9 });
      assert.deepEqual(read, before);
      assert.equal(read!.atSec.length, 3003);
      assert.deepEqual([...(await again.latest('a/b', 19))!.columns[0]!], [-1]);
      assert.deepEqual(
        (await again.list('a')).map(({ series, firstSec, lastSec }) => [series, firstSec, lastSec]),
        [
          ['a/b', 0, 40_000],
          ['a/c', 7, 7],
        ],
      );
      assert.deepEqual(await again.records('event'), [{ id: 'x', value: { n: 1 } }]);
      await again.write([batch('a/d', [1], () => 4), batch('a/c', [8])]);
      assert.deepEqual([...(await again.latest('a/d'))!.columns[0]!], [4], 'a new series does not mix with an old one');
      assert.deepEqual([...(await again.latest('a/c', 7))!.columns[0]!], [7]);
      await again.close();
    },
  },
];

/** Does the same things to a store and to one in memory, and compares what both answer. */
async function checkAgainstModel(store: HistoryStore): Promise<void> {
  const model = new MemoryHistoryStore();
  const random = seededRandom(20_220_105);
  const below = (end: number): number => random.below(end);
  for (let step = 0; step < 80; step++) {
    // Mostly at the end, as time goes on; sometimes far back.
    const isBackfill = below(4) === 0;
    const first = isBackfill ? below(step * 400 + 1) : step * 400;
    const times = [...new Set(Array.from({ length: 1 + below(isBackfill ? 3000 : 900) }, () => first + below(4000)))];
    const points = batch(
      'model',
      times.sort((a, b) => a - b),
      () => below(1_000_000),
    );
    const fromSec = below(step * 400 + 4000);
    const span = { fromSec, toSec: fromSec + below(3000), limit: 1 + below(2000) };
    for (const one of [store, model]) {
      await one.write([points]);
      if (step % 10 === 7) await one.forget('model', span);
    }
    const answers = [store, model].map(async (one) => [
      await one.read('model', span),
      await one.latest('model', fromSec),
      await one.latest('model'),
      await one.list(''),
    ]);
    assert.deepEqual(await answers[0], await answers[1], `step ${step}`);
  }
  const all = { fromSec: 0, toSec: Infinity };
  assert.deepEqual(await store.read('model', all), await model.read('model', all));
}
