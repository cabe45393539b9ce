import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, OP_TRUE, blockAfter, blocksAfter, spend } from '../../../test/chain-regtest.ts';
import type { TestBlock } from '../../../test/chain-regtest.ts';
import type { BlockTransaction } from '../../../test/chain-assemble-block.ts';
import { SyncNode, blockMessage, headersOf, parsed, parsedTransaction } from '../../../test/sync-node.ts';
import type { Sent } from '../../../test/sync-node.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import { SEARCHED_AT_ONCE } from './compact-sync.ts';
import { compactBlockOf } from './encode-compact-block.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 110);
const TIP = BLOCKS[109]!;
const NOW_MS = TIP.timeSec * 1000;

function spending(height: number, value = 1n): BlockTransaction {
  return spend([{ txid: BLOCKS[height - 1]!.coinbaseTxid, vout: 0 }], [{ value, scriptPubKey: OP_TRUE }]);
}

const TRANSACTIONS = [1, 2, 3, 4].map((height) => spending(height));
const NEXT = blockAfter(TIP, { transactions: TRANSACTIONS });

function compactMessage(block: TestBlock, nonce = 5n): Sent<'cmpctblock'> {
  return { type: 'cmpctblock', compact: compactBlockOf(parsed(block), nonce) };
}

function transactionsMessage(block: TestBlock, indexes: readonly number[]): Sent<'blocktxn'> {
  const whole = parsed(block);
  return { type: 'blocktxn', blockHash: block.hash, transactions: indexes.map((index) => whole.transaction(index)) };
}

async function nodeAtTip(): Promise<SyncNode> {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  for (const block of BLOCKS) node.mine(block);
  return node;
}

test('a compact block whose transactions are all in the mempool is connected without a question', async () => {
  const node = await nodeAtTip();
  node.pool.push(...TRANSACTIONS.map(parsedTransaction));
  node.connect(1);
  node.receive(1, compactMessage(NEXT));
  assert.equal(node.height, 111);
  assert.equal(node.take(1, 'getblocktxn').length, 0);
});

test('what is missing is asked for, and the block is connected when it comes', async () => {
  const node = await nodeAtTip();
  node.pool.push(parsedTransaction(TRANSACTIONS[1]!));
  node.sync.extraTransactions.add(parsedTransaction(TRANSACTIONS[3]!));
  node.connect(1);
  node.receive(1, compactMessage(NEXT));
  assert.deepEqual(
    node.take(1, 'getblocktxn').map(({ indexes }) => indexes),
    [[1, 3]],
  );
  assert.equal(node.height, 110);
  node.receive(1, transactionsMessage(NEXT, [1, 3]));
  assert.equal(node.height, 111);
  assert.deepEqual(node.sync.peerFacts(1)?.inFlight, []);
});

/** So many transactions that a search takes three turns, with those of the next block at the end. */
function fillPool(node: SyncNode): void {
  const other = parsedTransaction(spending(9));
  for (let i = 0; i < 2 * SEARCHED_AT_ONCE + 1; i++) node.pool.push(other);
  node.pool.push(...TRANSACTIONS.map(parsedTransaction));
}

test('a large mempool is looked through in turns, and others are heard in between', async () => {
  const node = await nodeAtTip();
  fillPool(node);
  node.connect(1);
  node.receive(1, compactMessage(NEXT));
  let turns = 1;
  for (; node.height === 110; turns++) {
    assert.equal(node.sync.nextDueMs, 0);
    node.tick(NOW_MS);
  }
  assert.equal(turns, 3);
  assert.ok(node.sync.nextDueMs > NOW_MS);
  assert.equal(node.take(1, 'getblocktxn').length, 0);
});

test('a search is given up when the block comes another way, or who sent it goes', async () => {
  const node = await nodeAtTip();
  fillPool(node);
  node.connect(1);
  node.receive(1, compactMessage(NEXT));
  node.receive(1, blockMessage(NEXT));
  assert.equal(node.height, 111);
  node.tick(NOW_MS);
  assert.ok(node.sync.nextDueMs > 0);
  const other = await nodeAtTip();
  fillPool(other);
  other.connect(1);
  other.receive(1, compactMessage(NEXT));
  other.disconnect(1);
  for (let i = 0; i < 5; i++) other.tick(NOW_MS);
  assert.deepEqual([other.height, other.sync.nextDueMs > 0], [110, true]);
});

test('a compact block that was asked for after its header is taken the same way', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.receive(1, headersOf([NEXT]));
  const [question] = node.take(1, 'getdata');
  assert.deepEqual(question?.inventory, [{ type: INVENTORY_TYPES.compactBlock, hash: NEXT.hash }]);
  node.receive(1, compactMessage(NEXT));
  node.receive(1, transactionsMessage(NEXT, [1, 2, 3, 4]));
  assert.equal(node.height, 111);
});

test('short ids that meet make the block be fetched whole', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  const { compact } = compactMessage(NEXT);
  const shortIds = compact.shortIds.slice();
  shortIds[1] = shortIds[0]!;
  node.receive(1, { type: 'cmpctblock', compact: { ...compact, shortIds } });
  assert.deepEqual(node.take(1, 'getdata')[0]?.inventory, [{ type: INVENTORY_TYPES.witnessBlock, hash: NEXT.hash }]);
  assert.equal(node.endings.length, 0);
  node.receive(1, blockMessage(NEXT));
  assert.equal(node.height, 111);
});

test('a wrong transaction under the right short id makes the block be fetched whole, and nobody is blamed', async () => {
  const node = await nodeAtTip();
  node.pool.push(...TRANSACTIONS.slice(1).map(parsedTransaction));
  node.connect(1);
  node.receive(1, compactMessage(NEXT));
  const other = parsedTransaction(spending(5));
  node.receive(1, { type: 'blocktxn', blockHash: NEXT.hash, transactions: [other] });
  assert.equal(node.take(1, 'getdata').length, 1);
  assert.equal(node.endings.length, 0);
  assert.equal(node.chain.index.isFailed(node.chain.tree.indexOf(NEXT.hash)), false);
  node.receive(1, blockMessage(NEXT));
  assert.equal(node.height, 111);
});

test('transactions that do not go with the question, and prefilled ones out of place, are misbehaviour', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.receive(1, compactMessage(NEXT));
  node.receive(1, transactionsMessage(NEXT, [1, 2]));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'compact-block-invalid' }]);
  assert.deepEqual(node.sync.peerFacts(1)?.inFlight, []);
  const other = await nodeAtTip();
  other.connect(1);
  const { compact } = compactMessage(NEXT);
  other.receive(1, {
    type: 'cmpctblock',
    compact: { ...compact, prefilled: [{ index: 9, tx: compact.prefilled[0]!.tx }] },
  });
  assert.deepEqual(other.endings, [{ peer: 1, how: 'misbehaved', reason: 'compact-block-invalid' }]);
});

test('transactions that nobody asked for are nothing to us', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.receive(1, transactionsMessage(NEXT, [1, 2, 3, 4]));
  node.receive(1, { type: 'blocktxn', blockHash: TIP.hash, transactions: [] });
  assert.equal(node.endings.length, 0);
  assert.equal(node.height, 110);
});

test('a peer that keeps silent does not hold up the block: the next one with it is tried beside it', async () => {
  const node = await nodeAtTip();
  // High-bandwidth peers: they gave us blocks first.
  let tip = TIP;
  for (const id of [1, 2, 3]) {
    node.connect(id);
    const block = blockAfter(tip);
    node.receive(id, headersOf([block]));
    node.receive(id, blockMessage(block));
    tip = block;
  }
  assert.deepEqual(
    [1, 2, 3].map((id) => node.sync.peerFacts(id)?.isHighBandwidthTo),
    [true, true, true],
  );
  const next = blockAfter(tip, { transactions: TRANSACTIONS });
  for (const id of [1, 2, 3]) {
    node.sent = [];
    node.receive(id, compactMessage(next, BigInt(id)));
    assert.equal(node.take(id, 'getblocktxn').length, 1, `peer ${id}`);
  }
  // A fourth would be one too many; it is tried at once, which fails without the transactions.
  node.connect(4);
  node.sent = [];
  node.receive(4, compactMessage(next));
  assert.equal(node.take(4, 'getblocktxn').length, 0);
  node.receive(2, transactionsMessage(next, [1, 2, 3, 4]));
  assert.equal(node.chain.tree.hashOf(node.chain.active.tip).join(), next.hash.join());
  assert.deepEqual(
    [1, 2, 3, 4].map((id) => node.sync.peerFacts(id)?.inFlight.length),
    [0, 0, 0, 0],
  );
});

test('three inbound peers that keep silent leave the last place to an outbound one', async () => {
  const node = await nodeAtTip();
  let tip = TIP;
  for (const id of [1, 2, 3]) {
    node.connect(id, { kind: id === 3 ? 'outbound-full-relay' : 'inbound' });
    const block = blockAfter(tip);
    node.receive(id, headersOf([block]));
    node.receive(id, blockMessage(block));
    tip = block;
  }
  const next = blockAfter(tip, { transactions: TRANSACTIONS });
  node.connect(4, { kind: 'inbound' });
  for (const id of [1, 2, 4]) node.receive(id, compactMessage(next));
  const asked = [1, 2, 4].map((id) => node.take(id, 'getblocktxn').length);
  assert.deepEqual(asked, [1, 1, 0]);
  node.receive(3, compactMessage(next));
  assert.equal(node.take(3, 'getblocktxn').length, 1);
});

test('a new high-bandwidth peer takes the place of the oldest; the last outbound one keeps its own', async () => {
  const node = await nodeAtTip();
  let tip = TIP;
  const deliver = (id: number): void => {
    tip = blockAfter(tip);
    node.receive(id, headersOf([tip]));
    node.receive(id, blockMessage(tip));
  };
  node.connect(1);
  for (const id of [2, 3, 4, 5]) node.connect(id, { kind: 'inbound' });
  for (const id of [1, 2, 3]) deliver(id);
  node.sent = [];
  deliver(4);
  const asked = (id: number): boolean[] => node.take(id, 'sendcmpct').map(({ highBandwidth }) => highBandwidth);
  assert.deepEqual([1, 2, 3, 4, 5].map(asked), [[], [false], [], [true], []]);
  deliver(1);
  deliver(5);
  assert.deepEqual(
    [1, 3, 4, 5].map((id) => node.sync.peerFacts(id)?.isHighBandwidthTo),
    [true, false, true, true],
  );
});

test('a compact block of an old header, of low work, or of a block that is here is passed over', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.sent = [];
  node.receive(1, compactMessage(BLOCKS[50]!));
  node.receive(1, compactMessage(blockAfter(BLOCKS[50]!, { extraNonce: 1 })));
  assert.equal(node.take(1, 'getdata').length, 0);
  assert.equal(node.endings.length, 0);
  const poor = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: 1000n });
  poor.connect(1, { kind: 'inbound' });
  poor.receive(1, compactMessage(BLOCKS[0]!));
  assert.equal(poor.chain.tree.size, 1);
});

test('one that connects to nothing makes us ask for headers; one far ahead is a header like others', async () => {
  const node = await nodeAtTip();
  node.connect(1);
  node.receive(1, { type: 'headers', headers: new Uint8Array(0) });
  node.sent = [];
  const ahead = blocksAfter(TIP, 4);
  node.receive(1, compactMessage(ahead[3]!));
  assert.equal(node.take(1, 'getheaders').length, 1);
  node.receive(1, headersOf(ahead.slice(0, 3)));
  node.sent = [];
  node.receive(1, compactMessage(ahead[3]!));
  assert.deepEqual(
    node.take(1, 'getdata').flatMap(({ inventory }) => inventory.map(({ type }) => type)),
    [INVENTORY_TYPES.witnessBlock],
  );
});

test('the mempool is looked through once for a block that a peer sends again and again', async () => {
  const node = await nodeAtTip();
  node.connect(1, { kind: 'inbound' });
  node.connect(2);
  node.receive(2, headersOf([NEXT]));
  let looked = 0;
  Object.defineProperty(node.pool, Symbol.iterator, {
    value: () => {
      looked++;
      return [].values();
    },
  });
  for (let i = 0; i < 50; i++) node.receive(1, compactMessage(NEXT, BigInt(i)));
  assert.equal(looked, 1);
});

test('without transactions of others no compact blocks are asked for', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS, isBlocksOnly: true });
  for (const block of BLOCKS) node.mine(block);
  node.connect(1);
  node.receive(1, headersOf([NEXT]));
  assert.equal(node.take(1, 'getdata')[0]?.inventory[0]?.type, INVENTORY_TYPES.witnessBlock);
  node.receive(1, blockMessage(NEXT));
  assert.equal(node.sync.peerFacts(1)?.isHighBandwidthTo, false);
});
