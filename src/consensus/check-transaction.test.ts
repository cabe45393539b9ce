import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, testInput, testOutput, testTransaction, testTxid } from '../../test/block-builder.ts';
import { SATS_MAX } from '../primitives/amount.ts';
import { NULL_VOUT } from '../primitives/out-point.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import { checkTransaction, checkTxInputs } from './check-transaction.ts';
import type { Coin } from './coin.ts';

const NULL_PREVOUT = { txid: testTxid(0), vout: NULL_VOUT };

function verdict(data: Partial<TransactionData>): unknown {
  return checkTransaction(testTransaction(data)) ?? 'ok';
}

function codeOf(data: Partial<TransactionData>): string {
  return checkTransaction(testTransaction(data))?.code ?? 'ok';
}

test('a transaction has inputs and outputs', () => {
  assert.equal(codeOf({}), 'ok');
  assert.equal(codeOf({ inputs: [] }), 'bad-txns-vin-empty');
  assert.equal(codeOf({ outputs: [] }), 'bad-txns-vout-empty');
});

test('without witnesses it has up to a million bytes, however large they are', () => {
  const { strippedSize: rest } = testTransaction({ outputs: [testOutput({ scriptPubKey: new Uint8Array(999_000) })] });
  const scriptPubKey = new Uint8Array(999_000 + 1_000_000 - rest);
  const witness = [new Uint8Array(2_000_000)];
  assert.equal(codeOf({ inputs: [testInput({ witness })], outputs: [testOutput({ scriptPubKey })] }), 'ok');
  const over = [testOutput({ scriptPubKey: new Uint8Array(scriptPubKey.length + 1) })];
  assert.deepEqual(verdict({ outputs: over }), {
    code: 'bad-txns-oversize',
    strippedSizeBytes: 1_000_001,
    maxSizeBytes: 1_000_000,
  });
});

test('values are from 0 to 21 million bitcoin, one by one and together', () => {
  const values = (...list: bigint[]): unknown => verdict({ outputs: list.map((value) => testOutput({ value })) });
  assert.equal(values(0n, SATS_MAX), 'ok');
  assert.deepEqual(values(0n, -1n), { code: 'bad-txns-vout-negative', output: 1, value: -1n });
  assert.deepEqual(values(-(2n ** 63n)), { code: 'bad-txns-vout-negative', output: 0, value: -(2n ** 63n) });
  assert.deepEqual(values(SATS_MAX + 1n), { code: 'bad-txns-vout-toolarge', output: 0, value: SATS_MAX + 1n });
  assert.deepEqual(values(2n ** 63n - 1n), { code: 'bad-txns-vout-toolarge', output: 0, value: 2n ** 63n - 1n });
  assert.deepEqual(values(SATS_MAX - 1n, 1n), 'ok');
  assert.deepEqual(values(SATS_MAX, 1n), { code: 'bad-txns-txouttotal-toolarge', output: 1, total: SATS_MAX + 1n });
});

test('the outputs of block 74638, whose sum overflowed, are refused', () => {
  const value = 9_223_372_036_854_277_039n;
  assert.equal(codeOf({ outputs: [testOutput({ value }), testOutput({ value })] }), 'bad-txns-vout-toolarge');
});

test('no output is spent twice, be the inputs few or many', () => {
  for (const count of [2, 8, 9, 100]) {
    const inputs = Array.from({ length: count }, (_, i) => testInput({ prevout: { txid: testTxid(3), vout: i } }));
    assert.equal(codeOf({ inputs }), 'ok');
    for (const repeated of [0, count - 2]) {
      const again = inputs.with(count - 1, inputs[repeated]!);
      assert.deepEqual(verdict({ inputs: again }), { code: 'bad-txns-inputs-duplicate', input: count - 1 });
    }
    const sameIndexOtherTxid = inputs.with(count - 1, testInput({ prevout: { txid: testTxid(4), vout: 0 } }));
    assert.equal(codeOf({ inputs: sameIndexOtherTxid }), 'ok');
  }
});

test('a coinbase’s script has from 2 to 100 bytes', () => {
  const coinbase = (bytes: number): unknown =>
    verdict({ inputs: [testInput({ prevout: NULL_PREVOUT, scriptSig: new Uint8Array(bytes) })] });
  assert.deepEqual(coinbase(1), { code: 'bad-cb-length', scriptSigBytes: 1 });
  assert.equal(coinbase(2), 'ok');
  assert.equal(coinbase(100), 'ok');
  assert.deepEqual(coinbase(101), { code: 'bad-cb-length', scriptSigBytes: 101 });
});

test('only a single input may spend nothing, which makes it a coinbase', () => {
  const inputs = [testInput(), testInput({ prevout: NULL_PREVOUT })];
  assert.deepEqual(verdict({ inputs }), { code: 'bad-txns-prevout-null', input: 1 });
  assert.equal(codeOf({ inputs: [testInput({ prevout: { txid: testTxid(0), vout: 0 } })] }), 'ok');
  assert.equal(codeOf({ inputs: [testInput({ prevout: { txid: testTxid(1), vout: NULL_VOUT } })] }), 'ok');
});

test('of several broken rules the first in Bitcoin Core’s order is told', () => {
  const twice = [testInput({ prevout: NULL_PREVOUT }), testInput({ prevout: NULL_PREVOUT })];
  assert.equal(codeOf({ inputs: twice, outputs: [testOutput({ value: -1n })] }), 'bad-txns-vout-negative');
  assert.equal(codeOf({ inputs: twice }), 'bad-txns-inputs-duplicate');
});

function coin(fields: Partial<Coin> = {}): Coin {
  return { value: 10n, scriptPubKey: hex('51'), height: 100, isCoinbase: false, ...fields };
}

test('what inputs spend is there, and the fee is what outputs leave', () => {
  const tx = testTransaction({
    inputs: [testInput(), testInput({ prevout: { txid: testTxid(2), vout: 7 } })],
    outputs: [testOutput({ value: 15n })],
  });
  assert.equal(checkTxInputs(tx, [coin(), coin()], 200), 5n);
  assert.equal(checkTxInputs(tx, [coin(), coin({ value: 5n })], 200), 0n);
  assert.deepEqual(checkTxInputs(tx, [coin(), coin({ value: 4n })], 200), {
    code: 'bad-txns-in-belowout',
    valueIn: 14n,
    valueOut: 15n,
  });
  const missing = { code: 'bad-txns-inputs-missingorspent', input: 1 };
  assert.deepEqual(checkTxInputs(tx, [coin({ isCoinbase: true, height: 199 }), undefined], 200), missing);
  assert.deepEqual(checkTxInputs(tx, [coin()], 200), missing);
});

test('a coinbase is spent 100 blocks after it, not 99', () => {
  const tx = testTransaction();
  assert.equal(checkTxInputs(tx, [coin({ isCoinbase: true })], 200), 9n);
  assert.deepEqual(checkTxInputs(tx, [coin({ isCoinbase: true })], 199), {
    code: 'bad-txns-premature-spend-of-coinbase',
    input: 0,
    depth: 99,
  });
  assert.equal(checkTxInputs(tx, [coin()], 100), 9n, 'other outputs are spent in the block that makes them');
});

test('inputs are from 0 to 21 million bitcoin, one by one and together', () => {
  const inputs = [testInput(), testInput({ prevout: { txid: testTxid(2), vout: 7 } })];
  const tx = testTransaction({ inputs });
  const values = (a: bigint, b: bigint): unknown => checkTxInputs(tx, [coin({ value: a }), coin({ value: b })], 200);
  assert.equal(values(SATS_MAX - 1n, 1n), SATS_MAX - 1n);
  const outOfRange = { code: 'bad-txns-inputvalues-outofrange' };
  assert.deepEqual(values(SATS_MAX, 1n), { ...outOfRange, input: 1, value: 1n, total: SATS_MAX + 1n });
  assert.deepEqual(values(5n, -1n), { ...outOfRange, input: 1, value: -1n, total: 4n });
});
