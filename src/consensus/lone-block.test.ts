import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, testBlock, testCoinbase, testInput, testOutput, testTransactionData } from '../../test/block-builder.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from '../primitives/block.ts';
import type { Txid } from '../primitives/hash.ts';
import { encodeTransaction } from '../primitives/transaction-data.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import { verifyLoneBlock } from './lone-block.ts';
import type { LoneBlockVerdict } from './lone-block.ts';
import { networkParams } from './params.ts';
import type { SpentOutput } from './spent-output.ts';

const HEIGHT = 200;
const FROM_OUTSIDE = { value: 100n, scriptPubKey: hex('51') };

function verify(
  block: Block,
  spentOutputs: readonly (SpentOutput | undefined)[],
  medianTimePastSec?: number,
): LoneBlockVerdict {
  const params = networkParams('regtest');
  const steps = verifyLoneBlock(block, {
    params,
    height: HEIGHT,
    medianTimePastSec,
    spentOutputs,
    secp256k1: nobleSecp256k1,
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function codeOf(transactions: readonly TransactionData[], spentOutputs: readonly (SpentOutput | undefined)[]): string {
  return (
    verify(testBlock({ transactions: [testCoinbase(HEIGHT), ...transactions] }), spentOutputs).reject?.code ?? 'ok'
  );
}

function txidOf(data: TransactionData): Txid {
  return sha256d(encodeTransaction(data)) as Txid;
}

const PARENT = testTransactionData({ outputs: [testOutput({ value: 50n })] });
const CHILD = testTransactionData({ inputs: [testInput({ prevout: { txid: txidOf(PARENT), vout: 0 } })] });

test('an output made by an earlier transaction of the block is taken from there, whatever the list says', () => {
  assert.equal(codeOf([PARENT, CHILD], [FROM_OUTSIDE, undefined]), 'ok');
  assert.equal(codeOf([PARENT, CHILD], [FROM_OUTSIDE, { value: 0n, scriptPubKey: hex('6a') }]), 'ok');
  const verdict = verify(testBlock({ transactions: [testCoinbase(HEIGHT), PARENT, CHILD] }), [FROM_OUTSIDE, undefined]);
  assert.deepEqual([verdict.fees, verdict.inputCount], [50n + 49n, 2]);
});

test('an output cannot be spent before the transaction that makes it, or where there is none', () => {
  assert.equal(codeOf([CHILD, PARENT], [FROM_OUTSIDE, FROM_OUTSIDE]), 'bad-txns-inputs-missingorspent');
  const beyond = testTransactionData({ inputs: [testInput({ prevout: { txid: txidOf(PARENT), vout: 1 } })] });
  assert.equal(codeOf([PARENT, beyond], [FROM_OUTSIDE, FROM_OUTSIDE]), 'bad-txns-inputs-missingorspent');
});

test('an output cannot be spent twice in a block', () => {
  const again = testTransactionData({ lockTime: 1 });
  assert.equal(codeOf([PARENT, again], [FROM_OUTSIDE, FROM_OUTSIDE]), 'bad-txns-inputs-missingorspent');
  const childAgain = { ...CHILD, lockTime: 1 };
  assert.equal(
    codeOf([PARENT, CHILD, childAgain], [FROM_OUTSIDE, undefined, undefined]),
    'bad-txns-inputs-missingorspent',
  );
});

test('the block’s own coinbase is not mature', () => {
  const coinbase = testCoinbase(HEIGHT, { outputs: [testOutput({ value: 7n })] });
  const spend = testTransactionData({ inputs: [testInput({ prevout: { txid: txidOf(coinbase), vout: 0 } })] });
  const { reject } = verify(testBlock({ transactions: [coinbase, spend] }), [undefined]);
  assert.ok(reject?.code === 'bad-txns-premature-spend-of-coinbase');
  assert.equal(reject.depth, 0);
});

test('a script that fails is told with its transaction, after fees and before the coinbase’s amount', () => {
  const greedy = testCoinbase(HEIGHT, { outputs: [testOutput({ value: 2_100_000_000_000_000n })] });
  const spent = { value: 100n, scriptPubKey: hex('00') };
  const { reject } = verify(testBlock({ transactions: [greedy, PARENT] }), [spent]);
  assert.ok(reject?.code === 'mandatory-script-verify-flag-failed');
  assert.deepEqual([reject.transaction, reject.input, reject.error], [1, 0, 'EVAL_FALSE']);
  assert.equal(verify(testBlock({ transactions: [greedy, PARENT] }), [FROM_OUTSIDE]).reject?.code, 'bad-cb-amount');
});

test('what the spent outputs and the block do not tell is listed, and not held against the block', () => {
  const inSeconds = testTransactionData({ inputs: [testInput({ sequence: 0x0040_ffff })] });
  const block = testBlock({ transactions: [testCoinbase(HEIGHT), inSeconds] });
  const always = ['bits', 'time', 'bip30'];
  const bare = verify(block, [FROM_OUTSIDE]);
  assert.equal(bare.reject, undefined);
  assert.deepEqual(bare.unchecked, [
    ...always,
    'maturity',
    'lock-times-in-seconds',
    'relative-locks-in-blocks',
    'relative-locks-in-seconds',
  ]);
  const told = verify(block, [{ ...FROM_OUTSIDE, height: 199, isCoinbase: false }], 1_600_000_000);
  assert.equal(told.reject, undefined);
  assert.deepEqual(told.unchecked, [...always, 'relative-locks-in-seconds']);
});

test('relative locks in blocks are checked where heights are told', () => {
  const locked = testTransactionData({ inputs: [testInput({ sequence: 10 })] });
  assert.equal(codeOf([locked], [{ ...FROM_OUTSIDE, height: HEIGHT - 10 }]), 'ok');
  assert.equal(codeOf([locked], [{ ...FROM_OUTSIDE, height: HEIGHT - 9 }]), 'bad-txns-nonfinal');
});

test('lock times in seconds are held against the median time, or, where it is not known, the block’s own', () => {
  const locked = testTransactionData({ lockTime: 1_699_999_998, inputs: [testInput({ sequence: 0 })] });
  const block = testBlock({ transactions: [testCoinbase(HEIGHT), locked] });
  assert.equal(verify(block, [FROM_OUTSIDE]).reject, undefined);
  assert.equal(verify(block, [FROM_OUTSIDE], 1_699_999_998).reject?.code, 'bad-txns-nonfinal');
  const later = testTransactionData({ lockTime: 1_699_999_999, inputs: [testInput({ sequence: 0 })] });
  assert.equal(codeOf([later], [FROM_OUTSIDE]), 'bad-txns-nonfinal');
});

test('the version, and the rules by height, hold', () => {
  const old = testBlock({ transactions: [testCoinbase(HEIGHT)], header: { version: 3 } });
  assert.equal(verify(old, []).reject?.code, 'bad-version');
  const elsewhere = testBlock({ transactions: [testCoinbase(HEIGHT + 1)] });
  assert.equal(verify(elsewhere, []).reject?.code, 'bad-cb-height');
});
