import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex, testCoinbase, testInput, testOutput, testTransaction, testTxid } from '../../test/block-builder.ts';
import { SATS_MAX } from '../primitives/amount.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { BlockReject } from './block-reject.ts';
import { blockRules } from './block-rules.ts';
import { BlockSpending } from './block-spending.ts';
import type { Coin } from './coin.ts';
import { networkParams } from './params.ts';

const HEIGHT = 200;
const REGTEST = networkParams('regtest');

function spending(params = REGTEST): BlockSpending {
  const hash = new Uint8Array(32) as BlockHash;
  return new BlockSpending({
    rules: blockRules(params, { height: HEIGHT, hash }),
    medianTimePastAt: (height) => 1000 * height,
  });
}

function coinbase(value: bigint): Transaction {
  return testTransaction(testCoinbase(HEIGHT, { outputs: [testOutput({ value })] }));
}

function coin(fields: Partial<Coin> = {}): Coin {
  return { value: 10n, scriptPubKey: hex('51'), height: 100, isCoinbase: false, ...fields };
}

test('the coinbase takes subsidy and fees, not a satoshi more', () => {
  const subsidy = 2_500_000_000n;
  const run = (value: bigint): BlockReject | undefined => {
    const block = spending();
    const first = coinbase(value);
    assert.equal(block.add(first, []), undefined);
    assert.equal(block.add(testTransaction(), [coin()]), undefined);
    assert.deepEqual([block.fees, block.inputCount], [9n, 1]);
    return block.finish(first);
  };
  assert.equal(run(subsidy + 9n), undefined);
  assert.equal(run(0n), undefined, 'it may leave some');
  assert.deepEqual(run(subsidy + 10n), { code: 'bad-cb-amount', value: subsidy + 10n, limit: subsidy + 9n });
});

test('fees of a block are at most 21 million bitcoin', () => {
  const block = spending();
  block.add(coinbase(0n), []);
  const tx = testTransaction({ outputs: [testOutput({ value: 0n })] });
  assert.equal(block.add(tx, [coin({ value: SATS_MAX })]), undefined);
  assert.deepEqual(block.add(tx, [coin({ value: 1n })]), {
    code: 'bad-txns-accumulated-fee-outofrange',
    transaction: 2,
    fees: SATS_MAX + 1n,
  });
});

test('a spend that breaks a rule is told with its transaction', () => {
  const block = spending();
  block.add(coinbase(0n), []);
  const tx = testTransaction();
  assert.deepEqual(block.add(tx, [undefined]), {
    code: 'bad-txns-inputs-missingorspent',
    input: 0,
    transaction: 1,
    txid: tx.txid,
  });
});

test('relative lock times are over, or the block is refused; before BIP68 they have no meaning', () => {
  const run = (sequence: number, height: number, params = REGTEST): string => {
    const block = spending(params);
    block.add(coinbase(0n), []);
    return block.add(testTransaction({ inputs: [testInput({ sequence })] }), [coin({ height })])?.code ?? 'ok';
  };
  assert.equal(run(100, 100), 'ok');
  assert.equal(run(101, 100), 'bad-txns-nonfinal');
  assert.equal(run(101, 100, { ...REGTEST, csvHeight: HEIGHT + 1 }), 'ok');
  // Median time past of block 199 is 199,000; of the block before the coin, 149,000. 97 * 512 = 49,664; 98 * 512 = 50,176.
  assert.equal(run(0x0040_0000 | 97, 150), 'ok');
  assert.equal(run(0x0040_0000 | 98, 150), 'bad-txns-nonfinal');
});

test('signature operations of a block cost up to 80,000, those of P2SH and witnesses included', () => {
  const multisig = new Uint8Array(1000).fill(0xae);
  const program = hex(`0020${'00'.repeat(32)}`);
  const witnessTx = (extra: number): Transaction =>
    testTransaction({
      inputs: [testInput({ witness: [Uint8Array.of(...multisig, ...new Uint8Array(extra).fill(0xac))] })],
    });
  const run = (extra: number): BlockReject | undefined => {
    const block = spending();
    block.add(coinbase(0n), []);
    const bare = testTransaction({
      inputs: [testInput({ prevout: { txid: testTxid(8), vout: 0 } })],
      outputs: [testOutput({ scriptPubKey: new Uint8Array(15_000).fill(0xac) })],
    });
    assert.equal(block.add(bare, [coin()]), undefined);
    assert.equal(block.sigOpCost, 60_000);
    return block.add(witnessTx(extra), [coin({ scriptPubKey: program })]);
  };
  assert.equal(run(0), undefined);
  assert.deepEqual(run(1), { code: 'bad-blk-sigops', sigOpCost: 80_001, maxSigOpCost: 80_000 });
});
