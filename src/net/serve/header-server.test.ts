import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter } from '../../../test/chain-regtest.ts';
import type { TestBlock } from '../../../test/chain-regtest.ts';
import { SyncNode, headersOf } from '../../../test/sync-node.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 620);
const NOW_MS = BLOCKS[619]!.timeSec * 1000;
const NO_HASH = new Uint8Array(32) as Uint8Array as BlockHash;
const STRANGE = new Uint8Array(32).fill(9) as Uint8Array as BlockHash;
const DAY_MS = 24 * 60 * 60_000;

async function nodeAt(
  height: number,
  options: { readonly minimumChainWork?: bigint; readonly isPruned?: boolean } = {},
): Promise<SyncNode> {
  const node = await SyncNode.make({ nowMs: NOW_MS, ...options });
  for (const block of BLOCKS.slice(0, height)) node.mine(block);
  node.connect(1, { kind: 'inbound' });
  node.sent = [];
  return node;
}

function ask(node: SyncNode, locator: readonly BlockHash[], stopHash: BlockHash = NO_HASH): Uint8Array | undefined {
  node.receive(1, { type: 'getheaders', version: 70016, locator, stopHash });
  return node.take(1, 'headers').at(-1)?.headers;
}

const headers = (blocks: readonly TestBlock[]): Uint8Array => headersOf(blocks).headers;

test('headers are given from the first hash of the locator that is on the active chain', async () => {
  const node = await nodeAt(30);
  const fork = blockAfter(BLOCKS[4]!, { extraNonce: 3 });
  node.mine(fork);
  assert.deepEqual(ask(node, [STRANGE, fork.hash, BLOCKS[19]!.hash, BLOCKS[9]!.hash]), headers(BLOCKS.slice(20, 30)));
  assert.deepEqual(ask(node, [STRANGE]), headers(BLOCKS.slice(0, 30)));
  assert.deepEqual(ask(node, [BLOCKS[19]!.hash], BLOCKS[21]!.hash), headers(BLOCKS.slice(20, 22)));
  assert.deepEqual(ask(node, [BLOCKS[29]!.hash]), new Uint8Array(0));
});

test('without a locator the one header is given, if it may be', async () => {
  const node = await nodeAt(30);
  assert.deepEqual(ask(node, [], BLOCKS[10]!.hash), headers(BLOCKS.slice(10, 11)));
  assert.equal(ask(node, [], STRANGE), undefined);
  const fork = blockAfter(BLOCKS[4]!, { extraNonce: 3 });
  node.receive(1, headersOf([fork]));
  assert.equal(ask(node, [], fork.hash), undefined);
});

test('a locator of 101 hashes is answered, one of 102 ends the connection', async () => {
  const node = await nodeAt(5);
  assert.equal(ask(node, Array<BlockHash>(101).fill(STRANGE))?.length, 400);
  assert.equal(ask(node, Array<BlockHash>(102).fill(STRANGE)), undefined);
  assert.deepEqual(node.endings, [{ peer: 1, how: 'disconnect', reason: 'locator-oversized' }]);
});

test('a chain with too little work is given to nobody: the answer is empty', async () => {
  const poor = await nodeAt(30, { minimumChainWork: 2n * 32n });
  assert.deepEqual(ask(poor, [GENESIS_TEST_BLOCK.hash]), new Uint8Array(0));
  const rich = await nodeAt(30, { minimumChainWork: 2n * 31n });
  assert.equal(ask(rich, [GENESIS_TEST_BLOCK.hash])?.length, 30 * 80);
});

function askBlocks(node: SyncNode, locator: readonly BlockHash[], stopHash: BlockHash = NO_HASH): BlockHash[] {
  node.receive(1, { type: 'getblocks', version: 70016, locator, stopHash });
  return node.take(1, 'inv').flatMap(({ inventory }) => inventory.map(({ hash }) => hash as BlockHash));
}

test('getblocks tells of 500 blocks; the last of them, when it is given, is followed by the tip', async () => {
  const node = await nodeAt(620);
  const told = askBlocks(node, [GENESIS_TEST_BLOCK.hash]);
  assert.deepEqual([told.length, told[499]], [500, BLOCKS[499]!.hash]);
  node.receive(1, { type: 'getdata', inventory: [{ type: INVENTORY_TYPES.block, hash: BLOCKS[498]!.hash }] });
  assert.equal(node.take(1, 'inv').length, 0);
  node.receive(1, { type: 'getdata', inventory: [{ type: INVENTORY_TYPES.block, hash: BLOCKS[499]!.hash }] });
  const kinds = node.sent.map(({ message }) => message.type);
  assert.deepEqual(kinds, ['block', 'inv']);
  assert.deepEqual(node.take(1, 'inv')[0]?.inventory[0]?.hash, BLOCKS[619]!.hash);
  assert.equal(askBlocks(node, [BLOCKS[499]!.hash]).length, 120);
  assert.equal(askBlocks(node, [BLOCKS[499]!.hash], BLOCKS[509]!.hash).length, 9);
});

test('a pruned node tells of no blocks that may be gone before they are asked for', async () => {
  const node = await nodeAt(400, { isPruned: true });
  assert.equal(askBlocks(node, [BLOCKS[0]!.hash]).length, 0);
  // 288 less an hour's six: those above 118.
  assert.equal(askBlocks(node, [BLOCKS[116]!.hash]).length, 0);
  assert.equal(askBlocks(node, [BLOCKS[117]!.hash]).length, 282);
});

test('a node with an old tip gives headers all the same', async () => {
  const node = await nodeAt(30);
  node.tick(NOW_MS + 30 * DAY_MS);
  assert.equal(ask(node, [GENESIS_TEST_BLOCK.hash])?.length, 30 * 80);
});
