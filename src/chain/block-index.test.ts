import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { AssertionError } from '../bytes/assert.ts';
import { BLOCK_STATUS, BlockIndex, INDEX_ROW_BYTES } from './block-index.ts';

const HEADER = Uint8Array.from({ length: 80 }, (_, i) => i);
const POSITION = { file: 3, offset: 4_000_000_008, sizeBytes: 999_999 };
const UNDO = { file: 3, offset: 77, sizeBytes: 123_456 };

test('a row is read as it was written, after its header', () => {
  const index = new BlockIndex();
  index.addRow(0);
  index.setData(0, POSITION, 2500);
  index.setUndo(0, UNDO);
  index.setStatus(0, { on: BLOCK_STATUS.failed });
  const bytes = index.encodeRow(0, HEADER);
  assert.equal(bytes.length, INDEX_ROW_BYTES);
  assert.deepEqual(bytes.subarray(0, 80), HEADER);
  const other = new BlockIndex();
  assert.ok(other.loadRow(5, bytes));
  assert.deepEqual(other.dataOf(5), POSITION);
  assert.deepEqual(other.undoOf(5), UNDO);
  assert.equal(other.transactionsOf(5), 2500);
  assert.equal(other.statusOf(5), BLOCK_STATUS.haveData | BLOCK_STATUS.haveUndo | BLOCK_STATUS.failed);
  assert.deepEqual(other.takeChanged(), [], 'what was loaded need not be written');
  assert.deepEqual(other.encodeRow(5, HEADER), bytes);
});

test('a row of another length is refused', () => {
  const index = new BlockIndex();
  for (const length of [0, 80, INDEX_ROW_BYTES - 1, INDEX_ROW_BYTES + 1]) {
    assert.equal(index.loadRow(0, new Uint8Array(length)), false);
  }
  assert.equal(index.statusOf(0), 0);
});

test('rows keep what they had when the columns grow', () => {
  const index = new BlockIndex();
  const rows = 10_000;
  for (let row = 0; row < rows; row++) {
    index.addRow(row);
    index.setData(row, { file: row, offset: row + 1, sizeBytes: row + 2 }, row + 3);
    index.setUndo(row, { file: row, offset: row + 4, sizeBytes: row + 5 });
    index.setChainTransactions(row, row + 6);
    index.setSequence(row, 1 - row);
  }
  for (let row = 0; row < rows; row += 7) {
    assert.deepEqual(index.dataOf(row), { file: row, offset: row + 1, sizeBytes: row + 2 });
    assert.deepEqual(index.undoOf(row), { file: row, offset: row + 4, sizeBytes: row + 5 });
    const { transactions, chain, sequence } = {
      transactions: index.transactionsOf(row),
      chain: index.chainTransactionsOf(row),
      sequence: index.sequenceOf(row),
    };
    assert.deepEqual([transactions, chain, sequence], [row + 3, row + 6, 1 - row]);
  }
  const loaded = new BlockIndex();
  assert.ok(loaded.loadRow(4096, index.encodeRow(9_999, HEADER)), 'the first row beyond the first room');
  assert.equal(loaded.transactionsOf(4096), 10_002);
});

test('status bits are switched one by one, and each change is told once, lowest row first', () => {
  const bits = Object.values(BLOCK_STATUS);
  fc.assert(
    fc.property(
      fc.array(fc.record({ row: fc.nat(9), on: fc.subarray(bits), off: fc.subarray(bits) }), { maxLength: 40 }),
      (changes) => {
        const index = new BlockIndex();
        const model = Array.from({ length: 10 }, () => 0);
        const changed = new Set<number>();
        const sum = (each: readonly number[]): number => each.reduce((all, bit) => all | bit, 0);
        for (const { row, on, off } of changes) {
          index.setStatus(row, { on: sum(on), off: sum(off) });
          const next = (model[row]! & ~sum(off)) | sum(on);
          if (next !== model[row]) changed.add(row);
          model[row] = next;
        }
        assert.deepEqual(
          model.map((_, row) => index.statusOf(row)),
          model,
        );
        assert.deepEqual(
          model.map((_, row) => index.isFailed(row)),
          model.map((status) => (status & (BLOCK_STATUS.failed | BLOCK_STATUS.failedChild)) !== 0),
        );
        assert.equal(index.changedCount, changed.size);
        assert.deepEqual(
          index.takeChanged(),
          [...changed].sort((a, b) => a - b),
        );
        assert.deepEqual(index.takeChanged(), []);
      },
    ),
  );
});

test('undo data go with the file of their block; what is pruned keeps its count of transactions', () => {
  const index = new BlockIndex();
  index.addRow(0);
  index.setData(0, POSITION, 12);
  assert.throws(() => index.setUndo(0, { ...UNDO, file: 4 }), AssertionError);
  index.setUndo(0, UNDO);
  index.takeChanged();
  index.dropData(0);
  assert.equal(index.has(0, BLOCK_STATUS.haveData), false);
  assert.equal(index.has(0, BLOCK_STATUS.haveUndo), false);
  assert.equal(index.transactionsOf(0), 12);
  assert.deepEqual(index.takeChanged(), [0]);
});
