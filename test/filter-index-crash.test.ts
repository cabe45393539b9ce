import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BuiltFilterIndex } from '../src/net/serve/filter-index.ts';
import { MemoryFilterStore } from '../src/net/serve/memory-filter-store.ts';
import { openChain } from '../src/platform/chain-folder/open-chain.ts';
import type { OpenChain } from '../src/platform/chain-folder/open-chain-handle.ts';
import { BLOCKS, TIP_HEIGHT, fileOf } from './chain-crash-scene.ts';

const CHILD = fileURLToPath(new URL('./filter-index-child.js', import.meta.url));

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-filter-crash-'));
  writeFileSync(path.join(folder, 'chain.dat'), fileOf(BLOCKS));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Runs the child, and kills it after so many blocks if it has not ended. @returns Whether it ended, and what it complained of. */
function run(dataDir: string, killAfter: number): Promise<{ readonly ended: boolean; readonly lines: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, dataDir, path.join(folder, 'chain.dat'), '3']);
    let [seen, lines, ended] = [0, '', false];
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 0x0a) seen++;
      ended ||= chunk.toString().includes('done');
      if (seen >= killAfter) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => void (lines += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => resolve({ ended, lines }));
  });
}

async function opened(dataDir: string): Promise<OpenChain> {
  return openChain({ dataDir, network: 'regtest', dbCacheMib: 16, threads: 1 });
}

/** Holds everything that is stored against filters made from the blocks. @returns Height of the index. */
async function inspect(dataDir: string): Promise<number> {
  const whole = await opened(dataDir);
  try {
    const { chain, reader } = whole;
    const lines: string[] = [];
    const store = await whole.openFilters((line) => lines.push(line));
    const stored = new BuiltFilterIndex({ chain, reader, store });
    const fresh = new BuiltFilterIndex({ chain, reader, store: new MemoryFilterStore() });
    while (fresh.catchUp(100));
    const { builtHeight } = stored;
    assert.ok(builtHeight <= chain.active.height, 'filters are not ahead of the chain');
    for (let height = 0; height <= builtHeight; height++) {
      const row = chain.active.at(height);
      assert.deepEqual(store.entry(row)?.header, fresh.filterHeaderOf(row), `header at ${height}`);
      assert.deepEqual(store.filter(row), fresh.filterOf(row), `filter at ${height}`);
    }
    assert.deepEqual(lines, []);
    return builtHeight;
  } finally {
    await whole.abandon();
  }
}

test('filters are whole, and never ahead of the chain, whenever the process is killed; then they go on', async () => {
  const dataDir = path.join(folder, 'killed');
  let height = -1;
  for (let round = 0; round < 6; round++) {
    const { ended, lines } = await run(dataDir, 5 + ((round * 37) % 160));
    assert.deepEqual([ended, lines], [false, '']);
    const found = await inspect(dataDir);
    assert.ok(found >= height || height - found < 45, `round ${round}: ${found} after ${height}`);
    height = found;
  }
  assert.deepEqual(await run(dataDir, Infinity), { ended: true, lines: '' });
  assert.equal(await inspect(dataDir), TIP_HEIGHT);
});

test('after damage all filters are the right ones again', async () => {
  const dataDir = path.join(folder, 'damaged');
  assert.equal((await run(dataDir, Infinity)).ended, true);
  const file = path.join(dataDir, 'regtest', 'indexes', 'blockfilter', 'basic', 'fltr00000.dat');
  const bytes = readFileSync(file);
  for (const at of [100, 1000, bytes.length - 3]) bytes[at]! ^= 0xff;
  writeFileSync(file, bytes.subarray(0, bytes.length - 1));
  const whole = await opened(dataDir);
  const { chain, reader } = whole;
  const lines: string[] = [];
  const index = new BuiltFilterIndex({ chain, reader, store: await whole.openFilters((line) => lines.push(line)) });
  for (let height = 0; height <= TIP_HEIGHT; height++) assert.ok(index.filterOf(chain.active.at(height)) !== undefined);
  assert.ok(lines.length >= 1, 'it is told');
  await whole.close();
  assert.equal(await inspect(dataDir), TIP_HEIGHT);
});

test('an index that is made anew has no filters of the old one', async () => {
  const dataDir = path.join(folder, 'again');
  cpSync(path.join(folder, 'damaged'), dataDir, { recursive: true });
  const whole = await openChain({ dataDir, network: 'regtest', dbCacheMib: 16, threads: 1, reindex: true });
  const store = await whole.openFilters((line) => assert.fail(line));
  assert.deepEqual([store.builtRow, store.entry(0)], [-1, undefined]);
  await whole.abandon();
});
