import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvText, textTable } from './text-table.ts';

test('columns are as wide as their widest cell, and no line ends in spaces', () => {
  const text = textTable(
    [{ title: 'day' }, { title: 'blocks', align: 'right' }, { title: 'note' }],
    [
      ['5 January', '150', ''],
      ['6 January', '1460', 'x'],
    ],
  );
  assert.equal(text, 'day        blocks  note\n5 January     150\n6 January    1460  x\n');
});

test('CSV cells with commas, quotes and line ends are quoted; missing ones are empty', () => {
  assert.equal(
    csvText(
      ['a', 'b'],
      [
        ['x,y', 1.5],
        ['say "hi"\n', null],
      ],
    ),
    'a,b\n"x,y",1.5\n"say ""hi""\n",\n',
  );
});
