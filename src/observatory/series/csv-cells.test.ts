import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvCells, csvSeparator } from './csv-cells.ts';

test('a tab comes before a semicolon, a semicolon before a comma, and quoted ones don’t count', () => {
  assert.equal(csvSeparator('time,close'), ',');
  assert.equal(csvSeparator('time;close,last'), ';');
  assert.equal(csvSeparator('time\tclose;last'), '\t');
  assert.equal(csvSeparator('"time;of day",close'), ',');
  assert.equal(csvSeparator(''), ',');
});

test('cells are trimmed, and may hold separators and quotation marks where they are quoted', () => {
  assert.deepEqual(csvCells(' a , b,,'), ['a', 'b', '', '']);
  assert.deepEqual(csvCells('"27,000.5","say ""no""";x'), ['27,000.5,say "no"', 'x']);
  assert.deepEqual(csvCells('"27,000.5","say ""no"""', ','), ['27,000.5', 'say "no"']);
  assert.equal(csvCells('"open,1'), undefined);
});

test('whatever is written as RFC 4180 wants it comes back', () => {
  const text = fc.string({ maxLength: 12 }).filter((cell) => !/[\r\n]/.test(cell) && cell === cell.trim());
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), fc.constantFrom(',', ';', '\t'), (cells, separator) => {
      const line = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator);
      assert.deepEqual(csvCells(line, separator as ','), cells);
    }),
  );
});
