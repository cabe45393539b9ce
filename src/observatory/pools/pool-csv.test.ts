import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { parsePoolCsv } from './pool-csv.ts';

test('columns come in any order; time and bits may be missing; gaps are counted', () => {
  const table = parsePoolCsv(
    '\uFEFFpool;bits;height;time\r\nAntPool;0x170b8c8b;700000;1640000000\r\n# x\r\nunknown;;700003;\r\n',
    'mine.csv',
  );
  assert.ok(!('code' in table));
  assert.deepEqual(table.blocks, [
    { height: 700_000, pool: 'AntPool', timeSec: 1_640_000_000, bits: 0x170b_8c8b },
    { height: 700_003, pool: undefined, timeSec: undefined, bits: undefined },
  ]);
  assert.equal(table.missing, 2);
});

test('what is wrong is named with its line', () => {
  for (const [rows, line, pattern] of [
    ['h,p', 1, /height and pool/],
    ['height,pool', 1, /holds no blocks/],
    ['height,pool\nx,A', 2, /"x" is not a block height/],
    ['height,pool\n5,A\n5,B', 3, /height 5 stands behind 5/],
    ['height,pool,time\n5,A,yesterday', 2, /not a time/],
    ['height,pool,bits\n5,A,zz', 2, /compact target/],
    [`height,pool\n5,${'A'.repeat(61)}`, 2, /61 characters/],
  ] as const) {
    const reject = parsePoolCsv(rows, 'mine.csv');
    assert.ok('code' in reject, rows);
    assert.equal(reject.line, line, rows);
    assert.match(reject.message, pattern);
  }
});

test('any text is answered, never thrown at', () => {
  fc.assert(
    fc.property(fc.string(), (row) => {
      const answer = parsePoolCsv(`height,pool,time,bits\n${row}`, 'x');
      assert.ok('code' in answer || answer.blocks.length > 0);
    }),
  );
});
