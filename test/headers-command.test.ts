import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CliContext } from '../src/cli/context.ts';
import type { HeadersImportDocument } from '../src/cli/headers/import-command.ts';
import type { HeadersStatusDocument } from '../src/cli/headers/status-command.ts';
import type { HeadersVerifyDocument } from '../src/cli/headers/verify-command.ts';
import { runVigil } from '../src/cli/main.ts';
import { STORE_HEAD_BYTES } from '../src/platform/header-store-head.ts';
import { headerStorePath } from '../src/platform/header-store.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { hashHeader } from '../src/primitives/header.ts';
import { NOW_SEC, regtestHeaders } from './headers-regtest-chain.ts';

const CHAIN = regtestHeaders(300);
const TIP_HASH = blockHashToHex(hashHeader(CHAIN, 80 * 299));

let folder = '';
let count = 0;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-command-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly progress: readonly string[];
}

/** Runs `vigil headers ...` on regtest, in this process; what it prints is recorded. */
async function vigilHeaders(
  args: readonly string[],
  options: { readonly dataDir: string; readonly onProgress?: () => void; readonly interrupt?: AbortSignal },
): Promise<Ran> {
  const recorded = { out: '', err: '', progress: [] as string[] };
  let nowMs = NOW_SEC * 1000;
  const context: CliContext = {
    // A second passes each time somebody looks: each progress is shown.
    clock: { nowMs: () => (nowMs += 1000) },
    env: { VIGIL_DATADIR: options.dataDir },
    print: async (text) => void (recorded.out += text),
    printBytes: async (bytes) => void (recorded.out += Buffer.from(bytes).toString('latin1')),
    warn: (line) => void (recorded.err += `${line}\n`),
    progress: (line) => {
      if (line === '') return;
      recorded.progress.push(line);
      options.onProgress?.();
    },
    interactive: true,
    interrupt: options.interrupt ?? new AbortController().signal,
  };
  const exitCode = await runVigil(['headers', ...args, '--network', 'regtest'], context);
  return { exitCode, ...recorded };
}

function newDataDir(): string {
  return path.join(folder, `data-${++count}`);
}

function headerFile(content: Uint8Array | string, name: string = `${++count}.bin`): string {
  const filePath = path.join(folder, name);
  writeFileSync(filePath, content);
  return filePath;
}

describe('vigil headers import', () => {
  test('tells what was new and known, and where the chain stands', async () => {
    const dataDir = newDataDir();
    const file = headerFile(CHAIN);
    const first = await vigilHeaders(['import', file], { dataDir });
    assert.equal(first.exitCode, 0);
    assert.match(first.out, /^300 headers read: 300 new, 0 known/);
    assert.match(first.out, new RegExp(`tip +300 +${TIP_HASH}`));
    assert.match(first.progress.join('\n'), /checking headers: 300, 100 %, height 300/);
    const again = await vigilHeaders(['import', file, '--json'], { dataDir });
    const document = JSON.parse(again.out) as HeadersImportDocument;
    assert.equal(document.schema, 'vigil.headers-import/1');
    assert.deepEqual([document.status, document.added, document.known], ['done', 0, 300]);
    assert.equal(document.chain?.tip.hash, TIP_HASH);
  });

  test('ends at a bad header with exit code 1, keeps what came before it, and goes on from there', async () => {
    const dataDir = newDataDir();
    const bad = headerFile(Buffer.concat([CHAIN.subarray(0, 800), CHAIN.subarray(880)]));
    const failed = await vigilHeaders(['import', bad, '--json'], { dataDir });
    assert.equal(failed.exitCode, 1);
    assert.match(failed.err, /offset 800: prev-blk-not-found/);
    const document = JSON.parse(failed.out) as HeadersImportDocument;
    assert.deepEqual([document.status, document.added, document.error?.code], ['failed', 10, 'header-rejected']);
    const rest = await vigilHeaders(['import', headerFile(CHAIN)], { dataDir });
    assert.match(rest.out, /290 new, 10 known/);
  });

  test('that is stopped stores what was checked, says so, and goes on when repeated', async () => {
    const dataDir = newDataDir();
    const file = headerFile(regtestHeaders(10_000));
    const stop = new AbortController();
    const stopped = await vigilHeaders(['import', file], {
      dataDir,
      onProgress: () => stop.abort(),
      interrupt: stop.signal,
    });
    assert.equal(stopped.exitCode, 130);
    assert.match(stopped.err, /stored/);
    const { chain } = JSON.parse((await vigilHeaders(['status', '--json'], { dataDir })).out) as HeadersStatusDocument;
    assert.ok(chain !== null && chain.headers > 1 && chain.headers < 10_001);
    const rest = await vigilHeaders(['import', file, '--json'], { dataDir });
    const document = JSON.parse(rest.out) as HeadersImportDocument;
    assert.deepEqual([document.known, document.chain?.headers], [chain.headers - 1, 10_001]);
    assert.deepEqual(readdirSync(path.join(dataDir, 'regtest')), ['headers.dat']);
  });

  test('refuses an anchor that is not where the store begins, and changes nothing', async () => {
    const dataDir = newDataDir();
    const tail = headerFile(CHAIN.subarray(80 * 99));
    assert.equal((await vigilHeaders(['import', tail, '--anchor', '100'], { dataDir })).exitCode, 0);
    const bytes = readFileSync(headerStorePath(dataDir, 'regtest'));
    const other = await vigilHeaders(['import', tail, '--anchor', '101'], { dataDir });
    assert.equal(other.exitCode, 1);
    assert.match(other.err, /begins at height 100 .* asks for height 101/);
    assert.deepEqual(readFileSync(headerStorePath(dataDir, 'regtest')), bytes);
    const same = blockHashToHex(hashHeader(CHAIN, 80 * 99));
    for (const anchor of ['100', `100:${same}`]) {
      assert.equal((await vigilHeaders(['import', tail, '--anchor', anchor], { dataDir })).exitCode, 0);
    }
  });

  test('answers wrong commands with one line and exit code 2', async () => {
    const dataDir = newDataDir();
    for (const args of [['import'], ['import', 'x', '--anchor', 'five'], ['import', 'x', '--frobnicate'], ['export']]) {
      const { exitCode, err } = await vigilHeaders(args, { dataDir });
      assert.deepEqual([exitCode, err.split('\n').length], [2, 2], err);
    }
    assert.equal(existsSync(dataDir), false);
  });
});

describe('vigil headers status and verify', () => {
  test('say what to do where nothing is kept', async () => {
    const dataDir = newDataDir();
    const status = await vigilHeaders(['status'], { dataDir });
    assert.deepEqual([status.exitCode, status.err], [0, '']);
    assert.match(status.out, /no headers of regtest yet .* vigil headers import FILE/);
    const { chain } = JSON.parse((await vigilHeaders(['status', '--json'], { dataDir })).out) as HeadersStatusDocument;
    assert.equal(chain, null);
    const verify = await vigilHeaders(['verify'], { dataDir });
    assert.equal(verify.exitCode, 1);
    assert.match(verify.err, /vigil headers import FILE/);
  });

  test('list forks as getchaintips does', async () => {
    const dataDir = newDataDir();
    const fork = regtestHeaders(5, { after: CHAIN.subarray(80 * 9, 80 * 10), version: 5 });
    await vigilHeaders(['import', headerFile(CHAIN), headerFile(fork)], { dataDir });
    const { chain } = JSON.parse((await vigilHeaders(['status', '--json'], { dataDir })).out) as HeadersStatusDocument;
    assert.deepEqual(chain?.forks, [{ height: 15, hash: blockHashToHex(hashHeader(fork, 320)), branchLength: 5 }]);
    assert.equal(BigInt(`0x${chain.work}`), 602n);
  });

  test('name the height of a damaged header; --repair keeps a copy and what holds', async () => {
    const dataDir = newDataDir();
    await vigilHeaders(['import', headerFile(CHAIN)], { dataDir });
    const storePath = headerStorePath(dataDir, 'regtest');
    const bytes = readFileSync(storePath);
    const offset = STORE_HEAD_BYTES + 80 * 199;
    while (hashHeader(bytes, offset)[31]! < 0x80) bytes[offset + 40]!++;
    writeFileSync(storePath, bytes);
    for (const command of ['status', 'verify']) {
      const { exitCode, err } = await vigilHeaders([command], { dataDir });
      assert.equal(exitCode, 1);
      assert.match(err, /damaged at height 200 .*--repair/);
    }
    const repaired = await vigilHeaders(['verify', '--repair', '--json'], { dataDir });
    const { repair, chain } = JSON.parse(repaired.out) as HeadersVerifyDocument;
    assert.deepEqual([repair?.tipHeight, repair?.headersLeftOut, chain.headers], [199, 101, 200]);
    assert.deepEqual(readFileSync(`${storePath}.bad`), bytes);
  });
});

describe('vigil headers export', () => {
  test('writes what import reads, in each format, whole or in part', async () => {
    const dataDir = newDataDir();
    await vigilHeaders(['import', headerFile(CHAIN)], { dataDir });
    for (const format of ['raw', 'hex', 'csv']) {
      for (const [from, to] of [
        [0, 300],
        [100, 200],
        [300, 300],
      ]) {
        const file = path.join(folder, `export-${format}-${from}`);
        const range = ['--format', format, '--from', String(from), '--to', String(to)];
        const { exitCode } = await vigilHeaders(['export', file, ...range], { dataDir });
        assert.equal(exitCode, 0);
        const elsewhere = { dataDir: newDataDir() };
        const read = await vigilHeaders(['import', file, '--anchor', String(from), '--json'], elsewhere);
        const { chain } = JSON.parse(read.out) as HeadersImportDocument;
        assert.deepEqual([chain?.root.height, chain?.tip.height], [from, to]);
      }
    }
    assert.deepEqual(readFileSync(path.join(folder, 'export-raw-0')).subarray(80), Buffer.from(CHAIN));
    const standard = await vigilHeaders(['export', '-', '--from', '1'], { dataDir });
    assert.deepEqual(Buffer.from(standard.out, 'latin1'), Buffer.from(CHAIN));
  });

  test('keeps a file that is there unless --force is given, and refuses heights that are not kept', async () => {
    const dataDir = newDataDir();
    await vigilHeaders(['import', headerFile(CHAIN)], { dataDir });
    const file = headerFile('precious');
    const refused = await vigilHeaders(['export', file], { dataDir });
    assert.deepEqual([refused.exitCode, readFileSync(file, 'latin1')], [1, 'precious']);
    assert.equal((await vigilHeaders(['export', file, '--force'], { dataDir })).exitCode, 0);
    assert.equal(readFileSync(file).length, 301 * 80);
    const beyond = await vigilHeaders(['export', `${file}.2`, '--to', '301'], { dataDir });
    assert.equal(beyond.exitCode, 1);
    assert.match(beyond.err, /from height 0 to 300 are kept/);
    assert.equal((await vigilHeaders(['export', `${file}.2`, '--from', '9', '--to', '8'], { dataDir })).exitCode, 2);
    const absent = await vigilHeaders(['export', path.join(folder, 'no', 'such', 'folder')], { dataDir });
    assert.match(absent.err, /no such file or folder/);
    assert.equal(existsSync(`${file}.2`), false);
  });

  test('that is stopped leaves no file behind', async () => {
    const dataDir = newDataDir();
    await vigilHeaders(['import', headerFile(regtestHeaders(20_000))], { dataDir });
    const target = path.join(folder, 'stopped');
    const controller = new AbortController();
    const stopped = await vigilHeaders(['export', target], {
      dataDir,
      interrupt: controller.signal,
      onProgress: () => controller.abort(),
    });
    assert.equal(stopped.exitCode, 130);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('stopped')),
      [],
    );
  });
});

test('Ctrl-C in a real terminal session ends an import with exit code 130 and a good store', () => {
  const dataDir = newDataDir();
  const file = headerFile(regtestHeaders(60_000));
  const main = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
  // The child sends itself the signal as soon as it reads, so that no clock decides when.
  const script = `
    const { main } = await import(${JSON.stringify(main)});
    const timer = setInterval(() => {
      if (process.getActiveResourcesInfo().includes('FSReqPromise')) { clearInterval(timer); process.kill(process.pid, 'SIGINT'); }
    }, 1);
    process.argv.splice(1, process.argv.length, 'vigil', 'headers', 'import', ${JSON.stringify(file)}, '--network', 'regtest', '--datadir', ${JSON.stringify(dataDir)});
    await main();`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(child.status, 130, child.stderr);
  assert.match(child.stderr, /stopped; /);
  assert.doesNotMatch(child.stderr, /at .*\.js:/);
});
