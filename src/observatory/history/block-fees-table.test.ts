import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseBlockFees } from './block-fees-table.ts';

function table(...rows: readonly string[]): string {
  const facts = ['title: a', 'source: b', 'licence: c', 'made by: d', `rows: ${rows.length}`].map(
    (fact) => `# ${fact}\n`,
  );
  return `${facts.join('')}month,fees\n${rows.map((row) => `${row}\n`).join('')}`;
}

const FEBRUARY = `2021-02,${Array.from({ length: 28 }, () => '0.5').join(' ')}`;

test('months of fees become days; the last month may end early', () => {
  const fees = parseBlockFees(table(FEBRUARY, '2021-03,1.25 0'));
  assert.ok(!('code' in fees));
  assert.equal(fees.firstDaySec, Date.parse('2021-02-01') / 1000);
  assert.deepEqual(Array.from(fees.feesBtc.subarray(27)), [0.5, 1.25, 0]);
});

test('a day too many, a month that ends early or is missing, and a month that does not exist are refused', () => {
  const refused = (...rows: readonly string[]): unknown => {
    const fees = parseBlockFees(table(...rows));
    return 'code' in fees ? [fees.code, fees.line] : undefined;
  };
  assert.deepEqual(refused(`${FEBRUARY} 0.5`), ['table-malformed', 7]);
  assert.deepEqual(refused('2021-02,0.5', '2021-03,1'), ['table-broken-chain', 8]);
  assert.deepEqual(refused(FEBRUARY, '2021-04,1'), ['table-broken-chain', 8]);
  assert.deepEqual(refused('2021-13,1'), ['table-malformed', 7]);
  assert.deepEqual(refused('2021-02,'), ['table-malformed', 7]);
});

test('the fees that Vigil brings along are high in December 2017 and low a year later', () => {
  const fees = parseBlockFees(readFileSync('data/block-fees.csv', 'utf8'));
  assert.ok(!('code' in fees));
  const at = (day: string): number => fees.feesBtc[(Date.parse(day) / 1000 - fees.firstDaySec) / 86_400]!;
  assert.ok(at('2017-12-22') > 5 && at('2018-12-22') < 0.5);
});
