import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseBlockTimesCsv } from './block-times-csv.ts';
import type { BlockTimesTable } from './block-times-csv.ts';

function table(text: string): BlockTimesTable {
  const parsed = parseBlockTimesCsv(text);
  assert.ok(!('code' in parsed), JSON.stringify(parsed));
  return parsed;
}

function rejected(text: string): { line: number; message: string } {
  const parsed = parseBlockTimesCsv(text);
  assert.ok('code' in parsed, 'expected a reject');
  return parsed;
}

test('height and time are read, with names or without', () => {
  const named = table('height,time\n7,100\n8,200\n');
  assert.deepEqual([named.firstHeight, ...named.timesSec], [7, 100, 200]);
  assert.equal(named.bits, undefined);
  assert.equal(named.timeSource, 'header');
  assert.deepEqual([...table('7,100\n8,200').timesSec], [100, 200]);
});

test('columns may stand in any order, with bits in hex', () => {
  const parsed = table('bits,time,height\n170b8c8b,100,7\n0x170B8C8B,200,8\n');
  assert.deepEqual([...parsed.bits!], [0x170b8c8b, 0x170b8c8b]);
});

test('arrival times are used in place of header times', () => {
  const parsed = table('height,time,arrival\n7,100,101.5\n8,200,203\n');
  assert.equal(parsed.timeSource, 'arrival');
  assert.deepEqual([...parsed.timesSec], [101.5, 203]);
});

test('CRLF, a byte-order mark, blank lines, quotes, comments and semicolons are taken', () => {
  assert.deepEqual([...table('\uFEFFheight;time\r\n\r\n# two blocks\r\n"7";"100"\r\n8;200\r\n').timesSec], [100, 200]);
});

test('a gap, a repeat and a step back in the heights are named with their line', () => {
  assert.deepEqual(rejected('height,time\n7,100\n9,200\n').line, 3);
  assert.match(rejected('height,time\n7,100\n9,200\n').message, /height 9 stands where 8 was expected/);
  assert.match(rejected('height,time\n7,100\n7,200\n').message, /height 7 stands where 8 was expected/);
});

test('what is no number, no time, or in milliseconds is named', () => {
  assert.match(rejected('height,time\n7,soon\n8,9\n').message, /"soon" is not a time/);
  assert.match(rejected('height,time\n-7,100\n').message, /"-7" is not a block height/);
  assert.match(rejected('height,time\n7,1641378600000\n').message, /milliseconds/);
  assert.match(rejected('height,time,bits\n7,100,12\n').message, /"12" is not a compact target/);
  assert.match(rejected('height,time\n7\n').message, /"" is not a time/);
});

test('times on both sides of the end of a 32-bit header time', () => {
  assert.deepEqual([...table('1,4294967294\n2,4294967295').timesSec], [4294967294, 4294967295]);
  assert.match(rejected('1,4294967295\n2,4294967296').message, /beyond the year 2106/);
});

test('an empty file, a heading alone, and one block are too little', () => {
  for (const text of ['', '\n\n', 'height,time\n', 'height,time\n1,100\n']) {
    assert.match(rejected(text).message, /at least 2 are needed/);
  }
});

test('a file of something else is told what is expected', () => {
  assert.match(rejected('<html>\n').message, /name the columns height and time/);
  assert.match(rejected('12345\n').message, /expected height,time/);
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: fc.constantFrom(...'0123456789,;\n\r"#.abxheigtm \t-') }), (text) => {
      const parsed = parseBlockTimesCsv(text);
      assert.ok('code' in parsed ? parsed.line >= 1 : parsed.timesSec.length >= 2);
    }),
  );
});
