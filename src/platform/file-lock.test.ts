import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test('what a process has left that was killed while it took the lock is removed, and nothing else', async () => {
  const own = path.join(folder, 'left');
  mkdirSync(own);
  const lockPath = path.join(own, 'chain.lock');
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  const living = process.ppid;
  const start = readStart(living) ?? '-';
  const files: Record<string, { readonly content: string; readonly stays: boolean }> = {
    [`chain.lock.${dead}.0011aabb`]: { content: '', stays: false },
    [`chain.lock.${dead}.0011aabc`]: { content: `${dead} 5 abc\n`, stays: false },
    // This process has the id of one that was killed: so it is in containers.
    [`chain.lock.${process.pid}.0011aabd`]: { content: '', stays: false },
    [`chain.lock.${process.pid}.0011aabe`]: { content: `${process.pid} 1 abc\n`, stays: noProc !== false },
    // It may be about to take the lock.
    [`chain.lock.${living}.0011aabb`]: { content: '', stays: true },
    [`chain.lock.${living}.0011aabc`]: { content: `${living} ${start} abc\n`, stays: true },
    // A living lock, moved away by a process that was killed then.
    [`chain.lock.${dead}.0011aabd`]: { content: `${living} ${start} abc\n`, stays: true },
    'chain.lock.bak': { content: '', stays: true },
    [`chain.locks.${dead}.0011aabb`]: { content: '', stays: true },
    [`mempool.dat.${dead}.0011aabb`]: { content: '', stays: true },
  };
  for (const [name, { content }] of Object.entries(files)) writeFileSync(path.join(own, name), content);
  const lock = await taken(lockPath);
  await lock.release();
  const expected = Object.keys(files).filter((name) => files[name]!.stays);
  assert.deepEqual(readdirSync(own).sort(), expected.sort());
  rmSync(own, { recursive: true });
});

/** When a process started, as the kernel has it; `undefined` where it does not tell. */
function readStart(pid: number): string | undefined {
  if (noProc !== false) return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
