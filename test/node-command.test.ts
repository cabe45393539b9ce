// `vigil node` in this process: real sockets on the loopback, real folders, several nodes that talk to each other.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';
import type { NodeStartDocument } from '../src/cli/node/command.ts';
import type { NodeDocument } from '../src/node/node-overview.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { fileOf } from './chain-crash-scene.ts';
import { GENESIS_TEST_BLOCK, blocksAfter } from './chain-regtest.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 120);
const TIP_HASH = blockHashToHex(BLOCKS.at(-1)!.hash);

/** Shortly after the last block: a node whose tip is old takes itself as still catching up. */
const NOW_MS = (BLOCKS.at(-1)!.timeSec + 600) * 1000;

let folder = '';
let count = 0;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-node-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

const started = new Set<Started>();
afterEach(async () => {
  for (const node of started) await node.stop();
  started.clear();
});

function newDataDir(): string {
  return path.join(folder, `data-${++count}`);
}

interface Started {
  readonly exited: Promise<number>;
  readonly out: string[];
  readonly err: string[];
  readonly progress: string[];
  readonly stop: () => Promise<number>;
  /** Resolves with the first line of output that fits. */
  readonly line: (fits: (line: string) => boolean) => Promise<string>;
}

/** Starts a command; what it prints is recorded. */
function start(
  args: readonly string[],
  options: { readonly interactive?: boolean; readonly command?: readonly string[] } = {},
): Started {
  const { interactive = true, command = ['node'] } = options;
  const out: string[] = [];
  const err: string[] = [];
  const progress: string[] = [];
  const watchers: { fits: (line: string) => boolean; resolve: (line: string) => void }[] = [];
  const controller = new AbortController();
  const startedMs = performance.now();
  const take = (line: string): void => {
    for (const watcher of watchers.splice(0)) {
      if (watcher.fits(line)) watcher.resolve(line);
      else watchers.push(watcher);
    }
  };
  const context: CliContext = {
    clock: { nowMs: () => NOW_MS + (performance.now() - startedMs) },
    env: {},
    print: async (text) => {
      for (const line of text.trimEnd().split('\n')) {
        out.push(line);
        take(line);
      }
    },
    printBytes: async () => assert.fail('no bytes are printed here'),
    warn: (line) => {
      err.push(line);
      take(line);
    },
    progress: (line) => {
      if (line === '') return;
      progress.push(line);
      take(line);
    },
    interactive,
    interrupt: controller.signal,
  };
  const exited = runVigil([...command, '--network', 'regtest', '--par', '1', '--dbcache', '16', ...args], context);
  const node: Started = {
    exited,
    out,
    err,
    progress,
    stop: () => {
      controller.abort();
      return exited;
    },
    line: async (fits) => {
      const found = [...out, ...err, ...progress].find(fits);
      return found ?? new Promise((resolve) => watchers.push({ fits, resolve }));
    },
  };
  started.add(node);
  return node;
}

const begins =
  (text: string) =>
  (line: string): boolean =>
    line.startsWith(text);

/** Makes a data directory with the blocks in it. */
async function withBlocks(): Promise<string> {
  const dataDir = newDataDir();
  const file = path.join(folder, `${++count}.dat`);
  writeFileSync(file, fileOf(BLOCKS));
  const imported = start(['--datadir', dataDir, file], { command: ['chain', 'import'] });
  assert.equal(await imported.exited, 0, imported.err.join());
  return dataDir;
}

/** The port of a node that listens on the loopback. */
async function portOf(started: Started): Promise<number> {
  return Number(/listening on 127\.0\.0\.1:(\d+)/.exec(await started.line(begins("Vigil's node")))?.[1]);
}

const LOOPBACK = ['--bind', '127.0.0.1', '--port', '0'] as const;
const QUIET = ['--no-listen', '--no-dns-seed', '--no-connect'] as const;

test('a node syncs from another, says so in one line, and keeps what it has when it is stopped', async () => {
  const first = start(['--datadir', await withBlocks(), ...LOOPBACK, '--no-connect']);
  const port = await portOf(first);
  const dataDir = newDataDir();
  const second = start(['--datadir', dataDir, '--connect', `127.0.0.1:${port}`]);
  const line = await second.line((text) => /^block 120, .* old, .*, 1 peer, .* MB of memory$/.test(text));
  assert.match(line, /^block 120, 10 min old, 0 transactions waiting, 1 peer, \d+ MB of memory$/);
  assert.match(await first.line((text) => text.includes('1 inbound')), /^block 120, .*, 1 peer \(1 inbound\), /);
  const startedMs = performance.now();
  assert.equal(await second.stop(), 0);
  assert.ok(performance.now() - startedMs < 5000, 'within seconds');
  assert.equal(second.out.at(-1), `stopped at block 120, ${TIP_HASH}; everything is kept`);
  assert.equal(await first.stop(), 0);
  assert.deepEqual([...first.err, ...second.err], []);
  const again = start(['--datadir', dataDir, '--json', ...QUIET]);
  await again.line(begins('{"schema":"vigil.node/1"'));
  await again.stop();
  assert.equal((JSON.parse(again.out[0]!) as NodeStartDocument).hash, TIP_HASH);
});

test('with --json there is a document a line: one at the start, then how it is doing', async () => {
  const dataDir = await withBlocks();
  const node = start(['--datadir', dataDir, '--json', ...LOOPBACK, '--no-connect']);
  await node.line(begins('{"schema":"vigil.node-overview/1"'));
  assert.equal(await node.stop(), 0);
  const [first, ...rest] = node.out.map((line) => JSON.parse(line) as NodeStartDocument | NodeDocument);
  assert.ok(first?.schema === 'vigil.node/1');
  assert.deepEqual(
    [first.network, first.folder, first.height, first.hash],
    ['regtest', path.join(dataDir, 'regtest'), 120, TIP_HASH],
  );
  assert.equal(first.listening[0]?.host, '127.0.0.1');
  const [status] = rest;
  assert.ok(status?.schema === 'vigil.node-overview/1' && status.node !== null);
  const { sync, peers, traffic, memoryBytes } = status.node;
  assert.deepEqual([sync.phase, sync.height, sync.headersHeight, peers], ['synced', 120, 120, []]);
  assert.ok(memoryBytes > 10e6);
  assert.deepEqual(traffic.samples, [], 'the lines are samples themselves');
  const last = rest.at(-1);
  assert.ok(last?.schema === 'vigil.node-overview/1');
  assert.deepEqual([last.state, last.node, last.sentence], ['stopped', null, 'The node on regtest has stopped.']);
});

test('a second node in the same folder is refused in one line, and the first goes on', async () => {
  const dataDir = newDataDir();
  const first = start(['--datadir', dataDir, ...QUIET]);
  await first.line(begins("Vigil's node"));
  const second = start(['--datadir', dataDir, ...QUIET]);
  assert.equal(await second.exited, 1);
  assert.deepEqual(second.err.length, 1);
  assert.match(second.err[0]!, /another vigil \(process \d+\) has this chain open; wait for it, or stop it/);
  assert.equal(await first.stop(), 0);
  const third = start(['--datadir', dataDir, ...QUIET]);
  await third.line(begins("Vigil's node"));
  assert.equal(await third.stop(), 0);
});

test('a port that is taken ends the node in one line, and gives the folder back', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dataDir = newDataDir();
  const node = start(['--datadir', dataDir, '--bind', `127.0.0.1:${port}`, '--no-connect']);
  assert.equal(await node.exited, 1);
  assert.deepEqual(node.err, [
    `vigil: port ${port} on 127.0.0.1 is taken (is a node running already?); give another with --port, or --no-listen`,
  ]);
  server.close();
  const nowhere = start(['--datadir', dataDir, '--bind', '192.0.2.1', '--no-connect']);
  assert.equal(await nowhere.exited, 1);
  assert.deepEqual(nowhere.err, ['vigil: 192.0.2.1 is no address of this machine; name another with --bind']);
});

test('wrong flags are one line each, with exit code 2', async () => {
  const cases: [readonly string[], RegExp][] = [
    [['--connect', 'a b'], /"a b" is no host/],
    [['--connect', '1.2.3.256'], /is no host/],
    [['--connect', '127.0.0.1:70000'], /is no host/],
    [['--bind', 'localhost'], /"localhost" is no IPv4 or IPv6 address/],
    [['--prune', '549'], /is no whole number from 550/],
    [['--max-memory', '511'], /is no whole number from 512/],
    [['--only-net', 'i2p'], /I2P is not reached by Vigil yet/],
    [['--only-net', 'x'], /"x" is none of ipv4, ipv6, onion, cjdns/],
    [['--signet-challenge', '51'], /goes with --network signet/],
    [['--tor-password', 'x'], /goes with --tor-control/],
    [['--bind', '127.0.0.1', '--no-listen'], /--bind and --no-listen contradict each other/],
    [['--only-net', 'onion', '--no-onion'], /contradict each other/],
    [['--external-ip', 'example.com'], /takes an address, and "example.com" is a name/],
  ];
  for (const [args, expected] of cases) {
    const node = start(['--datadir', newDataDir(), ...args]);
    assert.equal(await node.exited, 2, args.join(' '));
    assert.match(node.err.join('\n'), expected);
  }
});

test('what was saved is found again, and what is damaged is moved aside with a line', async () => {
  const dataDir = newDataDir();
  const first = start(['--datadir', dataDir, ...QUIET]);
  await first.line(begins("Vigil's node"));
  await first.stop();
  const kept = path.join(dataDir, 'regtest');
  for (const name of ['peers.dat', 'anchors.dat', 'mempool.dat', 'fee_estimates.dat']) {
    assert.ok(existsSync(path.join(kept, name)), name);
  }
  writeFileSync(path.join(kept, 'peers.dat'), 'nonsense');
  const second = start(['--datadir', dataDir, ...QUIET]);
  await second.line(begins("Vigil's node"));
  await second.stop();
  assert.equal(second.err.length, 1);
  assert.match(second.err[0]!, /peers\.dat is damaged \(.*\); moved to .*peers\.dat\.damaged/);
  assert.ok(readdirSync(kept).includes('peers.dat.damaged'));
});

test('a node that is stopped while it begins, or right after, leaves the folder free', async () => {
  const dataDir = newDataDir();
  const early = start(['--datadir', dataDir, ...QUIET]);
  assert.ok([0, 130].includes(await early.stop()));
  const later = start(['--datadir', dataDir, ...QUIET]);
  await later.line(begins("Vigil's node"));
  assert.equal(await later.stop(), 0);
});
