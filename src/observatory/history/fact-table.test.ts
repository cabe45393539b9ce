import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { parseFactTable, utcSec } from './fact-table.ts';

const FORM = { columns: 'a,b', row: /^(\d),(x?)$/, expected: 'a digit and perhaps an x' };
const HEAD = '# title: t\n# source: s: with a colon\n# licence: l\n# made by: hand\n# rows: 2\n';

test('a table is its facts and its rows, each with its line', () => {
  const table = parseFactTable(`${HEAD}a,b\n1,x\n2,\n`, FORM);
  assert.ok(!('code' in table));
  assert.equal(table.facts.get('source'), 's: with a colon');
  assert.deepEqual(table.rows, [
    { line: 7, cells: ['1', 'x'] },
    { line: 8, cells: ['2', ''] },
  ]);
});

test('each way to be no table is refused with its line', () => {
  const found = (text: string): unknown[] => {
    const table = parseFactTable(text, FORM);
    assert.ok('code' in table);
    return [table.code, table.line];
  };
  assert.deepEqual(found(''), ['table-malformed', 1]);
  assert.deepEqual(found('a,b\n1,x\n'), ['table-malformed', 1]);
  assert.deepEqual(found(HEAD), ['table-malformed', 6]);
  assert.deepEqual(found(`${HEAD.replace('# licence: l\n', '')}a,b\n1,x\n2,\n`), ['table-malformed', 5]);
  assert.deepEqual(found(`${HEAD}#\na,b\n1,x\n2,\n`), ['table-malformed', 6]);
  assert.deepEqual(found(`${HEAD}b,a\n1,x\n2,\n`), ['table-malformed', 6]);
  assert.deepEqual(found(`${HEAD}a,b\n1,x\n\n2,\n`), ['table-malformed', 8]);
  assert.deepEqual(found(`${HEAD}a,b\n1,x\n`), ['table-truncated', 7]);
  assert.deepEqual(found(`${HEAD}a,b\n1,x\n2,\n3,\n`), ['table-truncated', 9]);
  assert.deepEqual(found('\0'.repeat(600_000)), ['table-malformed', 1]);
});

test('what was found is quoted shortly', () => {
  const table = parseFactTable(`${HEAD}a,b\n${'9'.repeat(1000)}\n2,\n`, FORM);
  assert.ok('code' in table && table.code === 'table-malformed');
  assert.equal(table.found.length, 80);
});

test('no text at all makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      assert.equal(typeof parseFactTable(HEAD + text, FORM), 'object');
    }),
  );
});

test('only days and hours that exist are times', () => {
  assert.equal(utcSec('1970-01-02'), 86_400);
  assert.equal(utcSec('2022-01-05T10Z'), Date.UTC(2022, 0, 5, 10) / 1000);
  assert.equal(utcSec('2024-02-29'), Date.UTC(2024, 1, 29) / 1000);
  for (const text of ['2022-02-29', '2022-13-01', '2022-01-05T24Z', '2022-1-5', '2022-01-05T10', '05/01/2022', '']) {
    assert.equal(utcSec(text), undefined, text);
  }
});
