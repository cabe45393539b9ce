import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { ChainStoreError } from '../chain-folder/chain-store-failure.ts';
import { FlatFile } from './flat-file.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-flat-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function failureOf(work: () => unknown): ChainStoreError['failure'] {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ChainStoreError, String(error));
    return error.failure;
  }
  return assert.fail('it was not refused');
}

test('parts are appended one after the other, and read from anywhere', () => {
  const at = path.join(folder, 'parts');
  const { file, droppedBytes } = FlatFile.open(at, 0);
  assert.equal(droppedBytes, 0);
  assert.equal(file.append([bytes(1, 2), bytes(), bytes(3)]), 0);
  assert.equal(file.append([bytes(4)]), 3);
  assert.deepEqual([...file.read(1, 3)], [2, 3, 4]);
  assert.deepEqual([...file.read(2, 10)], [3, 4], 'what lies beyond the end is left out');
  assert.deepEqual([...file.read(100, 10)], []);
  file.close();
  assert.deepEqual([...readFileSync(at)], [1, 2, 3, 4]);
});

test('what is beyond the committed bytes is cut off on opening: a torn record, or room that was filled with zeros', () => {
  const at = path.join(folder, 'torn');
  writeFileSync(at, Buffer.concat([bytes(1, 2, 3), Buffer.alloc(1 << 20)]));
  const { file, droppedBytes } = FlatFile.open(at, 3);
  assert.equal(droppedBytes, 1 << 20);
  assert.equal(statSync(at).size, 3);
  assert.equal(file.append([bytes(9)]), 3);
  file.close();
  assert.deepEqual([...readFileSync(at)], [1, 2, 3, 9]);
  assert.equal(FlatFile.open(at, 0).droppedBytes, 4, 'where nothing was committed, all is cut off');
});

test('a file that lacks committed bytes is refused, by one byte too', () => {
  const at = path.join(folder, 'short');
  writeFileSync(at, bytes(1, 2, 3));
  assert.deepEqual(
    failureOf(() => FlatFile.open(at, 4)),
    { code: 'block-file-short', path: at, presentBytes: 3, committedBytes: 4 },
  );
  assert.equal(statSync(at).size, 3);
  const gone = failureOf(() => FlatFile.open(path.join(folder, 'gone'), 1));
  assert.deepEqual(gone, {
    code: 'chain-not-accessible',
    path: path.join(folder, 'gone'),
    reason: 'no such file or folder',
  });
});

test('a folder in the file’s place is named', () => {
  const at = path.join(folder, 'folder');
  mkdirSync(at);
  assert.deepEqual(
    failureOf(() => FlatFile.open(at, 0)),
    { code: 'chain-not-accessible', path: at, reason: 'it is a folder' },
  );
});

test('what is appended while a sync is under way needs another', async () => {
  const { file } = FlatFile.open(path.join(folder, 'sync'), 0);
  assert.equal(file.isSynced, true);
  file.append([bytes(1)]);
  assert.equal(file.isSynced, false);
  const first = file.sync();
  file.append([bytes(2)]);
  await first;
  assert.equal(file.isSynced, false);
  await file.sync();
  assert.equal(file.isSynced, true);
  file.close();
});

test('a file that was cut off behind our back gives what is left', () => {
  const at = path.join(folder, 'cut');
  const { file } = FlatFile.open(at, 0);
  file.append([bytes(1, 2, 3, 4)]);
  truncateSync(at, 2);
  assert.deepEqual([...file.read(0, 4)], [1, 2]);
  file.close();
});

test('a removed file is gone', () => {
  const at = path.join(folder, 'removed');
  const { file } = FlatFile.open(at, 0);
  file.append([bytes(1)]);
  file.remove();
  assert.throws(() => statSync(at), /ENOENT/);
});

const noShell = process.platform === 'win32' && 'no shell with ulimit';

test(
  'on a disk that takes a part of a record only, the append is refused and what was there stays good',
  { skip: noShell },
  () => {
    const at = path.join(folder, 'full');
    // 8 or 16 KiB, as the shell counts; with the signal ignored, a write beyond fails as on a full disk.
    const shell = `trap '' XFSZ; ulimit -f 16; exec "$0" "$@"`;
    const code = `
    import { FlatFile } from ${JSON.stringify(new URL('./flat-file.js', import.meta.url).href)};
    const { file } = FlatFile.open(${JSON.stringify(at)}, 0);
    file.append([new Uint8Array(5000).fill(1)]);
    try {
      file.append([new Uint8Array(8).fill(2), new Uint8Array(20_000).fill(2)]);
      console.log('taken');
    } catch (error) {
      console.log(JSON.stringify(error.failure));
    }
    console.log(file.append([new Uint8Array(100).fill(3)]));
    console.log(file.read(4999, 102).join(''));
    await file.sync();
  `;
    const args = ['-c', shell, process.execPath, '--input-type=module', '-e', code];
    const { stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
    const [failure, start, read] = stdout.trim().split('\n');
    assert.deepEqual(
      JSON.parse(failure ?? 'null'),
      { code: 'chain-not-accessible', path: at, reason: 'the file may not grow any larger' },
      stderr,
    );
    assert.equal(start, '5000', 'the next record goes where the refused one began');
    assert.equal(read, `1${'3'.repeat(100)}${'2'}`.slice(0, 102));
    const { file, droppedBytes } = FlatFile.open(at, 5100);
    assert.ok(droppedBytes > 0, 'the rest of the refused record is cut off');
    assert.equal(statSync(at).size, 5100);
    file.close();
  },
);
