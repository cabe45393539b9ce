import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { parseShareCsv } from './share-csv.ts';
import type { ShareCsvReject } from './share-csv.ts';
import type { ShareTable } from './share-table.ts';

function read(...lines: string[]): ShareTable {
  const table = parseShareCsv(lines.join('\n'), 'mine.csv');
  assert.ok(!('code' in table), JSON.stringify(table));
  return table;
}

function refused(...lines: string[]): ShareCsvReject {
  const reject = parseShareCsv(lines.join('\n'), 'mine.csv');
  assert.ok('code' in reject, JSON.stringify(reject));
  return reject;
}

test('the download of CBECI is read as it is', () => {
  const { months } = read(
    'date,country,monthly_hashrate_%,monthly_absolute_hashrate_EH/S',
    '2019-09-01,Mainland China,75.53%,66.76',
    '2019-09-01,Other,6.1%,5.39',
    '2019-09-01,"Iran, Islamic Rep.",1.74%,1.54',
    '2019-09-01,Germany *,0.9%,0.8',
  );
  assert.equal(months.length, 1);
  assert.deepEqual(
    [...months[0]!.shares],
    [
      ['CN', 0.7553],
      ['IR', 0.0174],
      ['DE', 0.009],
    ],
  );
  assert.ok(Math.abs(months[0]!.other! - 0.061) < 1e-12);
});

test('months come out in order, whatever the order of the rows, the line ends and the separators', () => {
  const { months, description } = read(
    '\uFEFFMonth;Country;Percent\r',
    '# by hand\r',
    '2024-02;KZ;10\r',
    '\r',
    '2024-01;us;36.5\r',
  );
  assert.deepEqual(
    months.map(({ month, basis }) => [month, basis]),
    [
      ['2024-01', 'own'],
      ['2024-02', 'own'],
    ],
  );
  assert.equal(months[0]!.shares.get('US'), 0.365);
  assert.equal(description, 'mine.csv');
});

test('a share without a percent sign is a ratio, unless the column says percent', () => {
  assert.equal(read('month,country,share', '2024-01,KZ,0.181').months[0]!.shares.get('KZ'), 0.181);
  assert.equal(read('month,country,share', '2024-01,KZ,18.1%').months[0]!.shares.get('KZ'), 0.181);
  assert.match(refused('month,country,share', '2024-01,KZ,18.1').message, /over 1; did you mean 18\.1%\?/);
});

test('what is wrong is named with its line', () => {
  const head = 'month,country,percent';
  for (const [row, pattern] of [
    ['2024-13,KZ,1', /not a month/],
    ['2024-01-32,KZ,1', /not a month/],
    ['2024-01,Atlantis,1', /"Atlantis" is no country/],
    ['2024-01,KZ,', /not a share/],
    ['2024-01,KZ,-1', /not a share/],
    ['2024-01,KZ,101', /not a share/],
    ['2024-01,"KZ,1', /quotation mark/],
  ] as const) {
    const reject = refused(head, '2024-01,US,1', row);
    assert.equal(reject.line, 3, row);
    assert.match(reject.message, pattern);
  }
  assert.match(refused(head, '2024-01,KZ,1', '2024-01,Kazakhstan,1').message, /2024-01 has KZ twice/);
  assert.match(refused(head, '2024-01,other,1', '2024-01,Others,1').message, /two rows of others/);
  assert.match(refused('when,country,percent').message, /month, country and percent/);
  assert.match(refused(head).message, /holds no shares/);
});

test('shares of a month may be rounded up to 100.5 %, and not beyond', () => {
  const head = 'month,country,percent';
  read(head, '2024-01,KZ,60', '2024-01,US,40.5');
  assert.match(refused(head, '2024-01,KZ,60', '2024-01,US,41').message, /add up to 101\.0 %/);
});

test('any text is answered, never thrown at', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (first, second) => {
      const answer = parseShareCsv(`month,country,percent\n${first}\n${second}`, 'x');
      assert.ok('code' in answer || answer.months.length > 0);
    }),
  );
});
