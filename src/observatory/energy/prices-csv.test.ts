import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePricesCsv } from './prices-csv.ts';

function message(text: string): string {
  const market = parsePricesCsv(text, 'prices.csv');
  assert.ok('code' in market, 'the file is refused');
  return `line ${market.line}: ${market.message}`;
}

test('prices are read day by day, with fees where they are known', () => {
  const market = parsePricesCsv(
    'date,price,fees\n2024-02-28,60000,0.5\n2024-02-29,61000,\n2024-03-01,62000,0',
    'prices.csv',
  );
  assert.ok(!('code' in market));
  assert.equal(market.firstDaySec, Date.parse('2024-02-28') / 1000);
  assert.deepEqual([...market.closesUsd], [60_000, 61_000, 62_000]);
  assert.deepEqual([...market.feesBtc], [0.5, NaN, 0]);
});

test('a column of times keeps its day', () => {
  const market = parsePricesCsv('time,close\n2024-02-28T00:00:00Z,60000\n2024-02-29T00:00:00Z,61000', 'x');
  assert.ok(!('code' in market) && market.closesUsd.length === 2 && Number.isNaN(market.feesBtc[0]));
});

test('the first wrong line is named with what was expected', () => {
  assert.match(message('day,close'), /line 1: the file holds no price/);
  assert.match(message('day,open\n2024-02-28,1'), /line 1: the first line has to name day and close/);
  assert.match(message('day,close\n2024-02-30,1'), /line 2: "2024-02-30" is no day/);
  assert.match(
    message('day,close\n2024-02-28,1\n2024-03-01,1'),
    /line 3: 2024-03-01 stands where 2024-02-29 was expected/,
  );
  assert.match(message('day,close\n2024-02-28,0'), /line 2: "0" is no close/);
  assert.match(message('day,close,fees\n2024-02-28,1,1001'), /line 2: "1001" is no fees/);
});
