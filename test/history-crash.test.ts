import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LevelHistoryStore } from '../src/platform/history/level-history-store.ts';
import { HistoryStoreError } from '../src/ports/history-store.ts';

const CHILD = fileURLToPath(new URL('./history-writing-child.js', import.meta.url));

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'vigil-history-crash-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Lets a process write, and kills it a while after so many lines. @returns The last number that it said. */
function writeAndKill(at: string, lines: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, at], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.split('\n').length > lines) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => resolve(Number(told.trimEnd().split('\n').at(-1))));
  });
}

test('a history whose writer is killed at any instant, eight times, has all that was said to be written, in both series', async () => {
  const at = path.join(folder, 'killed');
  for (let round = 0; round < 8; round++) {
    const said = await writeAndKill(at, 1 + ((round * 5) % 9));
    const store = await LevelHistoryStore.open(at);
    const [a, b] = await Promise.all(['a', 'b'].map((series) => store.read(series, { fromSec: 0, toSec: 1e9 })));
    await store.close();
    assert.deepEqual(a, b, 'a write is in both or in none');
    assert.ok(a!.atSec.length >= 300 * (said + 1), `${a!.atSec.length} points after write ${said}`);
    assert.ok(a!.atSec.every((sec, i) => sec === i && a!.columns[0]![i] === Math.floor(i / 300)));
  }
});

test('a second process is refused, with what to do', async () => {
  const at = path.join(folder, 'twice');
  const store = await LevelHistoryStore.open(at);
  const second = spawnSync(process.execPath, [CHILD, at], { encoding: 'utf8', timeout: 20_000 });
  assert.match(second.stdout, /^the history in .*twice is in use by another process, such as vigil serve; .*\n$/);
  assert.equal(second.status, 1);
  await store.close();
  await (await LevelHistoryStore.open(at)).close();
});

test('what a disk has changed is noticed, and the message says where', async () => {
  const at = path.join(folder, 'damaged');
  const store = await LevelHistoryStore.open(at);
  const atSec = Float64Array.from({ length: 5000 }, (_, i) => i);
  // Values that do not compress: their bytes lie in the file as they are.
  let state = 1;
  const noise = atSec.map(() => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647);
  await store.write([{ series: 'a', names: ['v'], atSec, columns: [noise] }]);
  await store.close();
  // As it is opened, what lies in the log goes into a table.
  await (await LevelHistoryStore.open(at)).close();
  let changed = 0;
  for (const name of await readdir(at)) {
    if (!name.endsWith('.ldb')) continue;
    const file = path.join(at, name);
    const bytes = await readFile(file);
    const where = bytes.indexOf(new Uint8Array(noise.buffer, 8 * 2000, 16));
    if (where < 0) continue;
    bytes[where]! ^= 1;
    await writeFile(file, bytes);
    changed++;
  }
  assert.equal(changed, 1);
  const read = async (): Promise<unknown> => {
    const again = await LevelHistoryStore.open(at);
    try {
      return await again.read('a', { fromSec: 0, toSec: 9999 });
    } finally {
      await again.close();
    }
  };
  await assert.rejects(
    read(),
    (error) => error instanceof HistoryStoreError && /history in .*damaged: .*checksum/.test(error.message),
  );
});

test('a folder that can not be had is one clear line', async () => {
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  await assert.rejects(LevelHistoryStore.open(path.join(file, 'history')), /can't open the history in .*: /);
});
