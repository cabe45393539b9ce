import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { networkParams } from '../src/consensus/params.ts';
import { CRAWL_DEFAULTS } from '../src/net/crawl/crawl-settings.ts';
import { Crawler } from '../src/net/crawl/crawler.ts';
import type { CrawlRound } from '../src/net/crawl/crawler.ts';
import { OptOutList } from '../src/net/crawl/opt-out-list.ts';
import { systemClock } from '../src/platform/clock.ts';
import { CrawlRunner } from '../src/platform/crawl/crawl-runner.ts';
import { Dialer } from '../src/platform/node-shell/dialer.ts';
import { HostNames } from '../src/platform/node-shell/host-names.ts';
import { NetworkRoutes } from '../src/platform/node-shell/network-routes.ts';
import { SystemRandom } from '../src/platform/random.ts';
import type { GossipedAddress, NetAddress } from '../src/wire/net-address.ts';
import { FakeNode, gossiped } from './crawl-fake-node.ts';
import type { Manner } from './crawl-fake-node.ts';
import { VigilNode } from './interop/vigil-node.ts';
import { runRecorded } from './recorded-command.ts';

/** A node of a fake network on a port of the loopback, and who visited it. */
interface Listening {
  readonly server: Server;
  readonly port: number;
  readonly visits: FakeNode[];
}

const random = new SystemRandom();
const servers: Server[] = [];

async function listen(manner: Manner, addresses: () => readonly GossipedAddress[] = () => []): Promise<Listening> {
  const visits: FakeNode[] = [];
  const server = createServer((socket) => {
    const node = new FakeNode(manner, { addresses: addresses(), random });
    visits.push(node);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const { send, closes } = node.receive(bytes);
      for (const part of send) if (part.length > 0) socket.write(part);
      for (let more = node.more(), k = 0; more !== undefined && k < 400; more = node.more(), k++) socket.write(more);
      if (closes) socket.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { server, port: (server.address() as AddressInfo).port, visits };
}

function local(port: number): NetAddress {
  return { network: 'ipv4', bytes: Uint8Array.of(127, 0, 0, 1), port };
}

after(() => {
  for (const server of servers) server.close();
});

/** Runs one crawl of the loopback. */
function crawl(
  seeds: readonly number[],
  asks: boolean,
): { readonly runner: CrawlRunner; readonly rounds: CrawlRound[] } {
  const rounds: CrawlRound[] = [];
  const crawler = new Crawler(
    { ...CRAWL_DEFAULTS, visitsPerSec: 50, groupGapMs: 0, askMs: asks ? CRAWL_DEFAULTS.askMs : Infinity },
    { random, optOut: new OptOutList(), allowsPrivate: true, canReach: () => true, asnOf: () => undefined },
  );
  crawler.learn(seeds.map(local));
  const dialer = new Dialer({ routes: new NetworkRoutes({}), names: new HostNames(), random });
  const { magic } = networkParams('regtest');
  const runner = new CrawlRunner(
    { magic, userAgent: '/Vigil:test(crawler)/' },
    { crawler, dialer, clock: systemClock, random, onRound: async (round) => void rounds.push(round) },
  );
  return { runner, rounds };
}

describe('a crawl over sockets', () => {
  test('reaches a real node, is seen as what it is, and leaves', async () => {
    const node = await VigilNode.start({});
    try {
      const { runner, rounds } = crawl([node.port], false);
      await runner.run();
      assert.equal(rounds[0]!.reached.length, 1);
      assert.match(rounds[0]!.reached[0]!.userAgent, /^\/Vigil/);
    } finally {
      await node.stop();
    }
  });

  test('finds others through one, and outlives those that send garbage, flood, or are not there', async () => {
    const leaf = await listen('good', () => Array.from({ length: 12 }, () => told(leafPort)));
    const leafPort = leaf.port;
    const bad = await Promise.all(
      (['garbage', 'endless', 'flood'] as const).map((manner) => listen(manner, () => [told(leafPort)])),
    );
    const gone = await listen('good');
    gone.server.close();
    const hub = await listen('good', () =>
      [leaf, ...bad, gone].flatMap(({ port }) => [told(port), told(port), told(port)]),
    );
    const { runner, rounds } = crawl([hub.port], true);
    await runner.run();
    const ports = rounds[0]!.reached.map(({ address }) => address.port).sort((a, b) => a - b);
    const expected = [hub.port, leaf.port, bad[1]!.port, bad[2]!.port].sort((a, b) => a - b);
    assert.deepEqual(ports, expected, 'all but the one that sends garbage and the one that is gone');
    assert.equal(hub.visits.length, 1);
    assert.equal(leaf.visits[0]!.asked, 1);
    assert.equal(leaf.visits[0]!.wantsTransactions, false);
  });

  test('stopped in the middle it closes what is open, and ends', async () => {
    const silent = await listen('silent');
    const { runner, rounds } = crawl([silent.port], true);
    const run = runner.run();
    await once(silent.server, 'connection');
    runner.stop();
    await run;
    assert.deepEqual(rounds, []);
  });
});

function told(port: number): GossipedAddress {
  return gossiped([127, 0, 0, 1], { port, timeSec: Math.floor(Date.now() / 1000) });
}

describe('vigil nodes', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigil-nodes-'));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  async function vigil(...args: readonly string[]): Promise<{ exitCode: number; out: string; err: string }> {
    return runRecorded(args, { dataDir: path.join(folder, 'data'), nowMs: () => systemClock.nowMs() });
  }

  test('crawl counts, tells nodes who it is, leaves out who asked, and list tells the same afterwards', async () => {
    const left = await listen('good');
    const hub = await listen('good', () => Array.from({ length: 12 }, () => told(left.port)));
    const optOut = path.join(folder, 'left-out.txt');
    await writeFile(optOut, `# asked by mail\n127.0.0.1:${left.port}\n`);
    const flags = ['--network', 'regtest', '--history', path.join(folder, 'history')];
    const ran = await vigil(
      'nodes',
      'crawl',
      ...flags,
      '--contact',
      'x@example.org',
      '--seed',
      `127.0.0.1:${hub.port}`,
      '--opt-out',
      optOut,
      '--json',
    );
    assert.equal(ran.exitCode, 0, ran.err);
    const document = JSON.parse(ran.out) as { schema: string; total: number; database: { day: string } };
    assert.equal(document.schema, 'vigil.nodes/1');
    assert.equal(document.total, 1);
    assert.match(document.database.day, /^20/);
    assert.match(hub.visits[0]!.userAgent!, /^\/Vigil:[\d.]+\(crawler; opt-out: x@example\.org\)\/$/);
    assert.equal(left.visits.length, 0);
    const list = await vigil('nodes', 'list', ...flags);
    assert.match(list.out, /^1 nodes? of regtest took a connection in the last crawl/);
  });

  test('what is wrong is one line: no contact, a seed that is a name, a list that names nobody, nobody to begin from', async () => {
    const wrong = path.join(folder, 'wrong.txt');
    await writeFile(wrong, 'example.org\n');
    const flags = ['--network', 'regtest', '--history', 'memory'];
    for (const [args, exitCode, line] of [
      [[], 2, /--contact/],
      [['--contact', 'a<b'], 2, /letters, digits/],
      [['--contact', 'x@y.z', '--seed', 'example.org'], 1, /names are not looked up/],
      [['--contact', 'x@y.z', '--opt-out', wrong], 1, /wrong\.txt, line 1: "example\.org" names no node/],
      [['--contact', 'x@y.z', '--opt-out', path.join(folder, 'none')], 1, /can't read/],
      [['--contact', 'x@y.z', '--exclude', 'nobody'], 1, /--exclude: line 1/],
      [['--contact', 'x@y.z', '--asn-file', wrong], 1, /MaxMind DB/],
      [['--contact', 'x@y.z', '--proxy', '127.0.0.1:9'], 1, /--seed/],
      [['--contact', 'x@y.z'], 1, /no address of a node is known/],
    ] as const) {
      const ran = await vigil('nodes', 'crawl', ...flags, ...args);
      assert.equal(ran.exitCode, exitCode, `${args.join(' ')}: ${ran.err}`);
      assert.match(ran.err, line);
    }
  });
});
