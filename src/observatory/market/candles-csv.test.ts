import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CandlesCsv } from './candles-csv.ts';
import { pairOf, parseCandlesCsv } from './candles-csv.ts';

const BTC = { base: 'BTC', quote: 'USD' };

function read(text: string, pair: { base: string; quote: string } | undefined = BTC): CandlesCsv {
  const found = parseCandlesCsv(text, pair);
  if ('code' in found) assert.fail(`line ${found.line}: ${found.message}`);
  return found;
}

/** The line and the beginning of what is said of a wrong file. */
function wrong(text: string, pair: { base: string; quote: string } | undefined = BTC): string {
  const found = parseCandlesCsv(text, pair);
  return 'code' in found ? `${found.line}: ${found.message}` : 'nothing wrong';
}

const CRYPTO_DATA_DOWNLOAD = `https://www.CryptoDataDownload.com
unix,date,symbol,open,high,low,close,Volume BTC,Volume USD
1641384000,2022-01-05 12:00:00,BTC/USD,46404.63,46523.53,46313.60,46466.98,59.03,2739875.35
1641380400,2022-01-05 11:00:00,BTC/USD,46516.03,46599.00,46379.29,46385.48,46.64,2168471.95
`;

test('CryptoDataDownload: newest first, the pair named in each row, volume in coins', () => {
  const { candles, skipped } = read(CRYPTO_DATA_DOWNLOAD, undefined);
  assert.deepEqual([candles.base, candles.quote, candles.stepSec, skipped], ['BTC', 'USD', 3600, 0]);
  assert.deepEqual([...candles.atSec], [1641380400, 1641384000]);
  assert.deepEqual([...candles.open], [46516.03, 46404.63]);
  assert.deepEqual([...candles.volume], [46.64, 59.03]);
});

test('CryptoDataDownload of later years counts in milliseconds', () => {
  const { candles } = read(
    CRYPTO_DATA_DOWNLOAD.replaceAll('1641384000', '1641384000000').replaceAll('1641380400', '1641380400000'),
  );
  assert.deepEqual([...candles.atSec], [1641380400, 1641384000]);
});

test('Yahoo: days without prices are passed over and counted; its volume is no volume in coins', () => {
  const { candles, skipped } = read(`Date,Open,High,Low,Close,Adj Close,Volume
2022-01-04,46458.85,47406.55,45752.46,45897.57,45897.57,42494677905
2022-01-05,null,null,null,null,null,null
2022-01-06,43565.51,43748.72,42645.54,43160.93,43160.93,30208048289
2022-01-07,43153.57,43153.57,41077.45,41557.90,41557.90,84196607520
`);
  assert.equal(skipped, 1);
  assert.deepEqual([candles.stepSec, candles.atSec.length], [86_400, 3]);
  assert.ok(Number.isNaN(candles.volume[0]));
});

test('own columns: any order, closes alone, CRLF, a byte order mark, quotes', () => {
  const { candles } = read('\uFEFF"close","time"\r\n43000.5,2022-01-05T10:00Z\r\n43100,2022-01-05T10:01Z\r\n');
  assert.equal(candles.stepSec, 60);
  assert.deepEqual([...candles.close], [43000.5, 43100]);
  assert.deepEqual([...candles.high], [43000.5, 43100]);
});

test('Kraken and Binance name no columns; Binance counts in milliseconds, or microseconds', () => {
  const kraken = read(
    '1641380400,46516.0,46599.0,46379.3,46385.4,46.6,700\n1641384000,46404.6,46523.5,46313.6,46466.9,59.0,12\n',
  );
  assert.deepEqual([...kraken.candles.atSec], [1641380400, 1641384000]);
  assert.deepEqual([...kraken.candles.close], [46385.4, 46466.9]);
  assert.deepEqual([...kraken.candles.volume], [46.6, 59]);
  for (const zeros of ['000', '000000']) {
    const row = (time: number): string =>
      `${time}${zeros},3,4,1,2,0.5,${time + 3599}${zeros.replaceAll('0', '9')},1,5,0.1,1,0\n`;
    const { candles } = read(row(1641380400) + row(1641384000));
    assert.deepEqual([...candles.atSec], [1641380400, 1641384000]);
    assert.deepEqual([candles.high[0], candles.low[0], candles.volume[0]], [4, 1, 0.5]);
  }
  assert.match(wrong('1641380400,1,2\n1641384000,1,2\n'), /^1: no line names the columns/);
});

test('CoinMarketCap parts by semicolons and begins a day at its opening; CoinGecko has prices alone', () => {
  const marketCap = read(`timeOpen;timeClose;name;open;high;low;close;volume;marketCap;timestamp
"2022-01-06T00:00:00.000Z";"2022-01-06T23:59:59.999Z";"2781";43565.5;43748.7;42645.5;43160.9;30208048289;8;"2022-01-06T23:59:59.999Z"
"2022-01-05T00:00:00.000Z";"2022-01-05T23:59:59.999Z";"2781";45899.3;46929.0;42798.2;43569.0;36851084859;8;"2022-01-05T23:59:59.999Z"
`);
  assert.deepEqual([...marketCap.candles.atSec], [1641340800, 1641427200]);
  assert.ok(Number.isNaN(marketCap.candles.volume[0]));
  const gecko = read(
    'snapped_at,price,market_cap,total_volume\n2022-01-05 00:00:00 UTC,45899.3,8,3\n2022-01-06 00:00:00 UTC,43565.5,8,3\n',
  );
  assert.deepEqual([...gecko.candles.close], [45899.3, 43565.5]);
});

test('thousands may be parted by commas where the price is quoted', () => {
  const { candles } = read('"Date","Price"\n"2022-01-05","43,569.0"\n"2022-01-06","1,043,160.9"\n');
  assert.deepEqual([...candles.close], [43569, 1043160.9]);
  assert.match(wrong('"Date","Price"\n"2022-01-05","43,56.0"\n'), /^2: "43,56.0" is not a price/);
  assert.match(wrong('"Date","Price"\n"01/05/2022","43,569.0"\n'), /^2: "01\/05\/2022" is not a time/);
  assert.match(wrong('time,close\n"2022-01-05,1\n'), /^2: a quotation mark is not closed/);
});

test('gaps stay gaps; the length of a candle is the shortest distance', () => {
  const { candles } = read('time,close\n2022-01-01,1\n2022-01-05,2\n2022-01-06,3\n');
  assert.deepEqual([candles.stepSec, candles.atSec.length], [86_400, 3]);
});

test('a high that misses the close in its last digit is taken as the close', () => {
  const { candles } = read('time,open,high,low,close\n2022-01-01,2,2.9999999,1,3\n2022-01-02,3,3,3,3\n');
  assert.equal(candles.high[0], 3);
});

test('what is wrong is named with its line', () => {
  const head = 'time,open,high,low,close';
  assert.match(wrong('a,b\n1,2\n'), /^1: no line names the columns/);
  assert.match(wrong('time,high,close\n'), /^1: open, high and low go together/);
  assert.match(wrong(`${head}\n2022-01-01,1,1,1,1\nyesterday,1,1,1,1\n`), /^3: "yesterday" is not a time/);
  assert.match(wrong(`${head}\n2022-02-30,1,1,1,1\n`), /^2: "2022-02-30" is not a time/);
  assert.match(wrong(`${head}\n2022-01-01,1,1,1,abc\n`), /^2: "abc" is not a price/);
  assert.match(wrong(`${head}\n2022-01-01,1,1,1,-5\n`), /^2: "-5" is not a price/);
  assert.match(wrong(`${head}\n2022-01-01,1,2,0,1\n`), /^2: prices that do not fit together/);
  assert.match(wrong(`${head}\n2022-01-01,3,2,1,1\n`), /^2: prices that do not fit together/);
  assert.match(wrong(`${head}\n2022-01-01,1,1,1,1\n`), /^1: 1 rows with prices; at least 2/);
  assert.match(wrong(`${head}\n2022-01-01,1,1,1,1\n2022-01-01,1,1,1,1\n`), /^3: the same time/);
  assert.match(
    wrong(`${head}\n2022-01-01,1,1,1,1\n2022-01-03,1,1,1,1\n2022-01-02,1,1,1,1\n`),
    /^4: the rows are not in the order/,
  );
  assert.match(wrong('time,close\n100000000,1\n100000007,1\n'), /^2: rows are 7 seconds apart/);
  assert.match(
    wrong('time,close\n2022-01-01T00:00,1\n2022-01-01T01:00,1\n2022-01-01T02:30,1\n'),
    /^4: its time does not fit/,
  );
  assert.match(wrong(CRYPTO_DATA_DOWNLOAD.replace('BTC/USD,46516', 'ETH/USD,46516')), /^4: prices of ETH\/USD among/);
  assert.match(wrong(CRYPTO_DATA_DOWNLOAD.replace('BTC/USD,46516', '?,46516')), /^4: "\?" is no pair/);
});

test('without a pair in the file or beside it, it is asked for', () => {
  const found = parseCandlesCsv('time,close\n2022-01-01,1\n2022-01-02,2\n', undefined);
  assert.ok('code' in found && found.message.includes('--pair BTC-USD'));
});

test('pairs are read with a stroke, a hyphen, or nothing between', () => {
  for (const text of ['BTC/USD', 'BTC-USD', 'btcusd']) assert.deepEqual(pairOf(text), BTC);
  for (const text of ['', 'BTC', 'US', 'BTC USD', 'BTC/USD/EUR']) assert.equal(pairOf(text), undefined, text);
});
