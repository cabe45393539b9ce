import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ipv4 } from '../../../test/net-addresses.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { networkParams } from '../../consensus/params.ts';
import { AddressManager } from '../../net/addresses/address-manager.ts';
import { writePeersFile } from '../../net/addresses/peers-file.ts';
import { CRAWL_DEFAULTS } from '../../net/crawl/crawl-settings.ts';
import { MemoryHistoryStore } from '../../platform/history/memory-history-store.ts';
import type { CliContext } from '../context.ts';
import { prepareCrawl } from './make-crawl.ts';
import { ownAddresses } from './own-addresses.ts';

const NOW_SEC = 1_700_000_000;

let datadir = '';
before(async () => {
  datadir = await mkdtemp(path.join(tmpdir(), 'vigil-own-addresses-'));
  await mkdir(path.join(datadir, 'mainnet'));
});
after(async () => rm(datadir, { recursive: true, force: true }));

const warned: string[] = [];
const context: CliContext = {
  clock: { nowMs: () => NOW_SEC * 1000 },
  env: {},
  print: async () => {},
  printBytes: async () => {},
  warn: (line) => void warned.push(line),
  progress: () => {},
  interactive: false,
  interrupt: new AbortController().signal,
};

const proxy = { host: '127.0.0.1', port: 9050 };
const { visitsPerSec: rate, maxOpen, roundMs } = CRAWL_DEFAULTS;
const crawl = { contact: 'x@example.org', rate, maxOpen, interval: roundMs / 1000, proxy };

function prepare(): ReturnType<typeof prepareCrawl> {
  const history = new MemoryHistoryStore();
  return prepareCrawl(context, crawl, { network: 'mainnet', datadir, history, rounds: 1 });
}

function peersFile(magic: Uint8Array): Uint8Array {
  const manager = new AddressManager(seededRandom(1));
  for (let n = 0; n < 30; n++) {
    const told = [{ address: ipv4(`${11 + n}.1.2.3`, 8333), services: 9n, timeSec: NOW_SEC }];
    manager.add(told, { source: ipv4('99.1.1.1', 0), timePenaltySec: 0, nowSec: NOW_SEC });
  }
  return writePeersFile(manager.tables, magic);
}

test('without a node of its own and through a proxy a crawl has nobody to begin from, and says so', async () => {
  assert.deepEqual(await ownAddresses(context, { network: 'mainnet', datadir }), []);
  assert.deepEqual(warned, []);
  await assert.rejects(prepare(), /no DNS seed is asked, and no node has run here: name one to begin from with --seed/);
});

test('a crawl begins from what the node beside it knows, also where no DNS seed is asked', async () => {
  await writeFile(path.join(datadir, 'mainnet', 'peers.dat'), peersFile(networkParams('mainnet').magic));
  const found = await ownAddresses(context, { network: 'mainnet', datadir });
  assert.equal(found.length, 30);
  assert.deepEqual(new Set(found.map(({ port }) => port)), new Set([8333]));
  const { crawler } = await prepare();
  assert.equal(crawler.progress.known, 30);
});

test('a file that is damaged, or of another network, is told in a line and left where it is', async () => {
  const file = path.join(datadir, 'mainnet', 'peers.dat');
  const whole = peersFile(networkParams('mainnet').magic);
  for (const [bytes, code] of [
    [whole.subarray(0, 500), 'end-of-file'],
    [peersFile(networkParams('signet').magic), 'invalid-magic'],
    [whole.with(-40, whole.at(-40)! ^ 1), 'checksum-mismatch'],
    [new Uint8Array(0), 'end-of-file'],
  ] as const) {
    warned.length = 0;
    await writeFile(file, bytes);
    assert.deepEqual(await ownAddresses(context, { network: 'mainnet', datadir }), []);
    assert.equal(warned.length, 1);
    assert.match(warned[0]!, new RegExp(`peers\\.dat can't be read \\(${code}\\); the crawl begins without it$`));
    assert.deepEqual(await readdir(path.join(datadir, 'mainnet')), ['peers.dat']);
  }
});
