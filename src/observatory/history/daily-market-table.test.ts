import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseDailyMarketTable } from './daily-market-table.ts';
import { parseDailyCloses } from './prices.ts';

function table(...rows: readonly string[]): string {
  const facts = ['title: a', 'source: b', 'licence: c', 'made by: d', `rows: ${rows.length}`].map(
    (fact) => `# ${fact}\n`,
  );
  return `${facts.join('')}month,closes,fees\n${rows.map((row) => `${row}\n`).join('')}`;
}

const FEBRUARY = `2021-02,${new Array(28).fill('1000').join(' ')}`;
const MARCH = `2021-03,${new Array(31).fill('1000.5').join(' ')}`;

test('months of closes and fees become days; fees may end within a month', () => {
  const market = parseDailyMarketTable(table(`${FEBRUARY},0.5 0.25`, `${MARCH},`));
  assert.ok(!('code' in market));
  assert.equal(market.firstDaySec, Date.parse('2021-02-01') / 1000);
  assert.equal(market.closesUsd.length, 59);
  assert.deepEqual([market.closesUsd[27], market.closesUsd[28]], [1000, 1000.5]);
  assert.deepEqual([...market.feesBtc.slice(0, 3)], [0.5, 0.25, NaN]);
});

test('a day too few or too many, a gap between months, and fees after a gap are refused', () => {
  const refused = (...rows: readonly string[]): unknown => {
    const market = parseDailyMarketTable(table(...rows));
    return 'code' in market ? [market.code, market.line] : undefined;
  };
  assert.deepEqual(refused('2021-02,1000,'), ['table-malformed', 7]);
  assert.deepEqual(refused(`${FEBRUARY} 1000,`), ['table-malformed', 7]);
  assert.deepEqual(refused(`${FEBRUARY.replace('1000', '0')},`), ['table-malformed', 7]);
  assert.deepEqual(refused(`${MARCH},`, `${FEBRUARY},`), ['table-broken-chain', 8]);
  assert.deepEqual(refused(`${FEBRUARY},0.5`, `${MARCH},0.5`), ['table-malformed', 8]);
  assert.deepEqual(refused(`2021-13,1000,`), ['table-malformed', 7]);
});

test('the closes that Vigil brings along agree with its other table to 1 %, the two being of different exchanges', () => {
  const market = parseDailyMarketTable(readFileSync('data/btc-daily.csv', 'utf8'));
  const others = parseDailyCloses(readFileSync('data/daily-close-2021-11-2022-01.csv', 'utf8'));
  assert.ok(!('code' in market) && !('code' in others));
  const from = (others.firstDaySec - market.firstDaySec) / 86_400;
  for (const [i, close] of others.closes.get('BTC')!.entries()) {
    assert.ok(Math.abs(market.closesUsd[from + i]! / close - 1) < 0.01, `day ${i}`);
  }
});
