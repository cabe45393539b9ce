// What becomes of one coin: each state that the cache may have it in, each thing that may be done to it, and what a flush then
// writes. After the tables in Bitcoin Core's `coins_tests.cpp` (`ccoins_access`, `ccoins_spend`, `ccoins_add`, `ccoins_write`);
// states that Vigil's cache does not keep are left out: a coin that is spent and clean, or fresh and clean.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { outPointBytes, plainCoin } from '../../../test/random-coins.ts';
import { RecordedBatch } from '../../../test/recorded-batch.ts';
import { AssertionError } from '../../bytes/assert.ts';
import { MemoryStore } from '../memory-store.ts';
import { CoinsCache } from './coins-cache.ts';

const OUT_POINT = outPointBytes(1, 0);
const [VALUE1, VALUE2, VALUE3] = [100, 200, 300];

type Base = 'absent' | 'value1';
type State = 'absent' | 'clean' | 'dirty' | 'fresh' | 'spent';

function add(cache: CoinsCache, value: number, mayOverwrite: boolean): void {
  cache.add(OUT_POINT, 0, plainCoin({ code: 2, value, script: Uint8Array.of(0x51) }), { mayOverwrite });
}

/** A cache that has the coin in a state, over a store that has it or not. */
async function cacheIn(base: Base, state: State): Promise<CoinsCache> {
  const store = new MemoryStore();
  const before = new CoinsCache({ source: store, salt: [1, 2], maxBytes: 1e6 });
  if (base === 'value1') add(before, VALUE1, false);
  const batch = store.batch();
  before.flushInto(batch);
  await batch.write();
  const cache = new CoinsCache({ source: store, salt: [1, 2], maxBytes: 1e6 });
  if (state === 'clean') assert.ok(cache.find(OUT_POINT, 0) >= 0);
  if (state === 'dirty') add(cache, VALUE2, true);
  if (state === 'fresh') add(cache, VALUE2, false);
  if (state === 'spent') {
    add(cache, VALUE2, true);
    cache.spend(cache.find(OUT_POINT, 0));
  }
  return cache;
}

function valueIn(cache: CoinsCache): number | 'absent' {
  const record = cache.find(OUT_POINT, 0);
  return record < 0 ? 'absent' : Number(cache.coin(record).value);
}

/** What a flush does to the store. */
function flushed(cache: CoinsCache): 'nothing' | 'put' | 'del' {
  const batch = new RecordedBatch();
  cache.flushInto(batch);
  const again = new RecordedBatch();
  cache.flushInto(again);
  assert.deepEqual(again.changes, [], 'a second flush has nothing to write');
  assert.ok(batch.changes.length <= 1);
  const [change] = batch.changes;
  return change === undefined ? 'nothing' : change.startsWith('put') ? 'put' : 'del';
}

/** A fresh coin lies over a store that lacks it; a clean one was read from the store. */
const STATES: readonly (readonly [Base, State])[] = [
  ['absent', 'absent'],
  ['absent', 'dirty'],
  ['absent', 'fresh'],
  ['absent', 'spent'],
  ['value1', 'absent'],
  ['value1', 'clean'],
  ['value1', 'dirty'],
  ['value1', 'spent'],
];

const valueOf = (base: Base, state: State): number | 'absent' => {
  if (state === 'spent') return 'absent';
  if (state === 'dirty' || state === 'fresh') return VALUE2;
  return base === 'absent' ? 'absent' : VALUE1;
};

test('a coin that is looked at is what the cache says, else the store, and nothing is written for it', async () => {
  for (const [base, state] of STATES) {
    const cache = await cacheIn(base, state);
    assert.equal(valueIn(cache), valueOf(base, state), `${base} ${state}`);
    const expected = state === 'dirty' || state === 'fresh' ? 'put' : state === 'spent' ? 'del' : 'nothing';
    assert.equal(flushed(cache), expected, `${base} ${state}`);
    assert.equal(valueIn(await cacheIn(base, state)), valueOf(base, state));
  }
});

test('a coin that is spent is removed from the store, unless it is fresh: then there is nothing to remove', async () => {
  for (const [base, state] of STATES) {
    const cache = await cacheIn(base, state);
    const record = cache.find(OUT_POINT, 0);
    if (record < 0) continue;
    cache.spend(record);
    assert.equal(valueIn(cache), 'absent', `${base} ${state}`);
    if (state === 'fresh') assert.equal(cache.size, 0, 'a fresh coin leaves no trace');
    assert.equal(flushed(cache), state === 'fresh' ? 'nothing' : 'del', `${base} ${state}`);
    assert.equal(cache.size, 0, 'a spent coin is forgotten once that is written');
  }
});

test('a coin may only be put in the place of another where that is said', async () => {
  for (const [base, state] of STATES) {
    const cache = await cacheIn(base, state);
    // The store is not asked here, as in Core: whoever adds has seen that there is none.
    const isInMemory = state === 'clean' || state === 'dirty' || state === 'fresh';
    if (isInMemory) assert.throws(() => add(cache, VALUE3, false), AssertionError, `${base} ${state}`);
    else assert.doesNotThrow(() => add(cache, VALUE3, false), `${base} ${state}`);
  }
});

test('a coin that is added is written; spent again, it is removed from a store that may have had another', async () => {
  for (const [base, state] of STATES) {
    for (const mayOverwrite of [false, true]) {
      const isInMemory = state === 'clean' || state === 'dirty' || state === 'fresh';
      if (!mayOverwrite && (isInMemory || (base === 'value1' && state === 'absent'))) continue;
      const name = `${base} ${state} ${mayOverwrite}`;
      const kept = await cacheIn(base, state);
      add(kept, VALUE3, mayOverwrite);
      assert.equal(valueIn(kept), VALUE3, name);
      assert.equal(flushed(kept), 'put', name);
      const spent = await cacheIn(base, state);
      add(spent, VALUE3, mayOverwrite);
      spent.spend(spent.find(OUT_POINT, 0));
      // Fresh: added where none was known of and none may be; or in the place of one that was fresh.
      const isFresh = (state === 'absent' && !mayOverwrite) || state === 'fresh';
      assert.equal(flushed(spent), isFresh ? 'nothing' : 'del', name);
    }
  }
});

test('a coin is not fresh any more once it was flushed', async () => {
  const cache = await cacheIn('absent', 'fresh');
  assert.equal(flushed(cache), 'put');
  cache.spend(cache.find(OUT_POINT, 0));
  assert.equal(flushed(cache), 'del');
});

test('a coin that is spent and given back is written as it was, though nothing has changed', async () => {
  const cache = await cacheIn('value1', 'clean');
  cache.spend(cache.find(OUT_POINT, 0));
  add(cache, VALUE1, false);
  assert.equal(cache.findDifference(), undefined);
  assert.equal(flushed(cache), 'put');
});

test('what differs from the store is named', async () => {
  const txid = OUT_POINT.slice(0, 32);
  const other = await cacheIn('value1', 'clean');
  other.spend(other.find(OUT_POINT, 0));
  assert.deepEqual(other.findDifference(), { txid, vout: 0 });
  add(other, VALUE2, false);
  assert.deepEqual(other.findDifference(), { txid, vout: 0 });
  const more = await cacheIn('absent', 'fresh');
  assert.deepEqual(more.findDifference(), { txid, vout: 0 });
  more.spend(more.find(OUT_POINT, 0));
  assert.equal(more.findDifference(), undefined);
});

test('a coin is spent once', async () => {
  const cache = await cacheIn('value1', 'clean');
  const record = cache.find(OUT_POINT, 0);
  cache.spend(record);
  assert.throws(() => cache.spend(record), AssertionError);
});
