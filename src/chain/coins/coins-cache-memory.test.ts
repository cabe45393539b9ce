import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coinText, outPointBytes, plainCoin } from '../../../test/random-coins.ts';
import { bytesToHex } from '../../bytes/hex.ts';
import { MemoryStore } from '../memory-store.ts';
import { StorageDamageError } from '../storage-damage.ts';
import { CoinsCache } from './coins-cache.ts';
import { emptyPlainCoin } from './plain-coin.ts';

/** Memory that a table may take beyond what is asked for: a segment of records that is not full. */
const SEGMENT_BYTES = 16_384 * 88;

function noiseFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

async function flush(cache: CoinsCache, store: MemoryStore): Promise<void> {
  const { isFull } = cache;
  const batch = store.batch();
  cache.flushInto(batch);
  await batch.write();
  if (isFull) cache.evict();
}

interface Run {
  readonly coins: string;
  readonly flushes: number;
  readonly misses: number;
  /** The most memory that the cache ever took. */
  readonly peakBytes: number;
}

/** 300 blocks that make 100 coins each, some with long scripts, and spend 80 of all ages. */
async function run(maxBytes: number, salt: readonly [number, number]): Promise<Run> {
  const store = new MemoryStore();
  const cache = new CoinsCache({ source: store, salt, maxBytes });
  const random = noiseFrom(1);
  const unspent: number[] = [];
  let [made, flushes, peakBytes] = [0, 0, 0];
  for (let height = 1; height <= 300; height++) {
    for (let i = 0; i < 80 && unspent.length > 0; i++) {
      const at = random() % unspent.length;
      const record = cache.find(outPointBytes(unspent[at]!, 1), 0);
      assert.equal(cache.coin(record).value, BigInt(unspent[at]!));
      cache.spend(record);
      unspent[at] = unspent[unspent.length - 1]!;
      unspent.pop();
    }
    for (let i = 0; i < 100; i++) {
      const script = new Uint8Array(made % 50 === 0 ? 300 : 22).fill(made);
      script[0] = 0x51;
      cache.add(outPointBytes(made, 1), 0, plainCoin({ code: 2 * height, value: made, script }), {
        mayOverwrite: false,
      });
      unspent.push(made++);
    }
    peakBytes = Math.max(peakBytes, cache.sizeBytes);
    if (!cache.isFull) continue;
    await flush(cache, store);
    assert.ok(!cache.isFull, 'after a flush there is room');
    flushes++;
  }
  const { misses } = cache;
  await flush(cache, store);
  const lines: string[] = [];
  for await (const entries of store.entries(new Uint8Array(0))) {
    for (const { key, value } of entries) lines.push(`${bytesToHex(key)} ${bytesToHex(value)}`);
  }
  assert.equal(lines.length, unspent.length);
  return { coins: lines.join('\n'), flushes, misses, peakBytes };
}

test('the coins are the same whatever the cache’s memory and salt, and its memory stays within what it was given', async () => {
  const large = await run(100_000_000, [1, 2]);
  assert.equal(large.flushes, 0);
  assert.equal(large.misses, 0);
  for (const [maxBytes, salt] of [
    [60_000, [1, 2]],
    [200_000, [-5, 0x7fff_ffff]],
    [500_000, [0, 0]],
  ] as const) {
    const small = await run(maxBytes, salt);
    assert.ok(small.flushes > 0 && small.misses > 0, `${small.flushes} flushes, ${small.misses} misses`);
    assert.equal(small.coins, large.coins);
    // Between two looks at `isFull` comes one block of 100 coins; slots and the list of changes double.
    const bound = 2 * maxBytes + SEGMENT_BYTES + 100 * 300;
    assert.ok(small.peakBytes <= bound, `${small.peakBytes} of ${maxBytes}`);
  }
});

test('its memory is full at what it was given, and what it says to take is what its tables take', () => {
  for (const maxBytes of [1_000_000, 10_000_000]) {
    const cache = new CoinsCache({ source: new MemoryStore(), salt: [1, 2], maxBytes });
    for (let i = 0; !cache.isFull; i++) {
      cache.add(outPointBytes(i, 0), 0, plainCoin({ code: 2, value: i, script: new Uint8Array(22) }), {
        mayOverwrite: false,
      });
    }
    // 88 bytes of a record, 5 to 16 of slots, 4 to 8 of the list of changes.
    assert.ok(cache.size >= maxBytes / 112 && cache.size <= maxBytes / 97, `${cache.size} coins in ${maxBytes} bytes`);
    assert.ok(cache.sizeBytes <= maxBytes * 1.1 + SEGMENT_BYTES);
  }
});

test('what was dropped is read again as it was, and what was not flushed is never dropped', async () => {
  const store = new MemoryStore();
  const cache = new CoinsCache({ source: store, salt: [1, 2], maxBytes: 1 });
  const coin = plainCoin({ code: 9, value: 77, script: new Uint8Array(500).fill(0x51) });
  cache.add(outPointBytes(1, 70_000), 0, coin, { mayOverwrite: true });
  assert.throws(() => cache.evict(), /only what was flushed is dropped/);
  await flush(cache, store);
  assert.equal(cache.size, 0);
  const read = emptyPlainCoin();
  cache.readCoin(cache.find(outPointBytes(1, 70_000), 0), read);
  assert.equal(coinText(read), coinText(coin));
  assert.equal(cache.size, 1);
});

test('a coin that can’t be read is named, whatever is wrong with it', async () => {
  const store = new MemoryStore();
  const cache = new CoinsCache({ source: store, salt: [1, 2], maxBytes: 1e6 });
  const outPoint = outPointBytes(1, 300);
  cache.add(outPoint, 0, plainCoin({ code: 9, value: 77, script: Uint8Array.of(0x51) }), { mayOverwrite: false });
  await flush(cache, store);
  const { value: entries } = await store.entries(new Uint8Array(0)).next();
  assert.ok(entries);
  const { key, value } = entries[0]!;
  const damaged = [
    new Uint8Array(0),
    value.subarray(1),
    value.subarray(0, -1),
    Uint8Array.of(...value, 0),
    new Uint8Array(9).fill(0xff),
    // A height of 2^31: its code does not fit 32 bits.
    Uint8Array.of(0x8e, 0xfe, 0xfe, 0xff, 0x00, ...value.subarray(1)),
  ];
  for (const bytes of damaged) {
    const source = { get: (asked: Uint8Array) => (bytesToHex(asked) === bytesToHex(key) ? bytes : undefined) };
    const over = new CoinsCache({ source, salt: [1, 2], maxBytes: 1e6 });
    assert.equal(over.find(outPointBytes(1, 301), 0), -1);
    assert.throws(
      () => over.find(outPoint, 0),
      (error) => {
        assert.ok(error instanceof StorageDamageError);
        assert.deepEqual(error.damage, { code: 'coin-damaged', txid: outPoint.slice(0, 32), vout: 300 });
        return true;
      },
    );
  }
});
