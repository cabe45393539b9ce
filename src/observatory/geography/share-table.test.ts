import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { countryShare, sampleBounds } from './country-share.ts';
import { parseRegionShares } from './region-shares.ts';
import { monthSpan, parseMiningShares, sumOfShares } from './share-table.ts';
import type { ShareTable } from './share-table.ts';

const HEAD = '# title: t\n# source: s\n# licence: l\n# made by: m\n';

function tableOf(columns: string, ...rows: string[]): ReturnType<typeof parseMiningShares> {
  return parseMiningShares(`${HEAD}# rows: ${rows.length}\n${columns}\n${rows.join('\n')}\n`);
}

function builtIn(): ShareTable {
  const table = parseMiningShares(readFileSync('data/mining-shares.csv', 'utf8'));
  assert.ok(!('code' in table), JSON.stringify(table));
  return table;
}

const at = (text: string): number => Date.parse(text) / 1000;

test('the built-in table says what CBECI published: 24 months, and five countries of January 2022', () => {
  const { months } = builtIn();
  assert.equal(months.length, 25);
  const august = months.find(({ month }) => month === '2021-08')!;
  assert.equal(august.shares.get('US'), 0.354);
  assert.equal(august.shares.get('KZ'), 0.181);
  assert.equal(august.shares.get('CN'), 0);
  assert.equal(august.statedHashrate, 120.72e18);
  const january = months.at(-1)!;
  assert.deepEqual([january.month, january.basis, january.other], ['2022-01', 'press', undefined]);
  assert.deepEqual([...january.shares.keys()].sort(), ['CA', 'CN', 'KZ', 'RU', 'US']);
  assert.ok(Math.abs(sumOfShares(january) - 0.8331) < 1e-9);
});

test('in the wet season half of China hashed in Sichuan, in the dry season half in Xinjiang', () => {
  const months = parseRegionShares(readFileSync('data/mining-shares-china.csv', 'utf8'));
  assert.ok(!('code' in months));
  const largest = (month: string): string => months.find((row) => row.month === month)!.regions[0]!.region;
  assert.equal(largest('2020-08'), 'Sichuan');
  assert.equal(largest('2020-02'), 'Xinjiang');
  assert.equal(months.at(-1)!.regions.at(-1)!.region, 'other');
});

test('a month of the table gives its share from its first second to its last', () => {
  const table = builtIn();
  for (const moment of ['2021-08-01T00:00:00Z', '2021-08-31T23:59:59Z']) {
    const share = countryShare(table, 'KZ', at(moment))!;
    assert.deepEqual([share.share, share.how, share.months, share.daysAway], [0.181, 'month', ['2021-08'], 0]);
  }
  assert.equal(countryShare(table, 'KZ', at('2021-07-31T23:59:59Z'))!.share, 0.1379);
});

test('at the shutdown of 5 January 2022 Kazakhstan had the share that CCAF named later', () => {
  const share = countryShare(builtIn(), 'KZ', at('2022-01-05T10:30Z'))!;
  assert.equal(share.share, 0.1322);
  assert.equal(share.how, 'month');
  assert.ok(Math.abs(share.low - 0.33 * 0.1322) < 1e-12 && Math.abs(share.high - (0.33 * 0.1322 + 0.67)) < 1e-12);
});

test('between two months a share is drawn straight, and says from which', () => {
  const share = countryShare(builtIn(), 'KZ', at('2021-11-01T12:00Z'))!;
  assert.deepEqual([share.how, share.months], ['between', ['2021-08', '2022-01']]);
  assert.ok(share.share < 0.181 && share.share > 0.1322);
  // From 16 August noon to 16 January noon are 153 days; to 1 November noon, 77.
  assert.ok(Math.abs(share.share - (0.181 + ((0.1322 - 0.181) * 77) / 153)) < 1e-9);
  assert.ok(Math.abs(share.daysAway - 60.5) < 1e-9, `${share.daysAway}`);
});

test('after the last month its share is carried on with its age; before the first there is none', () => {
  const table = builtIn();
  const share = countryShare(table, 'US', at('2024-02-01T00:00Z'))!;
  assert.deepEqual([share.how, share.share, share.daysAway], ['carried', 0.3784, 730]);
  assert.equal(countryShare(table, 'US', at('2019-08-31T23:59:59Z')), undefined);
});

test('a country that was not published then is not taken for none', () => {
  const table = builtIn();
  assert.equal(countryShare(table, 'IR', at('2022-01-05T00:00Z')), undefined);
  assert.equal(countryShare(table, 'NO', at('2021-08-05T00:00Z')), undefined);
  assert.equal(countryShare(table, 'CN', at('2021-08-05T00:00Z'))!.share, 0);
});

test('bounds hold whatever the others do: at the least the sample alone, at the most all of the rest too', () => {
  const close = ({ low, high }: { low: number; high: number }, expected: readonly number[]): void => {
    assert.ok(Math.abs(low - expected[0]!) < 1e-12 && Math.abs(high - expected[1]!) < 1e-12, `${low} ${high}`);
  };
  close(sampleBounds(0.5, 0.4), [0.2, 0.8]);
  close(sampleBounds(0.5, 1), [0.5, 0.5]);
  close(sampleBounds(0, 0.4), [0, 0.6]);
  close(sampleBounds(0.5, undefined), [0, 1]);
});

test('months are told apart from what only looks like one', () => {
  assert.deepEqual(monthSpan('2021-12'), { fromSec: at('2021-12-01T00:00Z'), toSec: at('2022-01-01T00:00Z') });
  for (const text of ['2021-13', '2021-00', '2021-1', '1999-12', '2021-12-01', ''])
    assert.equal(monthSpan(text), undefined);
});

test('a table whose months are out of order, or whose shares do not add up, is refused with the line', () => {
  const columns = 'month,basis,sample,EH/s,CN,US,other';
  assert.ok(!('code' in tableOf(columns, '2021-07,download,44,100,50,40.1,10', '2021-08,press,33,,60,,')));
  for (const rows of [
    ['2021-07,download,44,100,50,40,10', '2021-07,download,44,100,50,40,10'],
    ['2021-08,download,44,100,50,40,10', '2021-07,download,44,100,50,40,10'],
    ['2021-07,download,44,100,50,40,10', '2021-08,download,44,100,50,39.7,10'],
    ['2021-07,download,44,100,50,40,10', '2021-08,press,33,,90,10.3,'],
    ['2021-07,download,44,100,50,40,10', '2021-13,press,33,,90,10,'],
    ['2021-07,download,44,100,50,40,10', '2021-08,guess,33,,90,10,'],
  ]) {
    const reject = tableOf(columns, ...rows);
    assert.ok('code' in reject && reject.code === 'table-malformed' && reject.line === 8, rows[1]);
  }
  const twice = tableOf('month,basis,sample,EH/s,CN,CN,other', '2021-07,download,44,100,50,40,10');
  assert.ok('code' in twice && twice.code === 'table-malformed');
});
