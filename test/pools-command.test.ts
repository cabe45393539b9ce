// `vigil pools` and `vigil map`, on chains in data folders, block files, and tables of one's own.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { dashboard } from '../src/api/dashboard.ts';
import { mapRoutes } from '../src/api/map-routes.ts';
import { poolsRoutes } from '../src/api/pools-routes.ts';
import { builtInMap } from '../src/cli/map-history.ts';
import { builtInHistory } from '../src/cli/built-in-history.ts';
import type { MapDocument } from '../src/observatory/answers/map-document.ts';
import type { PoolsDocument } from '../src/observatory/answers/pools-document.ts';
import { fileOf } from './chain-crash-scene.ts';
import { GENESIS_TEST_BLOCK, NOW_SEC, blocksAfter } from './chain-regtest.ts';
import { runRecorded } from './recorded-command.ts';
import type { Ran } from './recorded-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vigil-pools-'));
after(async () => rm(folder, { recursive: true, force: true }));

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 30);
const BLOCK_FILE = path.join(folder, 'blk00000.dat');
writeFileSync(BLOCK_FILE, fileOf(BLOCKS));

async function vigil(...args: readonly string[]): Promise<Ran> {
  return runRecorded(args, { dataDir: path.join(folder, 'data'), nowMs: () => NOW_SEC * 1000 });
}

function tableFile(name: string, ...lines: string[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

test('the pools of a chain are told from its own block files, and are those of the file it was imported from', async () => {
  assert.equal((await vigil('chain', 'import', BLOCK_FILE, '--network', 'regtest')).exitCode, 0);
  const own = await vigil('pools', '--network', 'regtest', '--json');
  assert.equal(own.exitCode, 0, own.err);
  const document = JSON.parse(own.out) as PoolsDocument;
  assert.deepEqual([document.source.kind, document.window.firstHeight, document.window.lastHeight], ['chain', 0, 30]);
  assert.deepEqual(
    document.pools.map(({ pool, blocks }) => [pool, blocks]),
    [[null, 31]],
  );
  assert.ok(document.pools[0]!.hashrate !== null);
  const file = await vigil('pools', '--network', 'regtest', '--blocks', BLOCK_FILE, '--json');
  const ofFile = JSON.parse(file.out) as PoolsDocument;
  assert.deepEqual([ofFile.source.kind, ofFile.window.blocks, ofFile.window.lastHeight], ['blocks', 30, 30]);
});

test('a window and a height name blocks of the chain', async () => {
  const ran = await vigil(
    'pools',
    '--network',
    'regtest',
    '--window',
    '10b',
    '--until',
    '20',
    '--baseline',
    '5b',
    '--json',
  );
  const document = JSON.parse(ran.out) as PoolsDocument;
  assert.deepEqual([document.window.firstHeight, document.window.lastHeight], [11, 20]);
  assert.deepEqual([document.baseline!.firstHeight, document.baseline!.lastHeight], [6, 10]);
});

test('a table of heights and pools is read, printed as words and as CSV, and what is wrong in it is named', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => `${i},${i % 4 === 0 ? 'Beta' : 'Alpha'}`);
  const file = tableFile('pools.csv', 'height,pool', ...rows);
  const words = await vigil('pools', '--file', file, '--stated', 'beta=25%', '--window', '150b');
  assert.match(words.out, /^Of the last 150 blocks, Alpha found 1\d\d, /);
  assert.match(words.out, /\nBeta .* 25\.0 % +\d\.\d+ +not distinguishable from luck/);
  const csv = await vigil('pools', '--file', file, '--csv');
  assert.equal(
    csv.out.split('\n')[0],
    'pool,blocks,share,low,high,hashrate,expected,ratio,ratio_low,ratio_high,p_value,finding',
  );
  const bad = await vigil('pools', '--file', tableFile('bad.csv', 'height,pool', '1,A', '1,B'));
  assert.equal(bad.exitCode, 1);
  assert.match(bad.err, /bad\.csv, line 3: height 1 stands behind 1/);
});

test('commands that make no sense say so with exit code 2', async () => {
  for (const args of [
    ['pools', '--file', 'a', '--blocks', 'b'],
    ['pools', '--file', 'a', '--json', '--csv'],
    ['pools', '--stated', 'AntPool'],
    ['pools', '--stated', '=17%'],
    ['map', '--month', '2021-13'],
    ['map', '--country', 'Atlantis'],
    ['map', '--json', '--csv'],
  ]) {
    const ran = await vigil(...args);
    assert.equal(ran.exitCode, 2, args.join(' '));
    assert.equal(ran.err.trim().split('\n').length, 1, ran.err);
  }
});

test('the map in words has the bounds, the comparison, and the caveats of the countries that are shown', async () => {
  const { out } = await vigil('map', '--month', '2021-08');
  assert.match(out, /\nKazakhstan +18\.1 % +8\.0 % to 64\.0 % +21\.\d to 22\.\d EH\/s +89\.5 % +834\n/);
  assert.match(out, /From April 2021 to August 2021 the share placed in China went from 46\.0 % to 0\.0 %/);
  assert.match(out, /at the most 5\d % of what was lost can have turned up elsewhere/);
  assert.match(out, /Caveat, IE: /);
  assert.doesNotMatch((await vigil('map', '--month', '2022-01')).out, /Caveat, IE: /);
});

test("shares of one file of one's own are shown, and what is wrong in it is named", async () => {
  const file = tableFile('shares.csv', 'month,country,percent', '2023-01,US,40', '2023-02,US,45', '2023-02,KZ,5');
  const { out } = await vigil('map', '--file', file);
  assert.match(
    out,
    /^In February 2023 your file places 45\.0 % of the hashrate in the United States \(.*\) and 5\.0 % in Kazakhstan\.\n/,
  );
  assert.match(out, /\nUnited States +45\.0 % +0\.0 % to 100\.0 %/);
  const bad = await vigil('map', '--file', tableFile('bad-shares.csv', 'month,country,percent', '2023-01,US,140'));
  assert.match(bad.err, /bad-shares\.csv, line 2: "140" is not a share/);
  const missing = await vigil('map', '--month', '2021-10');
  assert.equal(missing.exitCode, 1);
  assert.match(missing.err, /has no 2021-10; its 25 months lie from 2019-09 to 2022-01/);
  assert.equal((await vigil('map', '--before', '2021-08', '--after', '2021-04')).exitCode, 2);
});

test("another network's blocks are not taken for the hashrate of the shares", async () => {
  const document = JSON.parse((await vigil('map', '--network', 'regtest', '--json')).out) as MapDocument;
  assert.equal(document.source, null);
  assert.ok(document.months.every(({ hashrate }) => hashrate === null));
  assert.ok(document.notes.some((note) => note.startsWith('no blocks are at hand')));
});

test('the API answers with the documents of the commands', async () => {
  const { blocks, days, epochs } = builtInHistory();
  const sources = {
    network: 'mainnet' as const,
    observations: [
      { series: blocks, description: "Vigil's built-in block times" },
      { series: days, description: "Vigil's built-in blocks per day" },
    ],
    epochs,
  };
  const app = dashboard({
    routes: [
      ...mapRoutes({ sources: () => sources, map: builtInMap() }),
      ...poolsRoutes({ network: 'mainnet', lastBlocks: async () => 'None are here yet: sync.' }),
    ],
    files: new Map(),
    hosts: [],
  });
  const get = async (query: string): Promise<Response> =>
    app.request(`http://127.0.0.1/api/v1/${query}`, { headers: { host: '127.0.0.1' } });
  const map = await (await get('map?month=2021-08&before=2020-01&after=2021-01&country=Kazakhstan')).json();
  const printed = await vigil(
    'map',
    '--month',
    '2021-08',
    '--before',
    '2020-01',
    '--after',
    '2021-01',
    '--country',
    'KZ',
    '--json',
  );
  assert.deepEqual(map, JSON.parse(printed.out));
  for (const [query, status] of [
    ['map?month=yesterday', 400],
    ['map?country=Atlantis', 400],
    ['map?country=NO', 404],
    ['map?month=2021-10', 404],
    ['map?before=2021-08&after=2021-08', 400],
    ['pools?until=x', 400],
    ['pools?window=8000b', 400],
  ] as const) {
    assert.equal((await get(query)).status, status, query);
  }
  const pools = (await (await get('pools')).json()) as PoolsDocument;
  assert.deepEqual([pools.sentence, pools.pools.length, pools.window.blocks], ['None are here yet: sync.', 0, 0]);
});
