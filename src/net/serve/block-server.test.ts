import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter } from '../../../test/chain-regtest.ts';
import type { TestBlock } from '../../../test/chain-regtest.ts';
import { SyncNode } from '../../../test/sync-node.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import { BlockQueue } from './block-queue.ts';
import { UploadTarget } from './upload-target.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 300);
const NOW_MS = BLOCKS[299]!.timeSec * 1000;
const DAY_MS = 24 * 60 * 60_000;
const LIMITED = SERVICE_FLAGS.networkLimited | SERVICE_FLAGS.witness;

type Options = NonNullable<Parameters<typeof SyncNode.make>[0]>;

async function nodeAt(height: number, options: Partial<Options> = {}): Promise<SyncNode> {
  const node = await SyncNode.make({ nowMs: NOW_MS, ...options });
  for (const block of BLOCKS.slice(0, height)) node.mine(block);
  node.connect(1, { kind: 'inbound' });
  node.sent = [];
  return node;
}

/** Asks for a block in one form. @returns The types of what is sent. */
function ask(node: SyncNode, block: Pick<TestBlock, 'hash'>, type: number): string[] {
  node.receive(1, { type: 'getdata', inventory: [{ type, hash: block.hash }] });
  const kinds = node.sent.map(({ message }) => message.type);
  node.sent = [];
  return kinds;
}

test('blocks are given with or without witnesses; unknown and filtered ones not at all', async () => {
  const node = await nodeAt(30);
  const { block, witnessBlock, filteredBlock } = INVENTORY_TYPES;
  node.receive(1, {
    type: 'getdata',
    inventory: [block, witnessBlock].map((type) => ({ type, hash: BLOCKS[3]!.hash })),
  });
  const given = node.take(1, 'block');
  assert.deepEqual(
    given.map(({ withoutWitness }) => withoutWitness),
    [true, undefined],
  );
  assert.deepEqual(
    given.map((message) => message.block.hash),
    [BLOCKS[3]!.hash, BLOCKS[3]!.hash],
  );
  assert.deepEqual(ask(node, { hash: new Uint8Array(32).fill(1) as Uint8Array as BlockHash }, block), []);
  assert.deepEqual(ask(node, BLOCKS[3]!, filteredBlock), []);
  assert.deepEqual(ask(node, BLOCKS[3]!, 77), []);
});

test('a compact block is given up to five blocks deep; older ones whole', async () => {
  const node = await nodeAt(300);
  const { compactBlock } = INVENTORY_TYPES;
  assert.deepEqual(ask(node, BLOCKS[299]!, compactBlock), ['cmpctblock']);
  assert.deepEqual(ask(node, BLOCKS[294]!, compactBlock), ['cmpctblock']);
  assert.deepEqual(ask(node, BLOCKS[293]!, compactBlock), ['block']);
  node.tick(NOW_MS + DAY_MS);
  assert.deepEqual(ask(node, BLOCKS[299]!, compactBlock), ['block']);
});

test('single transactions are given up to ten blocks deep; of older blocks all; out of bounds is misbehaviour', async () => {
  const node = await nodeAt(30);
  const transactions = (block: TestBlock, indexes: readonly number[]): string[] => {
    node.receive(1, { type: 'getblocktxn', blockHash: block.hash, indexes });
    const kinds = node.sent.map(({ message }) => message.type);
    node.sent = [];
    return kinds;
  };
  assert.deepEqual(transactions(BLOCKS[29]!, [0]), ['blocktxn']);
  assert.deepEqual(transactions(BLOCKS[19]!, [0]), ['blocktxn']);
  assert.deepEqual(transactions(BLOCKS[18]!, [0]), ['block']);
  assert.deepEqual(transactions({ ...BLOCKS[0]!, hash: new Uint8Array(32) as Uint8Array as BlockHash }, [0]), []);
  assert.deepEqual(transactions(BLOCKS[29]!, [0, 1]), []);
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'getblocktxn-out-of-bounds' }]);
});

test('a block beside the active chain is given while it is young, and was connected once', async () => {
  const node = await nodeAt(30);
  const fork = [blockAfter(BLOCKS[28]!, { extraNonce: 1 })];
  fork.push(blockAfter(fork[0]!));
  for (const block of fork) node.mine(block);
  // The old tip was connected; a sibling that never was, not.
  assert.deepEqual(ask(node, BLOCKS[29]!, INVENTORY_TYPES.witnessBlock), ['block']);
  const never = blockAfter(BLOCKS[28]!, { extraNonce: 2 });
  node.mine(never);
  assert.deepEqual(ask(node, never, INVENTORY_TYPES.witnessBlock), []);
  // A month of blocks later it would tell who we are.
  let tip = fork[1]!;
  for (let i = 0; i < 5; i++) {
    tip = blockAfter({ ...tip, timeSec: tip.timeSec + 7 * 24 * 60 * 60 });
    node.nowMs = tip.timeSec * 1000;
    node.mine(tip);
  }
  node.sent = [];
  assert.deepEqual(ask(node, BLOCKS[29]!, INVENTORY_TYPES.witnessBlock), []);
  assert.deepEqual(ask(node, BLOCKS[28]!, INVENTORY_TYPES.witnessBlock), ['block']);
});

test('a node with the last blocks only gives those up to 290 deep, and drops who asks for more', async () => {
  const node = await nodeAt(300, { services: LIMITED, isPruned: true });
  assert.deepEqual(ask(node, BLOCKS[9]!, INVENTORY_TYPES.witnessBlock), ['block']);
  assert.deepEqual(ask(node, BLOCKS[8]!, INVENTORY_TYPES.witnessBlock), []);
  assert.deepEqual(node.endings, [{ peer: 1, how: 'disconnect', reason: 'block-too-deep' }]);
  const full = await nodeAt(300);
  assert.deepEqual(ask(full, BLOCKS[0]!, INVENTORY_TYPES.witnessBlock), ['block']);
});

test('what is asked for waits, and is read one block at a time as there is room for it', async () => {
  const node = await nodeAt(30);
  const inventory = BLOCKS.slice(0, 20).map(({ hash }) => ({ type: INVENTORY_TYPES.witnessBlock, hash }));
  const peer = node.peers.get(1)!;
  node.perform(node.sync.receiveGetData(peer, inventory));
  assert.equal(node.sync.hasQueued(1), true);
  const size = BLOCKS[0]!.bytes.length;
  assert.equal(node.sync.serveNext(1, NOW_MS, 1).length, 1);
  assert.equal(node.sync.serveNext(1, NOW_MS, 3 * size).length, 3);
  assert.equal(node.sync.serveNext(1, NOW_MS, 0).length, 0);
  assert.equal(node.sync.serveNext(1, NOW_MS, 1_000_000).length, 16);
  assert.equal(node.sync.hasQueued(1), false);
  node.perform(node.sync.receiveGetData(peer, inventory));
  node.disconnect(1);
  assert.equal(node.sync.hasQueued(1), false);
});

test('50,000 blocks may wait for one peer, one more ends the connection', async () => {
  const node = await nodeAt(2);
  const peer = node.peers.get(1)!;
  const item = { type: INVENTORY_TYPES.witnessBlock, hash: BLOCKS[0]!.hash };
  node.perform(node.sync.receiveGetData(peer, Array(50_000).fill(item)));
  assert.equal(node.endings.length, 0);
  node.perform(node.sync.receiveGetData(peer, [item]));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'disconnect', reason: 'getdata-oversized' }]);
});

test('the queue gives back what was put in, in its order', () => {
  const queue = new BlockQueue();
  const put = Array.from({ length: 100 }, (_, row) => ({ row: row * 1000, form: 'compact' as const }));
  for (const block of put.slice(0, 60)) queue.push(block);
  const got = Array.from({ length: 50 }, () => queue.shift());
  for (const block of put.slice(60)) queue.push(block);
  while (queue.length > 0) got.push(queue.shift());
  assert.deepEqual(got, put);
  assert.equal(queue.shift(), undefined);
});

test('old blocks are not given any more once only enough is left for the new ones', async () => {
  const target = new UploadTarget(700_000_000);
  // 144 blocks of four million bytes are kept back at first.
  target.sent(123_999_999, 1);
  assert.equal(target.isReachedForHistory(1), false);
  target.sent(1, 1);
  assert.equal(target.isReachedForHistory(1), true);
  assert.equal(target.isReachedForHistory(1 + 600_000), false);
  target.sent(700_000_000, 2);
  assert.equal(target.isReachedForHistory(DAY_MS), true);
  assert.equal(target.isReachedForHistory(DAY_MS + 2), false);
  assert.equal(new UploadTarget(0).isReachedForHistory(5), false);

  const node = await SyncNode.make({ nowMs: NOW_MS, maxUploadBytes: 1000 });
  for (const block of BLOCKS.slice(0, 30)) node.mine(block);
  node.nowMs += 14 * DAY_MS;
  node.mine(blockAfter({ ...BLOCKS[29]!, timeSec: BLOCKS[29]!.timeSec + 7 * 24 * 60 * 60 - 1800 }));
  node.connect(1);
  node.sent = [];
  const { witnessBlock } = INVENTORY_TYPES;
  assert.deepEqual(ask(node, BLOCKS[28]!, witnessBlock), ['block']);
  assert.deepEqual(ask(node, BLOCKS[10]!, witnessBlock), []);
  assert.deepEqual(node.endings, [{ peer: 1, how: 'disconnect', reason: 'upload-target-reached' }]);
});

test('transactions of the block that came last are found by either hash', async () => {
  const node = await nodeAt(300);
  const tip = node.chain.readBlock(node.chain.active.tip)!;
  assert.deepEqual(node.sync.recent.transaction(tip.txid(0))?.serialized(), tip.transaction(0).serialized());
  assert.deepEqual(node.sync.recent.transaction(tip.wtxid(0))?.serialized(), tip.transaction(0).serialized());
  assert.equal(node.sync.recent.transaction(new Uint8Array(32)), undefined);
});
