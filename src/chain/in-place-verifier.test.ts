import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testBlock, testCoinbase, testInput, testTransactionData } from '../../test/block-builder.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import { InPlaceVerifier } from './in-place-verifier.ts';

const [OP_TRUE, OP_RETURN, OP_FALSE] = [Uint8Array.of(0x51), Uint8Array.of(0x6a), Uint8Array.of(0x00)];

const block = testBlock({
  transactions: [
    testCoinbase(1),
    testTransactionData({ inputs: [testInput(), testInput(), testInput()] }),
    testTransactionData(),
  ],
  mine: false,
});

function jobOf(transaction: number): { transaction: number; start: number; end: number } {
  const { start, end } = block.transaction(transaction);
  return { transaction, start, end };
}

const coinsOf = (...scripts: Uint8Array[]): { value: bigint; scriptPubKey: Uint8Array }[] =>
  scripts.map((scriptPubKey) => ({ value: 1n, scriptPubKey }));

test('the first input that fails is told, and nothing of the block before', () => {
  const verifier = new InPlaceVerifier(nobleSecp256k1);
  assert.equal(verifier.threads, 1);
  verifier.begin(block.bytes, 0);
  verifier.add(jobOf(1), coinsOf(OP_TRUE, OP_RETURN, OP_FALSE));
  verifier.add(jobOf(2), coinsOf(OP_FALSE));
  assert.deepEqual(verifier.finish(), { transaction: 1, input: 1, error: 'OP_RETURN' });
  verifier.begin(block.bytes, 0);
  verifier.add(jobOf(1), coinsOf(OP_TRUE, OP_TRUE, OP_TRUE));
  assert.equal(verifier.finish(), undefined);
});

test('a block that was given up leaves nothing behind', () => {
  const verifier = new InPlaceVerifier(nobleSecp256k1);
  verifier.begin(block.bytes, 0);
  verifier.add(jobOf(2), coinsOf(OP_FALSE));
  verifier.abort();
  assert.equal(verifier.finish(), undefined);
});
