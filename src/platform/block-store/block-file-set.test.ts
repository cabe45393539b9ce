import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import type { FileEnds, FilePosition } from '../../ports/block-files.ts';
import { BlockFileSet, blockFileName, blockFileNames, blockFilePaths } from './block-file-set.ts';

const MAGIC = Uint8Array.of(0xf9, 0xbe, 0xb4, 0xd9);

let parent = '';
before(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'vigil-blocks-'));
});
after(async () => rm(parent, { recursive: true, force: true }));

async function newFolder(): Promise<string> {
  return mkdtemp(path.join(parent, 'each-'));
}

function open(folder: string, committed: readonly FileEnds[] = [], maxFileBytes = 100): BlockFileSet {
  return new BlockFileSet({ folder, magic: MAGIC, committed, maxFileBytes });
}

function blockOf(number: number, size = 50): Uint8Array {
  return new Uint8Array(size).fill(number);
}

test('a block fills its file to the last byte, and one byte more begins the next', async () => {
  const files = open(await newFolder());
  const positions = [34, 50, 35, 50].map((size) => files.appendBlock(blockOf(size, size)));
  // 8 + 34 + 8 + 50 = 100; 8 + 35 + 8 + 50 = 101.
  assert.deepEqual(
    positions.map(({ file, offset }) => [file, offset]),
    [
      [0, 8],
      [0, 50],
      [1, 8],
      [2, 8],
    ],
  );
  await files.close();
});

test('eighty files with their undo data are written and read, with few of them open', async (t) => {
  const folder = await newFolder();
  const files = open(folder);
  const openFiles = (): number | undefined => {
    try {
      return readdirSync('/proc/self/fd').length;
    } catch {
      return undefined;
    }
  };
  const before = openFiles();
  const written: { block: FilePosition; undo: FilePosition }[] = [];
  for (let i = 0; i < 80; i++) {
    const block = files.appendBlock(blockOf(i, 90));
    written.push({ block, undo: files.appendUndo(block.file, blockOf(i, 40)) });
    if (i % 5 === 0) await files.sync();
  }
  await files.sync();
  for (const set of [files, open(folder, files.takeChangedEnds())]) {
    for (const [i, { block, undo }] of written.entries()) {
      assert.equal(block.file, i);
      assert.deepEqual(set.readBlock(block), blockOf(i, 90));
      assert.deepEqual(set.readUndo(undo), blockOf(i, 40));
    }
    assert.equal(set.droppedBytes, 0);
  }
  const now = openFiles();
  if (before === undefined || now === undefined) t.diagnostic('this system does not tell how many files are open');
  else assert.ok(now - before <= 2 * 40, `${now - before} more open files for two sets`);
  await files.close();
});

test('the framing is Bitcoin Core’s, whatever comes after: zeros of room that was reserved are cut off', async () => {
  const folder = await newFolder();
  const first = open(folder);
  const position = first.appendBlock(blockOf(7, 3));
  const undo = first.appendUndo(0, blockOf(8, 34));
  await first.close();
  const blk = path.join(folder, 'blk00000.dat');
  assert.equal(readFileSync(blk).toString('hex'), 'f9beb4d9' + '03000000' + '070707');
  // The length of undo data leaves their checksum out.
  assert.equal(readFileSync(path.join(folder, 'rev00000.dat')).subarray(0, 8).toString('hex'), 'f9beb4d9' + '02000000');
  writeFileSync(blk, Buffer.concat([readFileSync(blk), Buffer.alloc(1000)]));
  const second = open(folder, first.takeChangedEnds());
  assert.equal(second.droppedBytes, 1000);
  assert.deepEqual(second.readBlock(position), blockOf(7, 3));
  assert.deepEqual(second.readUndo(undo), blockOf(8, 34));
  await second.close();
});

test('what is damaged on disk, or asked for at the wrong place, is not read', async () => {
  const folder = await newFolder();
  const files = open(folder);
  const position = files.appendBlock(blockOf(1, 40));
  const undo = files.appendUndo(0, blockOf(2, 40));
  const places: Partial<FilePosition>[] = [
    { offset: 0 },
    { offset: 7 },
    { offset: 9 },
    { offset: 0xffff_ffff },
    { sizeBytes: 0 },
    { sizeBytes: 39 },
    { sizeBytes: 41 },
    { sizeBytes: 0xffff_ffff },
    { file: 1 },
    { file: 0xffff_ffff },
  ];
  for (const place of places) {
    assert.equal(files.readBlock({ ...position, ...place }), undefined, JSON.stringify(place));
    assert.equal(files.readUndo({ ...undo, ...place }), undefined, JSON.stringify(place));
  }
  const ends = files.takeChangedEnds();
  await files.close();
  const blk = path.join(folder, 'blk00000.dat');
  const whole = readFileSync(blk);
  for (let at = 0; at < 8; at++) {
    const damaged = Uint8Array.from(whole);
    damaged[at]! ^= 0x10;
    writeFileSync(blk, damaged);
    const set = open(folder, ends);
    assert.equal(set.readBlock(position), undefined, `byte ${at} of the frame`);
    await set.close();
  }
  writeFileSync(blk, whole);
  const set = open(folder, ends);
  assert.deepEqual(set.readBlock(position), blockOf(1, 40));
  truncateSync(blk, 30);
  assert.equal(set.readBlock(position), undefined, 'the file was cut off while it was open');
  await set.close();
});

test('where an index is made anew, what is there counts as changed', async () => {
  const folder = await newFolder();
  const first = open(folder);
  for (let i = 0; i < 3; i++) first.appendBlock(blockOf(i, 90));
  const ends = first.takeChangedEnds();
  await first.close();
  const again = new BlockFileSet({ folder, magic: MAGIC, committed: ends, areNews: true });
  assert.deepEqual(again.takeChangedEnds(), ends);
  await again.close();
  const known = open(folder, ends, 200);
  assert.deepEqual(known.takeChangedEnds(), []);
  assert.deepEqual(known.appendBlock(blockOf(9, 1)), { file: 2, offset: 106, sizeBytes: 1 });
  await known.close();
});

test('released files are deleted when told, stay so when the set is opened again, and the last one is not released', async () => {
  const folder = await newFolder();
  const files = open(folder);
  const positions = [0, 1, 2].map((i) => files.appendBlock(blockOf(i, 90)));
  files.appendUndo(0, blockOf(0, 40));
  files.release(0);
  files.release(1);
  assert.throws(() => files.release(2), /the last file stays/);
  files.deleteReleased();
  assert.deepEqual(
    blockFileNames(folder).map(({ kind, file }) => blockFileName(kind, file)),
    ['blk00002.dat'],
  );
  const ends = files.takeChangedEnds();
  await files.close();
  const again = open(folder, ends);
  assert.equal(again.readBlock(positions[0]!), undefined);
  assert.deepEqual(again.readBlock(positions[2]!), blockOf(2, 90));
  assert.equal(again.appendBlock(blockOf(3, 90)).file, 3);
  await again.close();
});

test('only files with such names are taken for block files, in the order of their numbers', async () => {
  const folder = await newFolder();
  for (const name of [
    'blk00010.dat',
    'blk00002.dat',
    'rev00002.dat',
    'blk1.dat',
    'blk00003.dat.bak',
    'xor.dat',
    'blk000004.dat',
  ]) {
    writeFileSync(path.join(folder, name), '');
  }
  mkdirSync(path.join(folder, 'index'));
  assert.deepEqual(
    blockFilePaths(folder).map((each) => path.basename(each)),
    ['blk00002.dat', 'blk00010.dat'],
  );
  assert.deepEqual(
    blockFileNames(folder).map(({ kind }) => kind),
    ['blk', 'blk', 'rev'],
  );
  assert.deepEqual(blockFileNames(path.join(folder, 'nowhere')), []);
});
