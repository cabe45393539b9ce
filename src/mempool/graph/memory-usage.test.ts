import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testInput, testOutput, testTransaction } from '../../../test/block-builder.ts';
import { transactionUsageBytes } from './memory-usage.ts';

test('a transaction counts for what its parts take on the heap in Core', () => {
  // 144 + 48 of the object and its counter, 128 of one input, 64 of one output.
  assert.equal(transactionUsageBytes(testTransaction()), 144 + 48 + 128 + 64);
});

test('scripts up to 28 bytes lie inside, longer ones do not', () => {
  const plain = transactionUsageBytes(testTransaction());
  const withScript = (bytes: number): number =>
    transactionUsageBytes(testTransaction({ outputs: [testOutput({ scriptPubKey: new Uint8Array(bytes) })] })) - plain;
  assert.equal(withScript(28), 0);
  assert.equal(withScript(29), 48);
  assert.equal(withScript(34), 64);
});

test('witness items are counted each', () => {
  const plain = transactionUsageBytes(testTransaction());
  const witness = [new Uint8Array(72), new Uint8Array(33)];
  assert.equal(transactionUsageBytes(testTransaction({ inputs: [testInput({ witness })] })) - plain, 64 + 96 + 64);
});
