import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  testBlock,
  testCoinbase,
  testInput,
  testOutput,
  testTransactionData,
  testTxid,
} from '../../../test/block-builder.ts';
import type { Block } from '../../primitives/block.ts';
import { BlockOutputs } from './block-outputs.ts';

/** A block with so many transactions after the coinbase, with 1 to 3 outputs each. */
function blockOf(transactions: number, mark: number): Block {
  const others = Array.from({ length: transactions }, (_, i) =>
    testTransactionData({
      inputs: [testInput({ prevout: { txid: testTxid(mark), vout: i } })],
      outputs: Array.from({ length: 1 + (i % 3) }, () => testOutput()),
    }),
  );
  return testBlock({ transactions: [testCoinbase(1), ...others], mine: false });
}

function findAll(outputs: BlockOutputs, block: Block): number[] {
  return Array.from({ length: block.transactionCount }, (_, i) => outputs.find(block.txids, i * 32));
}

test('each transaction is found by its txid, in blocks of every size, and none of the block before', () => {
  const outputs = new BlockOutputs([1, 2]);
  let before: Block | undefined;
  // Beyond the first tables of 1024 slots and counts, and back.
  for (const [mark, size] of [0, 3, 511, 512, 513, 1023, 1024, 1500, 2, 1].entries()) {
    const block = blockOf(size, mark + 1);
    outputs.begin(block);
    assert.deepEqual(findAll(outputs, block), [...Array(size + 1).keys()]);
    // The coinbase is the same each time.
    if (before !== undefined)
      assert.deepEqual(findAll(outputs, before).slice(1), Array(before.transactionCount - 1).fill(-1));
    before = block;
  }
});

test('each output is spent once, and not that of another transaction', () => {
  const block = blockOf(1500, 1);
  const outputs = new BlockOutputs([1, 2]);
  for (let round = 0; round < 2; round++) {
    outputs.begin(block);
    for (let i = 0; i < block.transactionCount; i++) {
      const count = block.transaction(i).outputCount;
      for (let output = 0; output < count; output++) assert.equal(outputs.isSpent(i, output), false);
      assert.equal(outputs.spend(i, count - 1), true);
      assert.equal(outputs.spend(i, count - 1), false);
      for (let output = 0; output < count; output++) assert.equal(outputs.isSpent(i, output), output === count - 1);
    }
  }
});

test('a txid that differs in its last byte is not found', () => {
  const block = blockOf(5, 1);
  const outputs = new BlockOutputs([1, 2]);
  outputs.begin(block);
  const other = block.txid(3).slice();
  other[31]! ^= 1;
  assert.equal(outputs.find(other, 0), -1);
});
