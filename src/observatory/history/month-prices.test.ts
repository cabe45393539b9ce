import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candles } from '../market/candles.ts';
import { parseMonthPrices } from './month-prices.ts';

const HEAD = `# title: t
# source: s
# licence: l
# made by: m
`;

function table(...rows: readonly string[]): string {
  return `${HEAD}# rows: ${rows.length}\nmonth,high/low/close of each day\n${rows.map((row) => `${row}\n`).join('')}`;
}

const FEBRUARY = `2022-02,${Array.from({ length: 28 }, () => '4/1/2').join(' ')}`;

function codeOf(text: string): string {
  const found = parseMonthPrices(text);
  return 'code' in found ? `${found.code} in line ${found.line}` : 'sound';
}

test('days follow one another; a day opens at the close before, within what was paid', () => {
  const found = parseMonthPrices(table('2022-02,4/1/3 - 10/5/7 9/6/8')) as Candles;
  assert.deepEqual(
    [...found.atSec].map((sec) => new Date(sec * 1000).toISOString().slice(0, 10)),
    ['2022-02-01', '2022-02-03', '2022-02-04'],
  );
  assert.deepEqual([...found.open], [3, 5, 7]);
  assert.deepEqual([...found.close], [3, 7, 8]);
});

test('the last month may be cut short, none before; none may be missing', () => {
  assert.equal(codeOf(table(FEBRUARY, '2022-03,4/1/2')), 'sound');
  assert.equal(codeOf(table(FEBRUARY.replace(/ 4\/1\/2$/, ''), '2022-03,4/1/2')), 'table-malformed in line 7');
  assert.equal(codeOf(table(`${FEBRUARY} 4/1/2`)), 'table-malformed in line 7');
  assert.equal(codeOf(table(FEBRUARY, '2022-04,4/1/2')), 'table-broken-chain in line 8');
});

test('prices out of order, months that do not exist and other text are refused', () => {
  assert.equal(codeOf(table('2022-02,4/1/5')), 'table-malformed in line 7');
  assert.equal(codeOf(table('2022-02,4/0/2')), 'table-malformed in line 7');
  assert.equal(codeOf(table('2022-13,4/1/2')), 'table-malformed in line 7');
  assert.equal(codeOf(table('2022-02,4/1/2,')), 'table-malformed in line 7');
  assert.equal(codeOf(table('2022-02,4/1')), 'table-malformed in line 7');
});
