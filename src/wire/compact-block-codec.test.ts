import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testCoinbase, testTransaction } from '../../test/block-builder.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { encodeTransaction } from '../primitives/transaction-data.ts';
import { decodeMessage } from './message-decoder.ts';

const HEADER = new Uint8Array(80).fill(1);
const COINBASE = encodeTransaction(testCoinbase(1));
const NULL_TRANSACTION = new Uint8Array(10);

interface Parts {
  readonly header?: Uint8Array;
  readonly shortIds?: number;
  /** Difference and bytes of each prefilled transaction. */
  readonly prefilled?: readonly (readonly [difference: number, tx: Uint8Array])[];
}

function payload({ header = HEADER, shortIds = 0, prefilled = [] }: Parts): Uint8Array {
  const writer = new ByteWriter()
    .raw(header)
    .u64Le(7n)
    .compactSize(shortIds)
    .raw(new Uint8Array(6 * shortIds));
  writer.compactSize(prefilled.length);
  for (const [difference, tx] of prefilled) writer.compactSize(difference).raw(tx);
  return writer.finish();
}

/** The code of the reject and why, or the indexes of the prefilled transactions. */
function verdict(parts: Parts): unknown {
  const result = decodeMessage('cmpctblock', payload(parts));
  if ('code' in result) return result.code === 'invalid-compact-block' ? result.why : result.code;
  assert.ok(result.type === 'cmpctblock');
  return result.compact.prefilled.map(({ index }) => index);
}

test('indexes of prefilled transactions are differences on the wire', () => {
  assert.deepEqual(verdict({ prefilled: [[0, COINBASE]] }), [0]);
  const three = [
    [0, COINBASE],
    [0, COINBASE],
    [2, COINBASE],
  ] as const;
  assert.deepEqual(verdict({ shortIds: 2, prefilled: three }), [0, 1, 4]);
});

test('an index is at most the number of transactions that are named before it', () => {
  assert.deepEqual(verdict({ shortIds: 3, prefilled: [[3, COINBASE]] }), [3]);
  assert.equal(verdict({ shortIds: 3, prefilled: [[4, COINBASE]] }), 'index-without-transaction');
  assert.equal(verdict({ prefilled: [[1, COINBASE]] }), 'index-without-transaction');
});

test('a difference is a 16-bit integer, and so is an index', () => {
  assert.equal(verdict({ prefilled: [[0xffff, COINBASE]] }), 'index-without-transaction');
  assert.equal(verdict({ prefilled: [[0x1_0000, COINBASE]] }), 'indexes-overflowed-16-bits');
  const over = [
    [0xffff, COINBASE],
    [0, COINBASE],
  ] as const;
  assert.equal(verdict({ prefilled: over }), 'index-without-transaction');
});

test('a compact block names at most 65,535 transactions', () => {
  assert.deepEqual(verdict({ shortIds: 65_534, prefilled: [[0, COINBASE]] }), [0]);
  assert.deepEqual(verdict({ shortIds: 65_535 }), []);
  assert.equal(verdict({ shortIds: 65_535, prefilled: [[0, COINBASE]] }), 'indexes-overflowed-16-bits');
  assert.equal(verdict({ shortIds: 65_536 }), 'indexes-overflowed-16-bits');
});

test('a compact block has bits, and a transaction, and no empty one', () => {
  assert.equal(verdict({ header: new Uint8Array(80), prefilled: [[0, COINBASE]] }), 'null-header');
  const onlyBits = new Uint8Array(80).fill(1, 72, 73);
  assert.deepEqual(verdict({ header: onlyBits, prefilled: [[0, COINBASE]] }), [0]);
  assert.equal(verdict({}), 'no-transactions');
  assert.equal(verdict({ prefilled: [[0, NULL_TRANSACTION]] }), 'null-transaction');
});

test('what ends early is cut data, before it is anything else', () => {
  const whole = payload({ header: new Uint8Array(80), shortIds: 1, prefilled: [[9, COINBASE]] });
  for (let length = 0; length < whole.length; length++) {
    const result = decodeMessage('cmpctblock', whole.subarray(0, length));
    assert.equal('code' in result && result.code, 'end-of-data', `${length} bytes`);
  }
});

/** The indexes of a getblocktxn whose differences are given, or the code of the reject. */
function requested(...differences: number[]): unknown {
  const writer = new ByteWriter().raw(new Uint8Array(32)).compactSize(differences.length);
  for (const difference of differences) writer.compactSize(difference);
  const result = decodeMessage('getblocktxn', writer.finish());
  return 'code' in result ? result.code : result.type === 'getblocktxn' && result.indexes;
}

test('asked for are indexes up to 65,535', () => {
  assert.deepEqual(requested(), []);
  assert.deepEqual(requested(0, 0, 3), [0, 1, 5]);
  assert.deepEqual(requested(65_535), [65_535]);
  assert.equal(requested(65_536), 'differential-value-overflow');
  assert.deepEqual(requested(65_534, 0), [65_534, 65_535]);
  assert.equal(requested(65_534, 1), 'differential-value-overflow');
  assert.equal(requested(65_535, 0), 'differential-value-overflow');
});

test('answered are at most as many transactions as can be asked for', () => {
  const tx = testTransaction().serialized();
  const answer = (count: number): string => {
    const writer = new ByteWriter(70_000 * tx.length).raw(new Uint8Array(32)).compactSize(count);
    for (let i = 0; i < count; i++) writer.raw(tx);
    const result = decodeMessage('blocktxn', writer.finish());
    return 'code' in result ? result.code : result.type;
  };
  assert.equal(answer(65_536), 'blocktxn');
  assert.equal(answer(65_537), 'too-many-items');
});
