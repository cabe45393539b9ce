import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { LevelStore } from './level-store.ts';

let parent = '';
before(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'vigil-level-'));
});
after(async () => rm(parent, { recursive: true, force: true }));

function open(folder: string, writeBufferBytes = 1 << 20): Promise<LevelStore> {
  return LevelStore.open({ folder, cacheBytes: 1 << 20, writeBufferBytes });
}

function keyOf(prefix: number, number: number): Uint8Array {
  const key = new Uint8Array(5);
  key[0] = prefix;
  new DataView(key.buffer).setUint32(1, number);
  return key;
}

async function fill(store: LevelStore, count: number, valueBytes = 8): Promise<void> {
  const batch = store.batch();
  for (let i = 0; i < count; i++) batch.put(keyOf(1, i), new Uint8Array(valueBytes).fill(i));
  await batch.write();
}

test('more entries than are asked for at a time come all, in order, each once', async () => {
  const store = await open(path.join(parent, 'many'));
  for (const count of [1999, 2000, 2001, 4000, 4500]) {
    await fill(store, count);
    const other = store.batch();
    other.put(keyOf(0, 5), new Uint8Array(1));
    other.put(keyOf(2, 0), new Uint8Array(1));
    await other.write();
    let next = 0;
    for await (const entries of store.entries(Uint8Array.of(1))) {
      for (const { key, value } of entries) {
        assert.deepEqual([...key], [...keyOf(1, next)]);
        assert.equal(value[0], next & 0xff);
        next++;
      }
    }
    assert.equal(next, count);
  }
  await store.close();
});

test('a bit that has turned in a table of LevelDB is told: in a value when it is read, in a key when all are read', async () => {
  const folder = path.join(parent, 'turned');
  const key = (last: number): Uint8Array => Uint8Array.of(7, ...Buffer.from('KEY-KEY-KEY-KEY-KEY'), last);
  const value = (last: number): Uint8Array => Uint8Array.of(...Buffer.from('VALUE-VALUE-VALUE'), last);
  const first = await open(folder);
  const batch = first.batch();
  for (const last of [1, 2]) batch.put(key(last), value(last));
  await batch.write();
  await first.close();
  // Opening it again turns the log, whose checksums are always looked at, into a table.
  await (await open(folder)).close();
  const table = path.join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.ldb'))!,
  );
  const whole = readFileSync(table);
  const turn = (at: number): void => {
    const turned = Buffer.from(whole);
    turned[at]! ^= 4;
    writeFileSync(table, turned);
  };
  turn(whole.indexOf('VALUE-VALUE'));
  let store = await open(folder);
  assert.throws(() => store.get(key(1)), {
    name: 'StorageDamageError',
    message: /^the entry 074b45592d.* wrong checksum/,
  });
  assert.deepEqual([...store.get(key(2))!], [...value(2)]);
  await assert.rejects(async () => {
    for await (const _ of store.entries(Uint8Array.of(7))) {
      // Reads all.
    }
  }, /wrong checksum/);
  await store.close();
  turn(whole.indexOf('KEY-KEY'));
  store = await open(folder);
  await assert.rejects(async () => {
    for await (const _ of store.entries(Uint8Array.of(7))) {
      // The key that has changed has a value that was written with another.
    }
  }, /wrong checksum/);
  await store.close();
});

test('who stops in the middle of the entries leaves nothing open, so that the store can be closed', async () => {
  const folder = path.join(parent, 'stopped');
  const store = await open(folder);
  await fill(store, 5000);
  for await (const entries of store.entries(Uint8Array.of(1))) {
    assert.equal(entries.length, 2000);
    break;
  }
  await store.close();
  const again = await open(folder);
  assert.equal(again.get(keyOf(1, 4999))?.[0], 4999 & 0xff);
  await again.close();
});

test('values of many sizes are there after the store was opened again, and after its tables were merged', async () => {
  const folder = path.join(parent, 'sizes');
  const sizes = [0, 1, 100, 4096, 70_000, 3_000_000];
  const store = await open(folder, 1 << 16);
  for (const [i, size] of sizes.entries()) {
    const batch = store.batch();
    batch.put(keyOf(1, i), new Uint8Array(size).fill(i));
    assert.equal(batch.sizeBytes, 5 + size);
    await batch.write();
  }
  await store.close();
  const again = await open(folder, 1 << 16);
  for (const [i, size] of sizes.entries()) {
    const value = again.get(keyOf(1, i));
    assert.ok(value?.length === size && value.every((byte) => byte === i), `${size} bytes`);
  }
  await again.close();
});

test('a batch that is not written leaves nothing, and an empty one is written', async () => {
  const folder = path.join(parent, 'unwritten');
  const store = await open(folder);
  store.batch().put(keyOf(1, 1), new Uint8Array(1));
  await store.batch().write();
  await store.close();
  const again = await open(folder);
  assert.equal(again.get(keyOf(1, 1)), undefined);
  await again.close();
});

async function reasonOf(opening: Promise<LevelStore>): Promise<string> {
  try {
    await (await opening).close();
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    assert.ok(cause instanceof Error, 'LevelDB says why');
    return cause.message;
  }
  return 'it opens';
}

test('a store that is open is not opened twice', async () => {
  const folder = path.join(parent, 'twice');
  const store = await open(folder);
  assert.match(await reasonOf(open(folder)), /lock/i);
  await store.close();
  assert.equal(await reasonOf(open(folder)), 'it opens');
});

test('a store whose files are damaged is refused with LevelDB’s reason', async () => {
  for (const [name, damage] of [
    ['CURRENT', 'nonsense'],
    ['MANIFEST', 'nonsense that is no log'],
  ] as const) {
    const folder = path.join(parent, `damaged-${name}`);
    const store = await open(folder);
    await fill(store, 10);
    await store.close();
    const file = readdirSync(folder).find((each) => each.startsWith(name));
    assert.ok(file !== undefined);
    writeFileSync(path.join(folder, file), damage);
    assert.match(await reasonOf(open(folder)), /corruption/i, name);
  }
});
