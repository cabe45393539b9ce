import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, mock, test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Build {
  readonly isCodeBuilt: (root: string) => boolean;
  readonly buildCode: (root: string) => Promise<void>;
  readonly isPageBuilt: (root: string) => boolean;
  readonly buildPage: (root: string) => Promise<void>;
}

/** Stands in for the compiler: writes what it reads, with a line for each run, and fails on the word `error`. */
const COMPILER = `
const fs = require('node:fs');
fs.appendFileSync('runs', fs.existsSync('dist/.tsbuildinfo') ? 'on ' : 'anew ');
fs.mkdirSync('dist/src', { recursive: true });
fs.writeFileSync('dist/.tsbuildinfo', '');
for (const file of fs.readdirSync('src')) {
  const text = fs.readFileSync('src/' + file, 'utf8');
  if (text.includes('error')) process.exitCode = 2;
  for (const ending of ['.js', '.d.ts']) fs.writeFileSync('dist/src/' + file.slice(0, -3) + ending, text);
}
`;

/** Stands in for the page's bundler. */
const BUNDLER = `
const fs = require('node:fs');
const made = process.argv[process.argv.indexOf('--outDir') + 1];
fs.mkdirSync(made + '/page', { recursive: true });
fs.copyFileSync('web/index.html', made + '/index.html');
fs.writeFileSync(made + '/page/vigil.js', '');
`;

/** Imports a part of the set-up, which is not compiled, from the checkout. */
async function importSetup<T>(file: string): Promise<T> {
  return (await import(pathToFileURL(path.resolve('tools/setup', file)).href)) as T;
}

/** A small checkout with two sources and stand-ins for the tools. */
function makeCheckout(): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'vigil-setup-'));
  after(() => fs.rmSync(root, { recursive: true, force: true }));
  write(root, 'package.json', '{}');
  write(root, 'tsconfig.json', '{}');
  write(root, 'node_modules/typescript/bin/tsc', COMPILER);
  write(root, 'node_modules/vite/bin/vite.js', BUNDLER);
  write(root, 'src/one.ts', 'one');
  write(root, 'src/two.ts', 'two');
  return root;
}

function write(root: string, file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
}

function runs(root: string): string {
  return fs.readFileSync(path.join(root, 'runs'), 'utf8').trim();
}

/** Keeps the progress lines of the set-up out of the test run's output. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const silent = mock.method(process.stderr, 'write', () => true);
  try {
    return await work();
  } finally {
    silent.mock.restore();
  }
}

describe('the build', async () => {
  const { isCodeBuilt, buildCode, isPageBuilt, buildPage } = await importSetup<Build>('build.mjs');

  test('is done once, and again when a source changes, comes or goes', async () => {
    const root = makeCheckout();
    assert.equal(isCodeBuilt(root), false);
    await quietly(() => buildCode(root));
    assert.equal(isCodeBuilt(root), true);
    write(root, 'src/one.ts', 'one and a half');
    assert.equal(isCodeBuilt(root), false);
    write(root, 'src/one.ts', 'one');
    assert.equal(isCodeBuilt(root), true, 'contents count, not times');
    write(root, 'src/three.ts', 'three');
    assert.equal(isCodeBuilt(root), false);
    await quietly(() => buildCode(root));
    fs.rmSync(path.join(root, 'src/two.ts'));
    assert.equal(isCodeBuilt(root), false);
    await quietly(() => buildCode(root));
    assert.equal(runs(root), 'anew anew on', 'a new source has no output yet, which looks like a lost one');
  });

  test('leaves nothing of a deleted source', async () => {
    const root = makeCheckout();
    await quietly(() => buildCode(root));
    fs.rmSync(path.join(root, 'src/two.ts'));
    await quietly(() => buildCode(root));
    assert.deepEqual(fs.readdirSync(path.join(root, 'dist/src')), ['one.d.ts', 'one.js']);
  });

  test('begins anew after one that failed, and after an output was lost', async () => {
    const root = makeCheckout();
    write(root, 'src/two.ts', 'error');
    await assert.rejects(
      quietly(() => buildCode(root)),
      /do not compile/,
    );
    assert.equal(isCodeBuilt(root), false);
    write(root, 'src/two.ts', 'two');
    await quietly(() => buildCode(root));
    fs.rmSync(path.join(root, 'dist/src/one.js'));
    assert.equal(isCodeBuilt(root), false);
    await quietly(() => buildCode(root));
    assert.equal(isCodeBuilt(root), true);
    assert.equal(runs(root), 'anew anew anew');
  });

  test('of the page replaces the old page, and keeps what the compiler put beside it', async () => {
    const root = makeCheckout();
    assert.equal(isPageBuilt(root), true, 'without a page there is nothing to build');
    write(root, 'web/index.html', 'page');
    write(root, 'dist/web/src/axes.js', 'compiled');
    write(root, 'dist/web/gone.js', 'old');
    assert.equal(isPageBuilt(root), false);
    await quietly(() => buildPage(root));
    assert.equal(isPageBuilt(root), true);
    assert.deepEqual(fs.readdirSync(path.join(root, 'dist/web')).sort(), ['index.html', 'page', 'src']);
    write(root, 'web/index.html', 'another page');
    await quietly(() => buildPage(root));
    assert.equal(fs.readFileSync(path.join(root, 'dist/web/index.html'), 'utf8'), 'another page');
    assert.deepEqual(fs.readdirSync(path.join(root, 'dist')).sort(), ['.built-page', 'web']);
  });
});

describe('the lock', async () => {
  const { acquireLock } = await importSetup<{ acquireLock: (file: string) => Promise<() => void> }>('lock.mjs');

  test('is waited for, and given back', async () => {
    const file = path.join(makeCheckout(), 'dist/.setup.lock');
    const release = await acquireLock(file);
    let second = false;
    const waiting = quietly(() => acquireLock(file)).then((releaseSecond) => {
      second = true;
      releaseSecond();
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(second, false);
    release();
    await waiting;
    assert.equal(second, true);
    assert.equal(fs.existsSync(file), false);
  });

  test('of a process that was killed is broken', async () => {
    const root = makeCheckout();
    const { pid } = spawnSync(process.execPath, ['--version']);
    write(root, 'dist/.setup.lock', `${pid} 1`);
    const release = await acquireLock(path.join(root, 'dist/.setup.lock'));
    release();
    assert.deepEqual(fs.readdirSync(path.join(root, 'dist')), []);
  });

  test('lets many at once through one by one', async () => {
    const root = makeCheckout();
    const module = pathToFileURL(path.resolve('tools/setup/lock.mjs')).href;
    const program = `
      import fs from 'node:fs';
      import { acquireLock } from ${JSON.stringify(module)};
      const release = await acquireLock('dist/.setup.lock');
      const before = fs.existsSync('count') ? Number(fs.readFileSync('count', 'utf8')) : 0;
      await new Promise((resolve) => setTimeout(resolve, 20));
      fs.writeFileSync('count', String(before + 1));
      release();
    `;
    const codes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: root, stdio: 'ignore' });
        return new Promise((resolve) => child.on('close', resolve));
      }),
    );
    assert.deepEqual(codes, [0, 0, 0, 0]);
    assert.equal(fs.readFileSync(path.join(root, 'count'), 'utf8'), '4');
  });
});

describe('the packages', async () => {
  const { isInstalled } = await importSetup<{ isInstalled: (root: string) => boolean }>('install.mjs');
  const lockOf = (packages: object): string => JSON.stringify({ packages: { '': {}, ...packages } });

  test("are there when npm's record agrees with the lock file, but for other machines' optional ones", () => {
    const root = makeCheckout();
    const wanted = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', optional: true } };
    write(root, 'package-lock.json', lockOf(wanted));
    assert.equal(isInstalled(root), false);
    write(root, 'node_modules/.package-lock.json', lockOf({ 'node_modules/a': { version: '1.0.0' } }));
    assert.equal(isInstalled(root), true);
    write(root, 'package-lock.json', lockOf({ ...wanted, 'node_modules/a': { version: '1.0.1' } }));
    assert.equal(isInstalled(root), false);
    write(root, 'package-lock.json', lockOf({ ...wanted, 'node_modules/c': { version: '1.0.0' } }));
    assert.equal(isInstalled(root), false);
  });

  test('of a missing record, or of another machine, are installed again', () => {
    const root = makeCheckout();
    write(root, 'package-lock.json', lockOf({}));
    write(root, 'node_modules/.package-lock.json', lockOf({}));
    assert.equal(isInstalled(root), true);
    write(root, 'node_modules/.vigil-install', 'plan9 mips 00\n');
    assert.equal(isInstalled(root), false);
  });

  test('of every machine are in package-lock.json, or npm ci refuses it (tools/complete-lock.mjs adds them)', () => {
    const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([asker, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${asker}/node_modules/${name}` in packages),
      ),
    );
    assert.deepEqual(missing, []);
  });
});

test('a program that is not there, and a flag that a program does not take, are said in a line', () => {
  for (const [args, message] of [
    [['bench/none.ts'], /^set-up: run: there is no program bench\/none\.ts\n$/],
    [['bench/regtest.ts', '--nope'], /^set-up: bench\/regtest\.ts: Unknown option '--nope'.*\n$/],
  ] as const) {
    const { status, stderr } = spawnSync(process.execPath, ['tools/setup.mjs', 'run', ...args], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
});
