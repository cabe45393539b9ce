import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { FileLock } from './file-lock.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-lock-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

async function taken(lockPath: string): Promise<FileLock> {
  const lock = await FileLock.take(lockPath);
  assert.ok(lock instanceof FileLock);
  return lock;
}

test('a lock is held by one until it is given back', async () => {
  const lockPath = path.join(folder, 'one.lock');
  const lock = await taken(lockPath);
  assert.deepEqual(await FileLock.take(lockPath), { heldBy: process.pid });
  assert.equal(await lock.isHeld(), true);
  await lock.release();
  assert.equal(existsSync(lockPath), false);
  await (await taken(lockPath)).release();
});

test('the lock of a process that died is taken over', async () => {
  const lockPath = path.join(folder, 'dead.lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (const content of [`${pid} - abc\n`, '', 'nonsense\n', '-5 - abc\n']) {
    writeFileSync(lockPath, content);
    await (await taken(lockPath)).release();
  }
});

const noProc = existsSync('/proc/self/stat') ? false : 'the system does not tell when a process started';

test('the lock of a process whose id is in use again is taken over', { skip: noProc }, async () => {
  const lockPath = path.join(folder, 'reused.lock');
  writeFileSync(lockPath, `${process.pid} 1 abc\n`);
  await (await taken(lockPath)).release();
});

test('of many that find a dead lock at once, one gets it', async () => {
  const lockPath = path.join(folder, 'race.lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (let round = 0; round < 20; round++) {
    writeFileSync(lockPath, `${pid} - abc\n`);
    const results = await Promise.all(Array.from({ length: 8 }, async () => FileLock.take(lockPath)));
    const locks = results.filter((result) => result instanceof FileLock);
    const held = await Promise.all(locks.map(async (lock) => lock.isHeld()));
    assert.equal(held.filter(Boolean).length, 1, `round ${round}`);
    for (const lock of locks) await lock.release();
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a lock that was taken away is not given back for its new holder', async () => {
  const lockPath = path.join(folder, 'stolen.lock');
  const lock = await taken(lockPath);
  writeFileSync(lockPath, 'somebody else\n');
  assert.equal(await lock.isHeld(), false);
  await lock.release();
  assert.equal(readFileSync(lockPath, 'latin1'), 'somebody else\n');
});
