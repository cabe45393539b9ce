import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter, spend, OP_TRUE } from '../../../test/chain-regtest.ts';
import type { TestBlock } from '../../../test/chain-regtest.ts';
import { SyncNode, blockMessage, headersOf, parsed } from '../../../test/sync-node.ts';
import { BLOCK_STATUS } from '../../chain/block-index.ts';
import { encodeBlock } from '../../primitives/block-data.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 110);
const TIP = BLOCKS[104]!;
const NOW_MS = TIP.timeSec * 1000 + 60_000;
const NEXT = blockAfter(TIP, {
  transactions: [spend([{ txid: BLOCKS[0]!.coinbaseTxid, vout: 0 }], [{ value: 1n, scriptPubKey: OP_TRUE }])],
});

async function nodeAtTip(options: { readonly minimumChainWork?: bigint } = {}): Promise<SyncNode> {
  const node = await SyncNode.make({ nowMs: NOW_MS, ...options });
  for (const block of BLOCKS.slice(0, 105)) node.mine(block);
  node.sent = [];
  return node;
}

/** The same block with its last transaction twice, or without it: same hash, other content. */
function mutated(block: TestBlock, how: 'doubled' | 'cut' | 'witness'): Pick<TestBlock, 'bytes'> {
  const whole = parsed(block);
  const transactions = whole.transactions.map((tx) => tx.serialized().slice());
  if (how === 'doubled') transactions.push(transactions.at(-1)!);
  else if (how === 'cut') transactions.pop();
  // The one item of the coinbase's witness, before the lock time.
  else transactions[0]!.fill(7, transactions[0]!.length - 36, transactions[0]!.length - 4);
  return { bytes: encodeBlock(whole.header, transactions) };
}

test('a mutated block is misbehaviour, does not mark the hash, and the good one is taken', async () => {
  for (const how of ['doubled', 'cut', 'witness'] as const) {
    const node = await nodeAtTip();
    for (const id of [1, 2]) node.connect(id);
    node.receive(1, headersOf([NEXT]));
    node.receive(1, blockMessage(mutated(NEXT, how)));
    assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'block-mutated' }], how);
    assert.equal(node.chain.index.isFailed(node.chain.tree.indexOf(NEXT.hash)), false);
    node.receive(2, blockMessage(NEXT));
    assert.equal(node.height, 106, how);
  }
});

test('a mutated block of somebody who was not asked does not take the request from who was', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.connect(2, { kind: 'inbound' });
  node.receive(1, headersOf([NEXT]));
  node.receive(2, blockMessage(mutated(NEXT, 'doubled')));
  assert.deepEqual(node.endings, [{ peer: 2, how: 'misbehaved', reason: 'block-mutated' }]);
  assert.deepEqual(node.sync.peerFacts(1)?.inFlight, [106]);
  node.receive(1, blockMessage(NEXT));
  assert.equal(node.height, 106);
});

test('a block that breaks a rule is blamed on who sent it: at once, or when it is connected', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.connect(2);
  const excessive = blockAfter(TIP, { excess: 1n });
  node.receive(1, headersOf([excessive]));
  node.receive(1, blockMessage(excessive));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'block-invalid' }]);
  assert.deepEqual(node.rejected, ['bad-cb-amount']);
  assert.equal(node.height, 105);
  // Headers on top of it: an outbound peer ought to know better, and so ought an inbound one that builds on it.
  node.receive(2, headersOf([blockAfter(excessive)]));
  assert.deepEqual(node.endings[1], { peer: 2, how: 'misbehaved', reason: 'headers-invalid' });
  assert.equal(node.sync.progress(NOW_MS).headersHeight, 105);
});

test('the known header of a failed block is misbehaviour of an outbound peer, but not of an inbound one', async () => {
  const node = await nodeAtTip();
  const excessive = blockAfter(TIP, { excess: 1n });
  node.mine(excessive);
  node.connect(1);
  node.connect(2, { kind: 'inbound' });
  node.receive(2, headersOf([excessive]));
  assert.equal(node.endings.length, 0);
  node.receive(1, headersOf([excessive]));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'headers-invalid' }]);
});

test('a block without the one before it is misbehaviour', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.receive(1, blockMessage(BLOCKS[109]!));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'block-invalid' }]);
});

test('a block that nobody asked for is taken when it is the next, or as good as the tip', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.receive(1, blockMessage(NEXT));
  assert.equal(node.height, 106);
  const sibling = blockAfter(TIP, { extraNonce: 3 });
  node.receive(1, blockMessage(sibling));
  assert.equal(node.chain.index.has(node.chain.tree.indexOf(sibling.hash), BLOCK_STATUS.haveData), true);
});

test('a block that nobody asked for and that is worse than the tip is not stored', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  const old = blockAfter(BLOCKS[80]!, { extraNonce: 3 });
  node.receive(1, blockMessage(old));
  assert.equal(node.chain.index.has(node.chain.tree.indexOf(old.hash), BLOCK_STATUS.haveData), false);
  assert.equal(node.endings.length, 0);
});

test('a block that nobody asked for is stored up to 288 above the tip, and no further', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS + 1_000_000_000 });
  node.connect(1, { kind: 'inbound', services: 0n });
  const long = blocksAfter(GENESIS_TEST_BLOCK, 289);
  node.receive(1, headersOf(long));
  node.receive(1, blockMessage(long[288]!));
  node.receive(1, blockMessage(long[287]!));
  const has = (height: number): boolean =>
    node.chain.index.has(node.chain.tree.indexOf(long[height - 1]!.hash), BLOCK_STATUS.haveData);
  assert.deepEqual([has(288), has(289)], [true, false]);
});

test('a block that nobody asked for, of a chain with too little work, is not even known by its header', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: 2n * 4n });
  node.connect(1, { kind: 'inbound', services: 0n });
  for (const block of BLOCKS.slice(0, 3)) node.receive(1, blockMessage(block));
  assert.equal(node.chain.tree.size, 1);
  node.receive(1, headersOf(BLOCKS.slice(0, 3)));
  for (const block of BLOCKS.slice(0, 3)) node.receive(1, blockMessage(block));
  assert.equal(node.height, 2 - 2);
});

test('the sender of a block that was put together from a compact one is not blamed for it', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  const excessive = blockAfter(TIP, { excess: 1n });
  const block = parsed(excessive);
  const header = excessive.bytes.subarray(0, 80);
  const compact = { header, nonce: 1n, shortIds: [], prefilled: [{ index: 0, tx: block.transaction(0) }] };
  node.receive(1, { type: 'cmpctblock', compact });
  assert.deepEqual(node.rejected, ['bad-cb-amount']);
  assert.equal(node.endings.length, 0);
});
