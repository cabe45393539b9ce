import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseCbeciTable } from './cbeci-table.ts';

test("CBECI's series are read, one for each price of electricity", () => {
  const series = parseCbeciTable(readFileSync('data/cbeci-annualized.csv', 'utf8'));
  assert.ok(!('code' in series));
  assert.deepEqual(
    series.map(({ powerPriceUsdPerKwh }) => powerPriceUsdPerKwh),
    [0.03, 0.05, 0.08],
  );
  assert.equal(series[1]!.annualizedTwh.get(Date.parse('2018-01-01') / 1000), 34);
  assert.ok(series.every(({ annualizedTwh }) => annualizedTwh.size === 296));
});

test('days that run backwards are refused', () => {
  const text = readFileSync('data/cbeci-annualized.csv', 'utf8').replace('2018-01-15', '2018-01-08');
  const wrong = parseCbeciTable(text);
  assert.ok('code' in wrong && wrong.code === 'table-malformed');
});
