// Commands while `vigil serve` has the history open: they find it, ask it, and say so.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dashboard } from '../src/api/dashboard.ts';
import { startHttpServer } from '../src/api/http-server.ts';
import { LevelHistoryStore } from '../src/platform/history/level-history-store.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import { RemoteHistoryStore } from '../src/platform/history/server/remote-history-store.ts';
import { HistoryStoreError } from '../src/ports/history-store.ts';
import { HISTORY_STORE_CONFORMANCE } from './history-store-conformance.ts';
import { runRecorded } from './recorded-command.ts';
import type { Ran } from './recorded-command.ts';
import { runServe } from './running-serve.ts';
import type { RunningServe } from './running-serve.ts';

const VIGIL = fileURLToPath(new URL('../../bin/vigil', import.meta.url));
const KEY = '5a'.repeat(32);
const NOW_MS = Date.UTC(2026, 10, 20, 12);

let folder = '';
let count = 0;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'vigil-history-server-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Serves a history in memory, as `vigil serve` does. */
async function serveHistory(): Promise<string> {
  const history = new MemoryHistoryStore();
  const app = dashboard({ routes: [], files: new Map(), hosts: [], historyDoor: { history, key: KEY } });
  const server = await startHttpServer(app, { host: '127.0.0.1', port: 0 });
  stops.push(() => server.stop());
  return server.url;
}

async function reach(url: string, key = KEY): Promise<RemoteHistoryStore | undefined> {
  return RemoteHistoryStore.reach({ url, pid: process.pid, key });
}

describe('a history store that another process has open', () => {
  for (const { sentence, check } of HISTORY_STORE_CONFORMANCE) {
    it(sentence, async () => check((await reach(await serveHistory()))!));
  }

  it('gives more points than fit into one answer', async () => {
    const store = (await reach(await serveHistory()))!;
    for (const first of [0, 60_000]) {
      const atSec = Float64Array.from({ length: 60_000 }, (_, i) => first + i);
      await store.write([{ series: 'a', names: ['v'], atSec, columns: [atSec] }]);
    }
    const read = await store.read('a', { fromSec: 0, toSec: Infinity });
    assert.equal(read!.atSec.length, 120_000);
    assert.ok(read!.columns[0]!.every((value, i) => value === i));
    const part = await store.read('a', { fromSec: 10, toSec: Infinity, limit: 50_001 });
    assert.deepEqual([part!.atSec[0], part!.atSec.at(-1)], [10, 50_010]);
  });

  it('is there for who knows the key, and for nobody else', async () => {
    const url = await serveHistory();
    assert.equal(await reach(url, '5b'.repeat(32)), undefined);
    assert.equal(await reach('http://127.0.0.1:1/'), undefined);
    const ask = async (operation: string, init: RequestInit): Promise<number> =>
      (await fetch(`${url}api/v1/history/${operation}`, { method: 'POST', body: '{}', ...init })).status;
    const json = { 'Content-Type': 'application/json' };
    const known = { ...json, Authorization: `Bearer ${KEY}` };
    assert.equal(await ask('list', { headers: json }), 403);
    assert.equal(await ask('list', { headers: { ...json, Authorization: `Bearer ${KEY}0` } }), 403);
    assert.equal(await ask('list', { headers: { ...known, Origin: 'http://evil.example' } }), 403);
    assert.equal(await ask('constructor', { headers: known }), 404);
    for (const body of ['{}', '[]', '{"prefix":1}', 'null']) {
      assert.equal(await ask('list', { headers: known, body }), 503, body);
    }
    assert.equal(await ask('list', { headers: known, body: '{"prefix":""}' }), 200);
    assert.equal((await fetch(`${url}api/v1/history/list`)).status, 404, 'it answers no GET');
  });

  it('says so when its server is gone', async () => {
    const store = (await reach(await serveHistory()))!;
    await stops.pop()!();
    await assert.rejects(store.records('event'), (error) => {
      return error instanceof HistoryStoreError && /serve at http:.* does not answer any more/.test(error.message);
    });
  });
});

interface Scene {
  readonly server: RunningServe;
  /** Runs `vigil` in this process, on the same data folder. */
  readonly vigil: (...args: readonly string[]) => Promise<Ran>;
  readonly historyFolder: string;
}

async function scene(): Promise<Scene> {
  const dataDir = path.join(folder, `data-${++count}`);
  const clock = { nowMs: () => NOW_MS };
  const server = await runServe(['--no-market'], { dataDir, clock });
  stops.push(() => server.stop());
  return {
    server,
    vigil: (...args) => runRecorded(args, { dataDir, ...clock }),
    historyFolder: path.join(dataDir, 'mainnet', 'history'),
  };
}

describe('while vigil serve runs', () => {
  test('events, rules and candles are kept by it, and the command says who was asked', async () => {
    const { server, vigil } = await scene();
    const asked = `vigil: vigil serve (process ${process.pid}) has the history open; asking it, at ${server.url}\n`;
    const added = await vigil('events', 'add', 'exchange hacked', '--at', '2026-11-01T08:00Z', '--id', 'hack');
    assert.deepEqual([added.exitCode, added.err], [0, asked]);
    const { events } = (await server.get('events')) as { readonly events: readonly { readonly id: string }[] };
    assert.ok(events.some(({ id }) => id === 'hack'));
    const listed = await vigil('events', '--from', '2026-01-01');
    assert.match(listed.out, /hack +.*exchange hacked/);
    assert.equal(listed.err, asked);

    const rule = await vigil('alerts', 'add', 'stale block', '--json');
    assert.deepEqual([rule.exitCode, rule.err], [0, asked]);
    const alerts = (await server.get('alerts')) as { readonly rules: readonly { readonly rule: string }[] };
    assert.deepEqual(
      alerts.rules.map((one) => one.rule),
      ['stale block'],
    );
    assert.equal((await vigil('alerts', 'remove', 'stale block')).exitCode, 0);
    assert.match((await vigil('alerts', 'remove', 'stale block')).err, /\nvigil: no rule "stale-block" is watched/);

    const csv = path.join(folder, 'BTC-USD.csv');
    const hours = Array.from({ length: 30 }, (_, k) => {
      const price = 90_000 + k;
      return `${NOW_MS / 1000 - (30 - k) * 3600},${price},${price},${price},${price}`;
    });
    await writeFile(csv, `time,open,high,low,close\n${hours.join('\n')}\n`);
    const imported = await vigil('market', 'import', csv, '--name', 'mine');
    assert.deepEqual([imported.exitCode, imported.err], [0, asked]);
    const market = await vigil('market', '--json');
    assert.equal(market.err, asked);
    const { price } = JSON.parse(market.out) as { readonly price: { readonly value: number } };
    assert.equal(price.value, 90_029);
  });

  test('outages, nodes and a study of an own event find it too', async () => {
    const { vigil } = await scene();
    await vigil('events', 'add', 'mine', '--at', '2022-01-17T08:00Z', '--id', 'mine');
    const commands = [
      ['nodes', 'list'],
      ['events', 'study', '--event', 'mine'],
      ['alerts', 'list'],
      ['events', 'remove', 'mine'],
    ];
    for (const args of commands) {
      const ran = await vigil(...args);
      assert.equal(ran.exitCode, 0, ran.err);
      assert.match(ran.err, /has the history open; asking it/, args.join(' '));
    }
  });

  test('a second server keeps nothing of what it sees, as before, and leaves the address alone', async () => {
    const { server, vigil, historyFolder } = await scene();
    const before = await readFile(path.join(historyFolder, 'vigil-server.json'), 'utf8');
    const second = await runServe(['--no-market'], { dataDir: path.join(folder, `data-${count}`) });
    assert.match(second.err.join('\n'), /in use by another process.*what is seen now is not kept/);
    assert.equal(await second.stop(), 0);
    assert.equal(await readFile(path.join(historyFolder, 'vigil-server.json'), 'utf8'), before);
    assert.ok((await vigil('alerts', 'list')).err.includes(server.url));
  });

  test('its address is for the owner only, and is gone when it has stopped', async () => {
    const { server, vigil, historyFolder } = await scene();
    const file = path.join(historyFolder, 'vigil-server.json');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const told = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    assert.deepEqual([told['url'], told['pid']], [server.url, process.pid]);
    assert.equal(await server.stop(), 0);
    assert.ok(!existsSync(file));
    assert.equal((await vigil('alerts', 'list')).err, '');
  });
});

describe('an address that leads nowhere', () => {
  test('a history in use whose holder wrote none, one that is dead, or nonsense: the error says what to do', async () => {
    const dataDir = path.join(folder, `data-${++count}`);
    const historyFolder = path.join(dataDir, 'mainnet', 'history');
    const store = await LevelHistoryStore.open(historyFolder);
    stops.push(() => store.close());
    const url = await serveHistory();
    const dead = spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' });
    await new Promise((resolve) => dead.once('exit', resolve));
    const of = (about: object): string =>
      JSON.stringify({ schema: 'vigil.history-server/1', url, pid: process.pid, key: KEY, ...about });
    const stale = [
      undefined,
      '',
      'no json',
      'null',
      of({ pid: dead.pid }),
      of({ key: '00'.repeat(32) }),
      of({ url: 'http://127.0.0.1:1/' }),
      of({ url: 'file:///etc/passwd' }),
      of({ schema: 'vigil.history-server/2' }),
      of({}).padEnd(5000),
    ];
    for (const text of stale) {
      if (text !== undefined) await writeFile(path.join(historyFolder, 'vigil-server.json'), text);
      const ran = await runRecorded(['alerts', 'list'], { dataDir });
      assert.equal(ran.exitCode, 1, text);
      assert.match(ran.err, /^vigil: the history in .* is in use by another process, such as vigil serve; .*\n$/, text);
    }
    await writeFile(path.join(historyFolder, 'vigil-server.json'), of({}));
    const found = await runRecorded(['events', 'add', 'x', '--at', '2026-11-01'], { dataDir });
    assert.equal(found.exitCode, 0, found.err);
  });

  test('a server that was killed: the next command opens the history itself, and what was kept is there', async () => {
    const dataDir = path.join(folder, `data-${++count}`);
    const args = [VIGIL, 'serve', '--no-node', '--no-market', '--port', '0', '--json', '--datadir', dataDir];
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = new Promise((resolve) => server.once('exit', resolve));
    let told = '';
    await new Promise<void>((resolve) => {
      server.stdout.on('data', (chunk: Buffer) => {
        told += chunk.toString();
        if (told.trimEnd().endsWith('}')) resolve();
      });
      server.once('exit', () => resolve());
    });
    const { url } = JSON.parse(told) as { readonly url: string };
    const vigil = (...rest: string[]): Promise<Ran> => runRecorded(rest, { dataDir });
    const added = await vigil('events', 'add', 'before the kill', '--at', '2026-11-01', '--id', 'kept');
    assert.equal(added.err, `vigil: vigil serve (process ${server.pid}) has the history open; asking it, at ${url}\n`);
    server.kill('SIGKILL');
    await gone;
    const file = path.join(dataDir, 'mainnet', 'history', 'vigil-server.json');
    assert.ok(existsSync(file), 'who is killed leaves its address');
    const listed = await vigil('events', '--from', '2026-01-01');
    assert.deepEqual([listed.exitCode, listed.err], [0, '']);
    assert.match(listed.out, /before the kill/);
    assert.ok(!existsSync(file), 'who has the lock removes it');
  });
});
