import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { MemoryBlockFiles } from '../src/chain/memory-block-files.ts';
import { MemoryStore } from '../src/chain/memory-store.ts';
import { BlockFileSet } from '../src/platform/block-store/block-file-set.ts';
import { ChainStoreError } from '../src/platform/chain-folder/chain-store-failure.ts';
import { LevelStore } from '../src/platform/coin-store/level-store.ts';
import { FILES_CONFORMANCE, STORE_CONFORMANCE } from './chain-store-conformance.ts';

const MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-store-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

async function newFolder(): Promise<string> {
  return mkdtemp(path.join(folder, 'each-'));
}

function openLevel(at: string): Promise<LevelStore> {
  return LevelStore.open({ folder: at, cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 });
}

for (const { sentence, check } of STORE_CONFORMANCE) {
  test(`in memory: ${sentence}`, async () => check(new MemoryStore()));
  test(`LevelDB: ${sentence}`, async () => {
    const store = await openLevel(await newFolder());
    try {
      await check(store);
    } finally {
      await store.close();
    }
  });
}

test('LevelDB: what was written is there when the store is opened again', async () => {
  const at = await newFolder();
  const store = await openLevel(at);
  const batch = store.batch();
  batch.put(Uint8Array.of(1), Uint8Array.of(2, 3));
  assert.equal(batch.sizeBytes, 3);
  await batch.write();
  await store.close();
  const again = await openLevel(at);
  assert.deepEqual([...again.get(Uint8Array.of(1))!], [2, 3]);
  await again.close();
});

for (const { sentence, check } of FILES_CONFORMANCE) {
  test(`in memory: ${sentence}`, async () => check(new MemoryBlockFiles(100)));
  test(`block files: ${sentence}`, async () => {
    const files = new BlockFileSet({ folder: await newFolder(), magic: MAGIC, committed: [], maxFileBytes: 100 });
    try {
      await check(files);
    } finally {
      await files.close();
    }
  });
}

test('block files are framed as Bitcoin Core frames them: magic, length, block; undo data with the checksum after', async () => {
  const at = await newFolder();
  const files = new BlockFileSet({ folder: at, magic: MAGIC, committed: [] });
  files.appendBlock(Uint8Array.of(1, 2));
  files.appendUndo(0, new Uint8Array(33).fill(5));
  await files.sync();
  await files.close();
  assert.deepEqual([...readFileSync(path.join(at, 'blk00000.dat'))], [...MAGIC, 2, 0, 0, 0, 1, 2]);
  const undo = readFileSync(path.join(at, 'rev00000.dat'));
  assert.deepEqual([...undo.subarray(0, 8)], [...MAGIC, 1, 0, 0, 0]);
  assert.equal(undo.length, 8 + 33);
});

test('what was written and not committed is cut off when the files are opened again', async () => {
  const at = await newFolder();
  const first = new BlockFileSet({ folder: at, magic: MAGIC, committed: [], maxFileBytes: 100 });
  const kept = first.appendBlock(new Uint8Array(50));
  const committed = first.takeChangedEnds();
  first.appendBlock(new Uint8Array(30));
  first.appendBlock(new Uint8Array(90));
  await first.close();
  // A torn last write.
  appendFileSync(path.join(at, 'blk00000.dat'), Uint8Array.of(...MAGIC, 9));
  const second = new BlockFileSet({ folder: at, magic: MAGIC, committed, maxFileBytes: 100 });
  assert.equal(second.droppedBytes, 38 + 98 + 5);
  assert.equal(statSync(path.join(at, 'blk00000.dat')).size, 58);
  assert.equal(second.readBlock(kept)?.length, 50);
  assert.deepEqual(second.appendBlock(new Uint8Array(20)), { file: 0, offset: 66, sizeBytes: 20 });
  await second.close();
});

test('a file that is shorter than what was committed is named, and nothing is changed', async () => {
  const at = await newFolder();
  const file = path.join(at, 'blk00000.dat');
  writeFileSync(file, new Uint8Array(58));
  truncateSync(file, 40);
  const committed = [{ file: 0, blockBytes: 58, undoBytes: 0 }];
  assert.throws(
    () => new BlockFileSet({ folder: at, magic: MAGIC, committed }),
    (error) => {
      assert.ok(error instanceof ChainStoreError);
      assert.deepEqual(error.failure, { code: 'block-file-short', path: file, presentBytes: 40, committedBytes: 58 });
      return true;
    },
  );
  assert.equal(statSync(file).size, 40);
});
