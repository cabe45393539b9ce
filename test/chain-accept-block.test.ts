import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBlock } from '../src/primitives/block.ts';
import { GENESIS_TEST_BLOCK, NOW_SEC, blockAfter, blocksAfter, deliver, memoryChain, rowOf } from './chain-regtest.ts';
import type { TestBlock } from './chain-regtest.ts';

const BASE = blocksAfter(GENESIS_TEST_BLOCK, 3);
const TIP = BASE[BASE.length - 1]!;

/** A block with another byte in its last transaction: its merkle root is wrong, its header is as it was. */
function withOtherTransaction(block: TestBlock): Pick<TestBlock, 'bytes'> {
  const bytes = block.bytes.slice();
  bytes[bytes.length - 1]! ^= 1;
  return { bytes };
}

/** A block whose coinbase has another witness than it commits to: neither header nor txids tell. */
function withOtherWitness(block: TestBlock): Pick<TestBlock, 'bytes'> {
  const bytes = block.bytes.slice();
  // Before the four bytes of the lock time are the 32 of the witness's nonce.
  bytes[bytes.length - 5]! ^= 1;
  return { bytes };
}

/** A block that pays the right sum to a coinbase without the height that BIP34 wants, at the height of another. */
function withWrongHeight(prev: TestBlock): TestBlock {
  return blockAfter({ ...prev, height: prev.height + 5 });
}

test('a block that is bad by itself leaves no header, and the good block of that header is taken later', async () => {
  const { chain } = await memoryChain();
  for (const block of BASE) deliver(chain, block);
  const next = blockAfter(TIP);
  const { accepted } = deliver(chain, withOtherTransaction(next));
  assert.equal(accepted.status === 'rejected' && accepted.reject.code, 'bad-txnmrklroot');
  assert.equal(rowOf(chain, next.hash), -1);
  assert.equal(deliver(chain, next).accepted.status, 'added');
  assert.equal(chain.active.height, TIP.height + 1);
});

test('a block that is bad by itself is told so before its parent is asked for', async () => {
  const { chain } = await memoryChain();
  const { accepted } = deliver(chain, withOtherTransaction(blockAfter(TIP)));
  assert.equal(accepted.status === 'rejected' && accepted.reject.code, 'bad-txnmrklroot');
});

test('a mutated block never marks a header that is known as failed, whether by its txids or by its witnesses', async () => {
  const { chain } = await memoryChain();
  for (const block of BASE) deliver(chain, block);
  const next = blockAfter(TIP);
  const header = chain.acceptHeader(next.bytes, 0, NOW_SEC);
  assert.equal(header.status, 'added');
  for (const [mutated, code] of [
    [withOtherTransaction(next), 'bad-txnmrklroot'],
    [withOtherWitness(next), 'bad-witness-merkle-match'],
  ] as const) {
    const { accepted } = deliver(chain, mutated);
    assert.equal(accepted.status === 'rejected' && accepted.reject.code, code);
    assert.equal(chain.index.isFailed(rowOf(chain, next.hash)), false);
  }
  assert.equal(deliver(chain, next).accepted.status, 'added');
  assert.equal(chain.active.height, TIP.height + 1);
});

test('a block that is bad at its height is remembered as failed, and so is what builds on it', async () => {
  const { chain } = await memoryChain();
  for (const block of BASE) deliver(chain, block);
  const bad = withWrongHeight(TIP);
  const { accepted } = deliver(chain, bad);
  assert.equal(accepted.status === 'rejected' && accepted.reject.code, 'bad-cb-height');
  assert.equal(chain.index.isFailed(rowOf(chain, bad.hash)), true);
  const again = deliver(chain, bad).accepted;
  assert.equal(again.status === 'rejected' && again.reject.code, 'duplicate');
  const child = deliver(chain, blockAfter({ ...bad, height: TIP.height + 1 })).accepted;
  assert.equal(child.status === 'rejected' && child.reject.code, 'bad-prevblk');
});

test('a file that is imported is told of what builds on a block that is bad by itself; a mutated one blames nobody', async () => {
  const { chain } = await memoryChain();
  for (const block of BASE) deliver(chain, block);
  const next = blockAfter(TIP);
  const header = chain.acceptHeader(next.bytes, 0, NOW_SEC);
  assert.ok(header.status === 'added');
  const mutated = parseBlock(withOtherTransaction(next).bytes);
  assert.ok(!('code' in mutated));
  const accepted = chain.acceptBlock(mutated, { nowSec: NOW_SEC });
  assert.ok(accepted.status === 'rejected');
  chain.blame(header.row, accepted.reject);
  assert.equal(chain.index.isFailed(header.row), false);
  chain.blame(header.row, { code: 'bad-cb-missing' });
  const child = deliver(chain, blockAfter(next)).accepted;
  assert.equal(child.status === 'rejected' && child.reject.code, 'bad-prevblk');
});
