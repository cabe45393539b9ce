import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  hex,
  testBlock,
  testCoinbase,
  testInput,
  testOutput,
  testTransactionData,
  testTxid,
  withCommitment,
} from '../../test/block-builder.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHeader } from '../primitives/header.ts';
import type { MerkleRoot } from '../primitives/hash.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import { describeBlockReject, isBlockMutation, blockRejectReason } from './block-reject.ts';
import type { BlockReject } from './block-reject.ts';
import { checkBlock, coinbaseHeightPush, contextualCheckBlock } from './check-block.ts';
import { networkParams } from './params.ts';

const REGTEST = networkParams('regtest');
const MAINNET = networkParams('mainnet');
const HEIGHT = 200;

function check(transactions: readonly TransactionData[], header: Partial<BlockHeader> = {}): BlockReject | undefined {
  return checkBlock(testBlock({ transactions, header }), { params: REGTEST, secp256k1: nobleSecp256k1 });
}

/** Transactions that differ in what they spend. */
function payments(count: number, data: Partial<TransactionData> = {}): TransactionData[] {
  return Array.from({ length: count }, (_, i) =>
    testTransactionData({ inputs: [testInput({ prevout: { txid: testTxid(9), vout: i } })], ...data }),
  );
}

function inContext(block: Block, context: { height?: number; medianTimePastSec?: number } = {}): string {
  const reject = contextualCheckBlock(block, REGTEST, { height: HEIGHT, medianTimePastSec: 1_600_000_000, ...context });
  if (reject !== undefined) assert.notEqual(describeBlockReject(reject), '');
  return reject?.code ?? 'ok';
}

test('a block of a coinbase and payments is good', () => {
  assert.equal(check([testCoinbase(HEIGHT), ...payments(3)]), undefined);
});

test('a hash above the target is told first', () => {
  const block = testBlock({ transactions: [testCoinbase(HEIGHT)], header: { bits: 0x1d00ffff }, mine: false });
  const options = { params: REGTEST, secp256k1: nobleSecp256k1 };
  assert.equal(checkBlock(block, options)?.code, 'high-hash');
  assert.equal(checkBlock(block, { ...options, checkWork: false }), undefined, 'a template has no work yet');
});

test('that one block was found right says nothing of another with its header', () => {
  const options = { params: REGTEST, secp256k1: nobleSecp256k1 };
  const transactions = withCommitment([testCoinbase(HEIGHT), ...payments(3)]);
  const good = testBlock({ transactions });
  for (let i = 0; i < 2; i++) {
    assert.equal(checkBlock(good, options), undefined);
    assert.equal(inContext(good), 'ok');
  }
  const { header } = good;
  const other = testBlock({ transactions: [transactions[0]!, ...payments(2)], header, mine: false });
  assert.deepEqual(other.hash, good.hash);
  assert.equal(checkBlock(other, options)?.code, 'bad-txnmrklroot');
  assert.equal(inContext(other), 'bad-witness-merkle-match');
});

test('the merkle root is that of the transactions', () => {
  const wrong = { merkleRoot: new Uint8Array(32).fill(1) as MerkleRoot };
  const reject = check([testCoinbase(HEIGHT)], wrong);
  assert.ok(reject?.code === 'bad-txnmrklroot' && isBlockMutation(reject));
  assert.deepEqual(reject.stated, wrong.merkleRoot);
  assert.match(describeBlockReject(reject), /states the merkle root (01){32}, the transactions have [0-9a-f]{64}$/);
  const unchecked = testBlock({ transactions: [testCoinbase(HEIGHT)], header: wrong });
  assert.equal(checkBlock(unchecked, { params: REGTEST, secp256k1: nobleSecp256k1, checkMerkle: false }), undefined);
});

test('transactions repeated behind an unchanged merkle root are a mutation, not a bad block (CVE-2012-2459)', () => {
  const honest = [testCoinbase(HEIGHT), ...payments(2)];
  assert.equal(check(honest), undefined);
  const reject = check([...honest, honest[2]!]);
  assert.ok(reject?.code === 'bad-txns-duplicate' && isBlockMutation(reject));
});

test('without witnesses a block has from one transaction to a million bytes', () => {
  const noTransactions = check([]);
  assert.equal(noTransactions?.code, 'bad-blk-length');
  const sized = (scriptBytes: number): readonly TransactionData[] => [
    testCoinbase(HEIGHT),
    ...payments(1, { outputs: [testOutput({ scriptPubKey: new Uint8Array(scriptBytes) })] }),
  ];
  const rest = testBlock({ transactions: sized(900_000), mine: false }).strippedSize - 900_000;
  assert.equal(check(sized(1_000_000 - rest)), undefined);
  assert.equal(check(sized(1_000_001 - rest))?.code, 'bad-blk-length');
});

test('the first transaction is a coinbase, and no other', () => {
  assert.equal(check(payments(2))?.code, 'bad-cb-missing');
  const second = check([testCoinbase(HEIGHT), ...payments(1), testCoinbase(HEIGHT + 1)]);
  assert.deepEqual(second, { code: 'bad-cb-multiple', transaction: 2 });
});

test('a transaction that breaks a rule by itself is named', () => {
  const bad = testTransactionData({ inputs: [testInput(), testInput()] });
  const reject = check([testCoinbase(HEIGHT), ...payments(1), bad]);
  assert.ok(reject?.code === 'bad-txns-inputs-duplicate');
  assert.deepEqual([reject.transaction, reject.input], [2, 1]);
  assert.match(describeBlockReject(reject), /^transaction 2 \([0-9a-f]{64}\): input 1 spends what an earlier input/);
  assert.equal(isBlockMutation(reject), false);
});

test('20,000 signature operations of old are allowed, one more is not', () => {
  const checkSigs = (count: number): readonly TransactionData[] => [
    testCoinbase(HEIGHT, { outputs: [testOutput({ value: 0n, scriptPubKey: hex('ac').slice() })] }),
    ...payments(1, { outputs: [testOutput({ scriptPubKey: new Uint8Array(count - 1).fill(0xac) })] }),
  ];
  assert.equal(check(checkSigs(20_000)), undefined);
  assert.deepEqual(check(checkSigs(20_001)), { code: 'bad-blk-sigops', sigOpCost: 80_004, maxSigOpCost: 80_000 });
  const multisig = [testCoinbase(HEIGHT, { outputs: [testOutput({ scriptPubKey: new Uint8Array(1001).fill(0xae) })] })];
  assert.equal(check(multisig)?.code, 'bad-blk-sigops', 'a multisig counts for 20');
});

test('lock times are held against height and median time past (BIP113)', () => {
  const locked = (lockTime: number): Block =>
    testBlock({
      transactions: [testCoinbase(HEIGHT), ...payments(1, { lockTime, inputs: [testInput({ sequence: 0 })] })],
    });
  assert.equal(inContext(locked(HEIGHT - 1)), 'ok');
  assert.equal(inContext(locked(HEIGHT)), 'bad-txns-nonfinal');
  assert.equal(inContext(locked(1_600_000_000)), 'bad-txns-nonfinal');
  assert.equal(inContext(locked(1_599_999_999)), 'ok');
});

test('before BIP113 lock times are held against the block’s own time', () => {
  const block = testBlock({
    transactions: [testCoinbase(1), ...payments(1, { lockTime: 1_699_999_999, inputs: [testInput({ sequence: 0 })] })],
  });
  const at = (height: number): string | undefined =>
    contextualCheckBlock(block, { ...MAINNET, bip34Height: 500_000 }, { height, medianTimePastSec: 1_600_000_000 })
      ?.code;
  assert.equal(at(419_327), undefined);
  assert.equal(at(419_328), 'bad-txns-nonfinal');
});

test('from BIP34 on the coinbase’s script begins with the height', () => {
  const block = testBlock({ transactions: [testCoinbase(HEIGHT)] });
  assert.equal(inContext(block), 'ok');
  assert.equal(inContext(block, { height: HEIGHT + 1 }), 'bad-cb-height');
  assert.equal(inContext(block, { height: 0 }), 'ok', 'the first block is exempt');
  const mainnetAt = (height: number): string | undefined =>
    contextualCheckBlock(block, MAINNET, { height, medianTimePastSec: 0 })?.code;
  assert.equal(mainnetAt(227_930), undefined);
  assert.equal(mainnetAt(227_931), 'bad-cb-height');
});

test('heights are written in the shortest form', () => {
  const forms: readonly (readonly [number, string])[] = [
    [0, '00'],
    [1, '51'],
    [16, '60'],
    [17, '0111'],
    [127, '017f'],
    [128, '028000'],
    [227_931, '035b7a03'],
    [8_388_608, '0400008000'],
  ];
  for (const [height, expected] of forms) assert.deepEqual(coinbaseHeightPush(height), hex(expected));
});

const WITNESS_PAYMENT = testTransactionData({ inputs: [testInput({ witness: [hex('aa')] })] });

test('a block with witnesses commits to them', () => {
  const good = withCommitment([testCoinbase(HEIGHT), WITNESS_PAYMENT]);
  assert.equal(inContext(testBlock({ transactions: good })), 'ok');
  const plain = testBlock({ transactions: [testCoinbase(HEIGHT), WITNESS_PAYMENT] });
  assert.equal(inContext(plain), 'unexpected-witness');
  const other = testTransactionData({ inputs: [testInput({ witness: [hex('ab')] })] });
  const malleated = testBlock({ transactions: [good[0]!, other] });
  assert.equal(inContext(malleated), 'bad-witness-merkle-match');
  const none = withCommitment([testCoinbase(HEIGHT), ...payments(1)]);
  assert.equal(inContext(testBlock({ transactions: none })), 'ok', 'a commitment without need is held to all the same');
});

test('the reserved value is the one item of the coinbase’s witness, of 32 bytes', () => {
  const [coinbase, ...others] = withCommitment([testCoinbase(HEIGHT), WITNESS_PAYMENT]);
  const withWitness = (witness: readonly Uint8Array[]): Block =>
    testBlock({ transactions: [{ ...coinbase!, inputs: [{ ...coinbase!.inputs[0]!, witness }] }, ...others] });
  const zeros = (count: number): Uint8Array => new Uint8Array(count);
  assert.equal(inContext(withWitness([zeros(32)])), 'ok');
  for (const witness of [[], [zeros(31)], [zeros(33)], [zeros(32), zeros(32)]]) {
    assert.equal(inContext(withWitness(witness)), 'bad-witness-nonce-size');
  }
  assert.equal(inContext(withWitness([zeros(32).fill(1)])), 'bad-witness-merkle-match');
});

test('of several commitments the last counts; shorter scripts are none, longer ones are', () => {
  const [coinbase, payment] = withCommitment([testCoinbase(HEIGHT), WITNESS_PAYMENT]);
  const good = coinbase!.outputs.at(-1)!;
  const bad = { value: 0n, scriptPubKey: good.scriptPubKey.with(37, good.scriptPubKey[37]! ^ 1) };
  const outputs = (...list: TransactionData['outputs']): Block =>
    testBlock({
      transactions: [{ ...coinbase!, outputs: list }, payment!],
    });
  assert.equal(inContext(outputs(bad, good)), 'ok');
  assert.equal(inContext(outputs(good, bad)), 'bad-witness-merkle-match');
  assert.equal(inContext(outputs({ value: 0n, scriptPubKey: good.scriptPubKey.slice(0, 37) })), 'unexpected-witness');
  assert.equal(inContext(outputs({ value: 0n, scriptPubKey: Uint8Array.of(...good.scriptPubKey, 1, 2) })), 'ok');
});

test('before segwit a commitment has no meaning, and no witness is allowed', () => {
  const params = { ...REGTEST, segwitHeight: HEIGHT + 1 };
  const block = testBlock({ transactions: withCommitment([testCoinbase(HEIGHT), WITNESS_PAYMENT]) });
  const at = (height: number): unknown =>
    contextualCheckBlock(block, { ...params, bip34Height: 1000 }, { height, medianTimePastSec: 0 });
  assert.deepEqual(at(HEIGHT), { code: 'unexpected-witness', transaction: 0 });
  assert.equal(at(HEIGHT + 1), undefined);
});

test('a block weighs up to 4,000,000 units, told after its witnesses were held against the commitment', () => {
  const heavy = (itemBytes: number): TransactionData[] =>
    withCommitment([
      testCoinbase(HEIGHT),
      testTransactionData({ inputs: [testInput({ witness: [new Uint8Array(itemBytes)] })] }),
    ]);
  const rest = testBlock({ transactions: heavy(3_990_000), mine: false }).weight - 3_990_000;
  assert.equal(inContext(testBlock({ transactions: heavy(4_000_000 - rest) })), 'ok');
  const over = heavy(4_000_001 - rest);
  assert.equal(inContext(testBlock({ transactions: over })), 'bad-blk-weight');
  const uncommitted = [testCoinbase(HEIGHT), over[1]!];
  assert.equal(inContext(testBlock({ transactions: uncommitted })), 'unexpected-witness');
});

test('reasons are spelled as Bitcoin Core prints them', () => {
  const script = { code: 'mandatory-script-verify-flag-failed', input: 0, error: 'EVAL_FALSE' } as const;
  assert.equal(
    blockRejectReason({ ...script, transaction: 1, txid: testTxid(1) }),
    'mandatory-script-verify-flag-failed (Script evaluated without error but finished with a false/empty top stack element)',
  );
  assert.equal(blockRejectReason({ code: 'bad-version', version: 1, requiredVersion: 4 }), 'bad-version(0x00000001)');
  assert.equal(blockRejectReason({ code: 'bad-cb-amount', value: 2n, limit: 1n }), 'bad-cb-amount');
});
