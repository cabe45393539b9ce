import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';

import { blockHashToHex } from '../../primitives/hash.ts';
import type { EpochTable } from './epoch-table.ts';
import { bitsAtHeight, epochAt, epochAtTime, exposureBetween, parseEpochTable, workAtTime } from './epoch-table.ts';

const TEXT = readFileSync('data/mainnet-epochs.csv', 'utf8');
/** The table cut to its first rows, for tests that parse often. */
const SHORT = cutRows(40);
const HEAD_LINES = SHORT.split('\n').findIndex((line) => line.startsWith('height,')) + 1;

function cutRows(rows: number): string {
  const lines = TEXT.split('\n');
  const head = lines.findIndex((line) => line.startsWith('height,')) + 1;
  const text = `${lines.slice(0, head + rows).join('\n')}\n`;
  return text.replace(/^# rows: \d+$/m, `# rows: ${rows}`);
}

function parsed(text: string): EpochTable {
  const table = parseEpochTable(text);
  assert.ok(!('code' in table), JSON.stringify(table));
  return table;
}

/** Replaces one cell of a row; rows count from 0. */
function withCell(row: number, cell: number, value: string): string {
  const lines = SHORT.split('\n');
  const cells = lines[HEAD_LINES + row]!.split(',');
  cells[cell] = value;
  lines[HEAD_LINES + row] = cells.join(',');
  return lines.join('\n');
}

function cellOf(row: number, cell: number): string {
  return SHORT.split('\n')[HEAD_LINES + row]!.split(',')[cell]!;
}

test('all 414 epochs of 2009 to 2024 pass proof of work, links and retargets', () => {
  const { epochs } = parsed(TEXT);
  assert.equal(epochs.length, 414);
  assert.equal(epochs[0]!.difficulty, 1);
  assert.equal(
    blockHashToHex(epochs[0]!.firstHash),
    '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  );
  assert.equal(epochs.at(-1)!.firstHeight, 832608);
  assert.equal(epochs.at(-1)!.lastHash, undefined);
});

test('one wrong digit anywhere in the rows is refused, with the line it stands on', () => {
  const rowsStart = SHORT.split('\n').slice(0, HEAD_LINES).join('\n').length + 1;
  const digits = [...SHORT.slice(rowsStart).matchAll(/[0-9a-f]/g)].map((match) => rowsStart + match.index);
  fc.assert(
    fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 15 }), (at, by) => {
      const wrong = ((Number.parseInt(SHORT[at]!, 16) + by) % 16).toString(16);
      const table = parseEpochTable(SHORT.slice(0, at) + wrong + SHORT.slice(at + 1));
      assert.ok('code' in table, `digit ${at} may be ${wrong}`);
      assert.equal(table.line, SHORT.slice(0, at).split('\n').length);
      assert.match(table.code, /^(?:high-hash|bad-diffbits|table-malformed|table-broken-chain)$/);
    }),
    { numRuns: 400 },
  );
});

test('one wrong digit anywhere in the last epochs of the whole table is refused, too', () => {
  const start = TEXT.indexOf('\n828576,') + 1;
  for (let at = start; at < TEXT.length - 1; at += 53) {
    if (!/[0-9a-f]/.test(TEXT[at]!)) continue;
    const wrong = TEXT[at] === '7' ? '3' : '7';
    const table = parseEpochTable(TEXT.slice(0, at) + wrong + TEXT.slice(at + 1));
    assert.ok('code' in table && table.line >= 418, `digit ${at}`);
  }
});

test('bits that the epoch before does not lead to are bad-diffbits', () => {
  const table = parseEpochTable(withCell(20, 1, cellOf(19, 1)));
  assert.notEqual(cellOf(20, 1), cellOf(19, 1));
  assert.ok('code' in table && table.code === 'bad-diffbits');
  assert.equal(table.height, 20 * 2016);
  assert.equal(table.expected, Number.parseInt(cellOf(20, 1), 16));
  assert.equal(table.found, Number.parseInt(cellOf(19, 1), 16));
});

test('a nonce that gives no proof of work is high-hash, at its own height', () => {
  const first = parseEpochTable(withCell(5, 5, '12345'));
  assert.ok('code' in first && first.code === 'high-hash' && first.height === 5 * 2016);
  const last = parseEpochTable(withCell(5, 10, '12345'));
  assert.ok('code' in last && last.code === 'high-hash' && last.height === 5 * 2016 + 2015);
});

test('an epoch that is missing, twice, or after an open one is refused', () => {
  const lines = SHORT.split('\n');
  const withRows = (change: (rows: string[]) => string[]): string => {
    const rows = change(lines.slice(HEAD_LINES, -1));
    return `${[...lines.slice(0, HEAD_LINES), ...rows].join('\n')}\n`.replace(
      /^# rows: \d+$/m,
      `# rows: ${rows.length}`,
    );
  };
  const missing = parseEpochTable(withRows((rows) => rows.toSpliced(7, 1)));
  assert.deepEqual(missing, {
    code: 'table-broken-chain',
    line: HEAD_LINES + 8,
    column: 'height',
    expected: 7 * 2016,
    found: 8 * 2016,
  });
  const twice = parseEpochTable(withRows((rows) => rows.toSpliced(7, 0, rows[6]!)));
  assert.ok('code' in twice && twice.code === 'table-broken-chain' && twice.line === HEAD_LINES + 8);
  const opened = parseEpochTable(withRows((rows) => rows.with(7, `${rows[7]!.split(',').slice(0, 6).join(',')},,,,,`)));
  assert.ok('code' in opened && opened.code === 'table-malformed' && opened.line === HEAD_LINES + 9);
});

test('numbers of 32 bits end at 4294967295', () => {
  const beyond = parseEpochTable(withCell(0, 4, '4294967296'));
  assert.ok('code' in beyond && beyond.code === 'table-malformed');
  const within = parseEpochTable(withCell(0, 4, '4294967295'));
  assert.ok('code' in within && within.code === 'high-hash');
});

test('the first block has to be that of mainnet, not only have its bits', () => {
  // Block 2016 has the same bits and its own proof of work, but another block before it.
  const lines = SHORT.split('\n');
  const swapped = lines.with(HEAD_LINES, lines[HEAD_LINES + 1]!.replace('2016,', '0,')).join('\n');
  const table = parseEpochTable(swapped);
  assert.ok('code' in table && table.line === HEAD_LINES + 1);
});

test('a table that is cut off is refused, whether within a row or between rows', () => {
  const within = parseEpochTable(SHORT.slice(0, -100));
  assert.ok('code' in within && within.code === 'table-malformed' && within.line === HEAD_LINES + 40);
  const between = parseEpochTable(SHORT.slice(0, SHORT.lastIndexOf('\n', SHORT.length - 2) + 1));
  assert.deepEqual(between, { code: 'table-truncated', line: HEAD_LINES + 39, expected: 40, found: 39 });
});

test('lines may end in CRLF', () => {
  assert.equal(parsed(SHORT.replaceAll('\n', '\r\n')).epochs.length, 40);
});

test('heights map to epochs up to both ends of the table', () => {
  const table = parsed(TEXT);
  assert.equal(bitsAtHeight(table, 0), 0x1d00ffff);
  assert.equal(bitsAtHeight(table, 717695), 0x170b98ab);
  assert.equal(bitsAtHeight(table, 717696), 0x170b8c8b);
  assert.equal(epochAt(table, 834623)?.firstHeight, 832608);
  assert.equal(epochAt(table, 834624), undefined);
  assert.equal(epochAt(table, -1), undefined);
});

test('the difficulty changes at the time of the last block of an epoch', () => {
  const table = parsed(TEXT);
  const { lastTimeSec, work } = epochAt(table, 717695)!;
  assert.ok(lastTimeSec !== undefined);
  assert.equal(epochAtTime(table, lastTimeSec - 1).firstHeight, 715680);
  assert.equal(epochAtTime(table, lastTimeSec).firstHeight, 717696);
  assert.equal(workAtTime(table, lastTimeSec - 1), work);
  assert.equal(epochAtTime(table, 0).firstHeight, 0);
  assert.equal(epochAtTime(table, 4e9).firstHeight, 832608);
});

test('exposure adds up over any cut', () => {
  const table = parsed(TEXT);
  fc.assert(
    fc.property(
      fc
        .tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.nat(2 ** 31), fc.nat(2 ** 31))
        .map((at) => at.sort((a, b) => a - b)),
      ([from, cut, to]) => {
        const whole = exposureBetween(table, from!, to!);
        const parts = exposureBetween(table, from!, cut!) + exposureBetween(table, cut!, to!);
        assert.ok(Math.abs(whole - parts) <= 1e-12 * whole, `${whole} is not ${parts}`);
      },
    ),
  );
  const { lastTimeSec, work } = epochAt(table, 717695)!;
  const next = epochAt(table, 717696)!.work;
  const expected = 100 / work + 200 / next;
  const found = exposureBetween(table, lastTimeSec! - 100, lastTimeSec! + 200);
  assert.ok(Math.abs(found - expected) < 1e-12 * expected);
});
