import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COIN_PREFIX, MAX_COIN_KEY_BYTES, writeCoinKeyIndex } from './coin-key.ts';
import { CoinWriter } from './coin-writer.ts';
import { CoinsCache } from './coins-cache.ts';
import { MemoryStore } from '../memory-store.ts';
import type { PlainCoin } from './plain-coin.ts';
import { StorageDamageError } from '../storage-damage.ts';

/** 40 outpoints of 10 transactions. */
const OUT_POINTS: readonly Uint8Array[] = Array.from({ length: 40 }, (_, i) => {
  const bytes = new Uint8Array(36).fill(Math.floor(i / 4) + 1);
  bytes.set([i % 4, 0, 0, 0], 32);
  return bytes;
});

function coinOf(value: number, height = 1, scriptBytes = 22): PlainCoin {
  const bytes = new Uint8Array(scriptBytes).fill(value & 0xff);
  bytes[0] = 0x51;
  return { code: 2 * height, value, bytes, scriptStart: 0, scriptEnd: bytes.length };
}

function newCache(store: MemoryStore, maxBytes = 1 << 30): CoinsCache {
  return new CoinsCache({ source: store, salt: [1, 2], maxBytes });
}

async function flush(cache: CoinsCache, store: MemoryStore): Promise<void> {
  const batch = store.batch();
  cache.flushInto(batch);
  await batch.write();
}

function keyOf(outPoint: Uint8Array): Uint8Array {
  const key = new Uint8Array(MAX_COIN_KEY_BYTES);
  key[0] = COIN_PREFIX;
  key.set(outPoint.subarray(0, 32), 1);
  return key.slice(0, writeCoinKeyIndex(key, outPoint[32]!));
}

type Operation =
  | {
      readonly kind: 'change';
      readonly what: 'add' | 'spend' | 'find';
      readonly at: number;
      readonly value: number;
      readonly long: boolean;
    }
  | { readonly kind: 'flush' | 'evict' };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('change' as const),
    what: fc.constantFrom('add' as const, 'spend' as const, 'find' as const),
    at: fc.nat(OUT_POINTS.length - 1),
    value: fc.nat(1_000_000),
    long: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('flush' as const, 'evict' as const) }),
);

test('it holds what a map would hold, whatever is added, spent, flushed and dropped', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 120 }), async (operations) => {
      const store = new MemoryStore();
      const cache = newCache(store);
      const model = new Map<number, number>();
      for (const each of operations) {
        if (each.kind !== 'change') {
          await flush(cache, store);
          if (each.kind === 'evict') cache.evict();
          continue;
        }
        const { what, at, value, long } = each;
        const record = cache.find(OUT_POINTS[at]!, 0);
        assert.equal(record < 0 ? undefined : Number(cache.coin(record).value), model.get(at));
        if (what === 'add') {
          const coin = coinOf(value, 1, long ? 100 : 22);
          cache.add(OUT_POINTS[at]!, 0, coin, { mayOverwrite: model.has(at) });
          model.set(at, value);
        } else if (what === 'spend' && record >= 0) {
          cache.spend(record);
          model.delete(at);
        }
      }
      await flush(cache, store);
      const fresh = newCache(store);
      OUT_POINTS.forEach((outPoint, at) => {
        const record = fresh.find(outPoint, 0);
        assert.equal(record < 0 ? undefined : Number(fresh.coin(record).value), model.get(at));
      });
    }),
    { numRuns: 300 },
  );
});

test('a coin that is made and spent between two flushes never comes to the store', () => {
  const store = new MemoryStore();
  const cache = newCache(store);
  cache.add(OUT_POINTS[0]!, 0, coinOf(5), { mayOverwrite: false });
  cache.spend(cache.find(OUT_POINTS[0]!, 0));
  const batch = store.batch();
  cache.flushInto(batch);
  assert.equal(batch.sizeBytes, 0);
  assert.equal(cache.size, 0);
});

test('a coin that may have overwritten one in the store is removed from the store when it is spent', async () => {
  const store = new MemoryStore();
  const first = newCache(store);
  first.add(OUT_POINTS[0]!, 0, coinOf(5), { mayOverwrite: false });
  await flush(first, store);
  const second = newCache(store);
  second.add(OUT_POINTS[0]!, 0, coinOf(6), { mayOverwrite: true });
  second.spend(second.find(OUT_POINTS[0]!, 0));
  await flush(second, store);
  assert.equal(store.get(keyOf(OUT_POINTS[0]!)), undefined);
});

test('a claimed coin is claimed once; the claim is taken back, or ends with the coin', () => {
  const cache = newCache(new MemoryStore());
  cache.add(OUT_POINTS[0]!, 0, coinOf(5), { mayOverwrite: false });
  const record = cache.find(OUT_POINTS[0]!, 0);
  assert.ok(cache.claim(record));
  assert.ok(!cache.claim(record));
  cache.unclaim(record);
  assert.ok(cache.claim(record));
  cache.spend(record);
  assert.equal(cache.find(OUT_POINTS[0]!, 0), -1);
});

test('outputs that can never be spent are not kept: OP_RETURN, and scripts of more than 10,000 bytes', () => {
  const cache = newCache(new MemoryStore());
  const unspendable = { ...coinOf(1), bytes: Uint8Array.of(0x6a), scriptEnd: 1 };
  cache.add(OUT_POINTS[0]!, 0, unspendable, { mayOverwrite: false });
  cache.add(OUT_POINTS[1]!, 0, coinOf(1, 1, 10_001), { mayOverwrite: false });
  cache.add(OUT_POINTS[2]!, 0, coinOf(1, 1, 10_000), { mayOverwrite: false });
  assert.deepEqual(
    [0, 1, 2].map((at) => cache.find(OUT_POINTS[at]!, 0) >= 0),
    [false, false, true],
  );
});

test('when memory is full, coins of the oldest blocks are dropped first, and half of it is free after', async () => {
  const store = new MemoryStore();
  const cache = newCache(store, 4_000_000);
  const outPoint = new Uint8Array(36);
  let count = 0;
  for (; !cache.isFull; count++) {
    new DataView(outPoint.buffer).setUint32(0, count * 7919);
    cache.add(outPoint, 0, coinOf(count, Math.floor(count / 100)), { mayOverwrite: false });
  }
  assert.ok(count > 25_000, `${count} coins fit 4 MB`);
  await flush(cache, store);
  cache.evict();
  assert.ok(!cache.isFull && cache.size > 0 && cache.size * 2 <= count, `${cache.size} of ${count} are left`);
  const missesBefore = cache.misses;
  assert.ok(cache.find(outPoint.fill(0), 0) >= 0, 'the first coin is in the store');
  assert.equal(cache.misses, missesBefore + 1);
});

test('a damaged coin in the store is named', async () => {
  const store = new MemoryStore();
  const batch = store.batch();
  const writer = new CoinWriter();
  writer.varInt(4);
  writer.compressedOutput(coinOf(5));
  batch.put(keyOf(OUT_POINTS[0]!), writer.view().subarray(0, writer.length - 1));
  await batch.write();
  assert.throws(() => newCache(store).find(OUT_POINTS[0]!, 0), StorageDamageError);
});
