import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GENESIS_TEST_BLOCK, OP_TRUE, blockAfter, spend } from '../../../test/chain-regtest.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { parseBlock } from '../../primitives/block.ts';
import type { Block } from '../../primitives/block.ts';
import { RecentTransactions } from './recent-transactions.ts';

test('what a block confirms is known from then on, but for its coinbase, which nobody relays', () => {
  const prevout = { txid: GENESIS_TEST_BLOCK.coinbaseTxid, vout: 0 };
  const transactions = [spend([prevout], [{ value: 1n, scriptPubKey: OP_TRUE }])];
  const block = parseBlock(blockAfter(GENESIS_TEST_BLOCK, { transactions }).bytes);
  assert.ok(!('code' in block));
  const recent = new RecentTransactions(seededRandom(1));
  assert.equal(recent.isConfirmed(block.txid(1)), false);
  recent.addConfirmed(block);
  assert.equal(recent.isConfirmed(block.txid(1)), true);
  assert.equal(recent.isConfirmed(block.txid(0)), false);
  recent.forgetConfirmed();
  assert.equal(recent.isConfirmed(block.txid(1)), false);
});

test('each of several blocks is known when it is asked for, and a block that is disconnected at once is not', () => {
  const spending = (vout: number): Block => {
    const transactions = [
      spend([{ txid: GENESIS_TEST_BLOCK.coinbaseTxid, vout }], [{ value: 1n, scriptPubKey: OP_TRUE }]),
    ];
    const block = parseBlock(blockAfter(GENESIS_TEST_BLOCK, { transactions }).bytes);
    assert.ok(!('code' in block));
    return block;
  };
  const [first, second, third] = [spending(0), spending(1), spending(2)];
  const recent = new RecentTransactions(seededRandom(1));
  recent.addConfirmed(first);
  recent.addConfirmed(second);
  assert.equal(recent.isConfirmed(first.txid(1)), true);
  assert.equal(recent.isConfirmed(second.txid(1)), true);
  assert.equal(recent.isConfirmed(third.txid(1)), false);
  recent.addConfirmed(third);
  recent.forgetConfirmed();
  assert.equal(recent.isConfirmed(third.txid(1)), false);
});
