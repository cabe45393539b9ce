import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { STORE_HEAD_BYTES } from '../src/platform/header-store-head.ts';
import { HeaderStoreError } from '../src/platform/header-store-failure.ts';
import { HeaderStore, headerStorePath } from '../src/platform/header-store.ts';
import { loadHeaderStore } from '../src/platform/load-header-store.ts';
import type { LoadedHeaders } from '../src/platform/load-header-store.ts';
import { regtestHeaders } from './headers-regtest-chain.ts';

const CHILD = fileURLToPath(new URL('./headers-import-child.js', import.meta.url));
const RUN = regtestHeaders(10_000);

let folder = '';
let file = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-crash-'));
  file = path.join(folder, 'run.bin');
  writeFileSync(file, RUN);
});
after(async () => rm(folder, { recursive: true, force: true }));

async function load(dataDir: string): Promise<LoadedHeaders> {
  const loaded = await loadHeaderStore({ path: headerStorePath(dataDir, 'regtest'), network: 'regtest' });
  assert.ok(loaded);
  return loaded;
}

/** Runs an import in a process of its own, to its end. @returns What it printed. */
function importApart(dataDir: string): string {
  return spawnSync(process.execPath, [CHILD, dataDir, file], { encoding: 'utf8' }).stdout;
}

test('an import that is killed at any instant, twenty times over, loses nothing that an earlier one stored', async () => {
  const dataDir = path.join(folder, 'killed');
  const storePath = headerStorePath(dataDir, 'regtest');
  let stored = 0;
  for (let round = 0; round < 20; round++) {
    await importAndKill(dataDir, 1 + ((round * 3) % 5));
    if (!existsSync(storePath)) continue;
    const { tree } = await load(dataDir);
    assert.ok(tree.size >= stored, `round ${round}: ${tree.size} headers after ${stored}`);
    stored = tree.size;
  }
  assert.match(importApart(dataDir), /done/);
  assert.deepEqual(readFileSync(storePath).subarray(STORE_HEAD_BYTES), Buffer.from(RUN));
});

test('a second import is refused while the first one runs, and names it', async () => {
  const dataDir = path.join(folder, 'twice');
  const first = await HeaderStore.open({ dataDir, network: 'regtest' });
  assert.equal(importApart(dataDir), 'store-locked\n');
  await assert.rejects(HeaderStore.open({ dataDir, network: 'regtest' }), (error) => {
    assert.ok(error instanceof HeaderStoreError && error.failure.code === 'store-locked');
    return error.failure.pid === process.pid;
  });
  assert.ok(first.store === undefined);
  await first.release();
  assert.match(importApart(dataDir), /done/);
});

const noShell = process.platform === 'win32' && 'no shell with ulimit';

test('a disk that takes no more is one clear failure, and what is stored stays good', { skip: noShell }, async () => {
  const dataDir = path.join(folder, 'full');
  // 350 or 700 KiB, as the shell counts; with the signal ignored, a write beyond fails as on a full disk.
  const script = `trap '' XFSZ; ulimit -f 700; exec "$0" "$@"`;
  const limited = spawnSync('sh', ['-c', script, process.execPath, CHILD, dataDir, file], { encoding: 'utf8' });
  assert.match(limited.stdout, /store-not-accessible\n$/, limited.stderr);
  const { tree, sizeBytes, goodBytes } = await load(dataDir);
  assert.ok(tree.size <= 10_000, `${tree.size} headers`);
  assert.equal(sizeBytes, goodBytes);
  assert.match(importApart(dataDir), /done/);
});

/** Runs an import in a process of its own and kills it after so many lines, or lets it end. */
function importAndKill(dataDir: string, lines: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, dataDir, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 0x0a) seen++;
      if (seen >= lines) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}
