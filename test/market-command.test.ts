// vigil market and vigil market import, from the built-in prices, from files, and from a kept history.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';
import type { MarketDocument } from '../src/observatory/answers/market-document.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-market-'));
});
after(async () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const context: CliContext = {
    clock: { nowMs: () => Date.UTC(2026, 10, 20) },
    env: { VIGIL_DATADIR: folder },
    print: async (text) => void (out += text),
    printBytes: async () => assert.fail('no bytes are printed here'),
    warn: (line) => void (err += `${line}\n`),
    progress: () => {},
    interactive: false,
    interrupt: new AbortController().signal,
  };
  const code = await runVigil(['market', ...args], context);
  return { code, out, err };
}

async function market(...args: readonly string[]): Promise<MarketDocument> {
  const { code, out, err } = await run(...args, '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out) as MarketDocument;
}

const HOUR = 3600;
const MAY_2023 = Date.UTC(2023, 4, 18) / 1000;

/** Three days of hours around a fall, as CryptoDataDownload writes them. */
function hourlyCsv(symbol: string, scale: number): string {
  const rows = Array.from({ length: 72 }, (_, k) => {
    const price = (40_000 - 100 * k) * scale;
    const at = MAY_2023 + k * HOUR;
    const date = new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
    return `${at},${date},${symbol},${price},${price + scale},${price - scale},${price},1,${price}`;
  });
  const head = 'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD';
  return `https://www.CryptoDataDownload.com\n${head}\n${rows.reverse().join('\n')}\n`;
}

test('January 2022 from a fresh clone: $69,000 in November, 37 % under it, all coins down', async () => {
  const { code, out } = await run('--at', '2022-01-06');
  assert.equal(code, 0);
  assert.match(
    out,
    /^On 6 January 2022 BTC stood at \$43.436: 5\.20.% lower than 24 h before, and 37\.0.% under its high of \$69.000 of 10 November 2021\. A sea of red: all 10 coins fell/,
  );
  const told = await market('--at', '2022-01-06');
  assert.deepEqual([told.allTimeHigh.price, told.allTimeHigh.at], [69_000, Date.UTC(2021, 10, 10, 14) / 1000]);
  assert.equal(told.board?.rows.length, 10);
  assert.deepEqual(existsSync(path.join(folder, 'mainnet')), false, 'looking at the market makes no history');
});

test('the drawdown is right over the years: 94 % in 2011’s wake is not known, 84 % in December 2018 is', async () => {
  const told = await market('--at', '2018-12-16');
  assert.ok(told.allTimeHigh.price > 19_600 && told.allTimeHigh.price < 19_700, `${told.allTimeHigh.price}`);
  assert.ok(told.allTimeHigh.drawdown > 0.16 && told.allTimeHigh.drawdown < 0.17, `${told.allTimeHigh.drawdown}`);
  assert.match(told.notes.join('\n'), /since 1 January 2012/);
});

test('as CSV it prints the points of the span', async () => {
  const { out } = await run('--from', '2022-01-05', '--to', '2022-01-06', '--csv');
  const lines = out.trim().split('\n');
  assert.equal(lines[0], 'time,close,low,high,exchanges');
  assert.equal(lines.length, 25);
  assert.match(lines.at(-1)!, /^1641427200,43435\.8,/);
});

test('a month that is not built in is told from files: hours, changes and a board', async () => {
  const btc = path.join(folder, 'btc.csv');
  const eth = path.join(folder, 'eth.csv');
  await writeFile(btc, hourlyCsv('BTC/USD', 1));
  await writeFile(eth, hourlyCsv('ETH/USD', 0.1));
  const told = await market('--at', '2023-05-20T12:00', '--file', btc, eth);
  assert.equal(told.price.value, 40_000 - 100 * 59);
  assert.deepEqual(
    told.changes.map(({ ratio }) => ratio !== null),
    [true, true, true],
  );
  assert.equal(told.board?.rows.length, 2);
  assert.ok(told.sources.some(({ title, state }) => title === 'btc.csv' && state === 'used'));
});

test('of a month of 2018 to 2022 eight coins are built in', async () => {
  const told = await market('--at', '2021-06-10');
  assert.equal(told.board?.rows.length, 8);
  assert.equal(told.board.breadth, 'sea of green');
});

test('another currency comes from a file of its own', async () => {
  const file = path.join(folder, 'BTC-EUR.csv');
  await writeFile(file, 'time,close\n2022-01-04,40000\n2022-01-05,38500\n');
  const told = await market('--quote', 'eur', '--at', '2022-01-06', '--file', file);
  assert.equal(told.price.value, 38_500);
  const eth = told.board!.rows.find(({ asset }) => asset === 'ETH')!;
  assert.deepEqual(eth.basis, { kind: 'cross rate', through: 'BTC-EUR over BTC-USD' });
});

test('what is wrong with a file is named with its line; a wrong question exits with 2', async () => {
  const file = path.join(folder, 'wrong.csv');
  await writeFile(file, 'time,close\n2022-01-01,1\n2022-01-02,abc\n');
  const wrong = await run('--file', file, '--pair', 'BTC-USD');
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /wrong\.csv, line 3: "abc" is not a price/);
  assert.match((await run('--file', path.join(folder, 'none.csv'))).err, /can't read .*none\.csv/);
  assert.match((await run('--file', folder)).err, /is a folder/);
  assert.equal((await run('--quote', '$')).code, 2);
  assert.equal((await run('--pair', 'BTC-USD')).code, 2);
  assert.equal((await run('--json', '--csv')).code, 2);
  assert.equal((await run('--from', '2022-01-06', '--to', '2022-01-05')).code, 2);
  assert.equal((await run('--quote', 'EUR')).code, 1);
});

test('imported prices are kept, and answered from without the file; the name makes them an exchange’s', async () => {
  const file = path.join(folder, 'Bitstamp BTC 1h.csv');
  await writeFile(file, hourlyCsv('BTC/USD', 1));
  const imported = await run('import', file);
  assert.equal(imported.code, 0, imported.err);
  assert.match(
    imported.out,
    /72 candles from 2023-05-18 00:00 UTC to 2023-05-20 23:00 UTC, kept as market\/bitstamp-btc-1h\/btc-usd\/1h/,
  );
  assert.equal((await run('import', '--name', 'kraken', file)).code, 0);
  const told = await market('--at', '2023-05-20T12:00');
  assert.equal(told.price.value, 40_000 - 100 * 59);
  assert.deepEqual(
    told.sources.filter(({ state }) => state === 'used').map(({ title }) => title),
    ['bitstamp-btc-1h', 'Kraken'],
  );
});

test('candles of other lengths are joined to hours or days before they are kept', async () => {
  const file = path.join(folder, 'quarters.csv');
  const rows = Array.from({ length: 8 }, (_, k) => `${MAY_2023 + 900 * k},${10 + k}`);
  await writeFile(file, `time,close\n${rows.join('\n')}\n`);
  const { out, err } = await run('import', '--pair', 'XYZ-USD', file);
  assert.match(out, /2 candles .* kept as market\/quarters\/xyz-usd\/1h/, err);
});
