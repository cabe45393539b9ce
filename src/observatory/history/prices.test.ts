import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseDailyCloses, parseHourlyPrices } from './prices.ts';

function tableOf(columns: string, rows: readonly string[]): string {
  const head = ['# title: t', '# source: s', '# licence: l', '# made by: hand', `# rows: ${rows.length}`];
  return `${[...head, columns, ...rows].join('\n')}\n`;
}

const hourly = (rows: readonly string[]): ReturnType<typeof parseHourlyPrices> =>
  parseHourlyPrices(tableOf('hour,open,high,low,close', rows));

const daily = (columns: string, rows: readonly string[]): ReturnType<typeof parseDailyCloses> =>
  parseDailyCloses(tableOf(columns, rows));

test('hourly prices are read in their order', () => {
  const prices = hourly(['2022-01-05T23Z,10,12.5,9,11', '2022-01-06T00Z,11,11,11,11']);
  assert.ok(!('code' in prices));
  assert.equal(prices.fromSec, Date.UTC(2022, 0, 5, 23) / 1000);
  assert.equal(prices.stepSec, 3600);
  assert.deepEqual(
    [[...prices.open], [...prices.high], [...prices.low], [...prices.close]],
    [
      [10, 11],
      [12.5, 11],
      [9, 11],
      [11, 11],
    ],
  );
});

test('hours that are missing, impossible or out of order are refused with their line', () => {
  const lineOf = (rows: readonly string[]): number => {
    const prices = hourly(rows);
    assert.ok('code' in prices);
    return prices.line;
  };
  assert.equal(lineOf(['2022-01-05T00Z,1,1,1,1', '2022-01-05T02Z,1,1,1,1']), 8);
  assert.equal(lineOf(['2022-01-05T01Z,1,1,1,1', '2022-01-05T00Z,1,1,1,1']), 8);
  assert.equal(lineOf(['2022-01-05T24Z,1,1,1,1']), 7);
  assert.equal(lineOf([]), 1);
});

test('prices have to lie between low and high, and above zero', () => {
  for (const row of ['10,12,9,13', '10,12,11,12', '13,12,9,10', '0,0,0,0', '-1,1,-1,1', '1e3,1e3,1,1', '10,12,9']) {
    assert.ok('code' in hourly([`2022-01-05T00Z,${row}`]), row);
  }
});

test('daily closes have a column for each ticker', () => {
  const closes = daily('day,BTC,ETH', ['2021-12-31,46306.45,3682.633', '2022-01-01,47686.81,3769.697']);
  assert.ok(!('code' in closes));
  assert.equal(closes.firstDaySec, Date.UTC(2021, 11, 31) / 1000);
  assert.deepEqual([...closes.closes.keys()], ['BTC', 'ETH']);
  assert.deepEqual([...closes.closes.get('ETH')!], [3682.633, 3769.697]);
});

test('a table of closes without columns, with one twice, or with a price missing is refused', () => {
  for (const [columns, row] of [
    ['day', '2022-01-01'],
    ['day,BTC,BTC', '2022-01-01,1,2'],
    ['day,BTC,ETH', '2022-01-01,1'],
    ['day,BTC,ETH', '2022-01-01,1,0'],
    ['day,BTC,ETH', '2022-02-29,1,2'],
    ['day,btc', '2022-01-01,1'],
  ] as const) {
    assert.ok('code' in daily(columns, [row]), `${columns} ${row}`);
  }
});
