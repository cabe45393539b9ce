import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BlockFileSet } from '../src/platform/block-store/block-file-set.ts';
import { ChainStoreError } from '../src/platform/chain-folder/chain-store-failure.ts';
import { openChain } from '../src/platform/chain-folder/open-chain.ts';
import { BLOCKS, CHILD, TIP_HEIGHT, importAndKill, importApart, inspect, makeScene } from './chain-crash-scene.ts';
import type { CrashScene } from './chain-crash-scene.ts';

let scene: CrashScene;
before(async () => {
  scene = await makeScene();
});
after(async () => rm(scene.folder, { recursive: true, force: true }));

test('a second process is refused while the first has the chain, and is told who has it', async () => {
  const dataDir = path.join(scene.folder, 'twice');
  const options = { dataDir, network: 'regtest', dbCacheMib: 16, threads: 1 } as const;
  const first = await openChain(options);
  assert.equal(importApart(dataDir, scene.file), 'chain-locked\n');
  await assert.rejects(openChain(options), (error) => {
    assert.ok(error instanceof ChainStoreError && error.failure.code === 'chain-locked');
    return error.failure.pid === process.pid;
  });
  await first.close();
  assert.match(importApart(dataDir, scene.file), /done/);
});

test('a chain whose making ended between the first block in its file and the first commit begins again', async (t) => {
  const dataDir = path.join(scene.folder, 'unborn');
  // The first thing after the first block was appended.
  const killed = t.mock.method(BlockFileSet.prototype, 'sync', async () => {
    throw new Error('killed');
  });
  await assert.rejects(openChain({ dataDir, network: 'regtest', dbCacheMib: 16, threads: 1 }), /killed/);
  killed.mock.restore();
  assert.ok(statSync(path.join(dataDir, 'regtest/blocks/blk00000.dat')).size > 0);
  assert.match(importApart(dataDir, scene.file), /done/);
  assert.deepEqual(await inspect(dataDir), scene.expected);
});

test('a torn end of a block file, as a power cut leaves it, is cut off and read again from where it came', async () => {
  const dataDir = path.join(scene.folder, 'torn');
  await importAndKill(dataDir, scene.file, 120);
  appendFileSync(path.join(dataDir, 'regtest/blocks/blk00000.dat'), BLOCKS[0]!.bytes.subarray(0, 50));
  appendFileSync(path.join(dataDir, 'regtest/blocks/rev00000.dat'), new Uint8Array(7));
  assert.match(importApart(dataDir, scene.file), /done/);
  assert.deepEqual(await inspect(dataDir), scene.expected);
});

test('committed bytes that are gone, or changed, are told with file and place; nothing is made worse', async () => {
  const dataDir = path.join(scene.folder, 'short');
  importApart(dataDir, scene.file);
  const blocks = path.join(dataDir, 'regtest/blocks/blk00000.dat');
  const undo = path.join(dataDir, 'regtest/blocks/rev00000.dat');
  const [whole, wholeUndo] = [readFileSync(blocks), readFileSync(undo)];
  truncateSync(blocks, whole.length - 10);
  assert.equal(importApart(dataDir, scene.file), 'block-file-short\n');
  writeFileSync(blocks, whole);
  const changed = Buffer.from(wholeUndo);
  changed[changed.length - 50]! ^= 1;
  writeFileSync(undo, changed);
  await assert.rejects(inspect(dataDir), {
    name: 'StorageDamageError',
    message: /rev00000.dat at offset \d+ .*checksum/,
  });
  writeFileSync(undo, wholeUndo);
  const turned = Buffer.from(whole);
  turned[turned.length - 50]! ^= 1;
  writeFileSync(blocks, turned);
  await assert.rejects(inspect(dataDir), { name: 'StorageDamageError', message: /blk00000.dat at offset \d+/ });
  writeFileSync(blocks, whole);
  assert.deepEqual(await inspect(dataDir), scene.expected);
});

const noShell = process.platform === 'win32' && 'no shell with ulimit';

test(
  'a disk that takes no more is one clear failure, and what is committed stays good',
  { skip: noShell },
  async () => {
    const dataDir = path.join(scene.folder, 'full');
    // 64 or 128 KiB, as the shell counts; with the signal ignored, a write beyond fails as on a full disk.
    const script = `trap '' XFSZ; ulimit -f 128; exec "$0" "$@"`;
    const limited = spawnSync('sh', ['-c', script, process.execPath, CHILD, dataDir, scene.file], { encoding: 'utf8' });
    assert.match(limited.stdout, /chain-not-accessible\n$/, limited.stderr);
    const { height } = await inspect(dataDir);
    assert.ok(height > 0 && height < TIP_HEIGHT, `height ${height}`);
    assert.match(importApart(dataDir, scene.file), /done/);
    assert.deepEqual(await inspect(dataDir), scene.expected);
  },
);
