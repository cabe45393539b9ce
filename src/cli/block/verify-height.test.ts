import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, testBlock, testCoinbase, testInput } from '../../../test/block-builder.ts';
import { NULL_VOUT } from '../../primitives/out-point.ts';
import type { Txid } from '../../primitives/hash.ts';
import { heightOfCoinbase } from './verify-height.ts';

function heightIn(scriptSig: string, version = 2): number | undefined {
  const prevout = { txid: new Uint8Array(32) as Txid, vout: NULL_VOUT };
  const coinbase = testCoinbase(1, { inputs: [testInput({ prevout, scriptSig: hex(scriptSig) })] });
  return heightOfCoinbase(testBlock({ transactions: [coinbase], header: { version }, mine: false }));
}

test('a coinbase’s height is read back as it is written', () => {
  for (const height of [1, 16, 17, 127, 128, 227_931, 8_388_608, 2 ** 31 - 1]) {
    const block = testBlock({ transactions: [testCoinbase(height)], mine: false });
    assert.equal(heightOfCoinbase(block), height);
  }
});

test('what is no height, or is written in another way, is none', () => {
  assert.equal(heightIn('03abcdef'), undefined, 'negative');
  assert.equal(heightIn('00ff'), undefined, 'zero');
  assert.equal(heightIn('0105ff'), undefined, 'OP_5 would be shorter');
  assert.equal(heightIn('03010000'), undefined, 'not in its shortest form');
  assert.equal(heightIn('05ffffffff00'), undefined, 'beyond four bytes');
  assert.equal(heightIn('0511'), undefined, 'cut off');
  assert.equal(heightIn('61ac'), undefined, 'no push');
  assert.equal(heightIn('03350401'), 66_613);
  assert.equal(heightIn('03350401', 1), undefined, 'version 1 need not say it');
  assert.equal(heightOfCoinbase(testBlock({ transactions: [], mine: false })), undefined);
});
