import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter } from '../../../test/chain-regtest.ts';
import { SyncNode, blockMessage, headersOf } from '../../../test/sync-node.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 1100);
const DAY_MS = 24 * 60 * 60_000;
/** Long after all blocks: they are downloaded, not announced. */
const LATER_MS = BLOCKS[1099]!.timeSec * 1000 + 2 * DAY_MS;
/** Soon after the first 40. */
const SOON_MS = BLOCKS[39]!.timeSec * 1000 + 60_000;
const HEIGHT_OF = new Map(BLOCKS.map(({ hash, height }) => [Buffer.from(hash).toString('hex'), height]));

/** Heights that a peer was asked for since this was last asked. */
function asked(node: SyncNode, id: number): number[] {
  return node
    .take(id, 'getdata')
    .flatMap(({ inventory }) => inventory.map(({ hash }) => HEIGHT_OF.get(Buffer.from(hash).toString('hex'))!));
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function downloading(peers: readonly number[], headers: number = 1100): Promise<SyncNode> {
  const node = await SyncNode.make({ nowMs: LATER_MS });
  for (const id of peers) {
    node.connect(id);
    node.receive(id, headersOf(BLOCKS.slice(0, headers)));
  }
  return node;
}

test('each peer is asked for sixteen blocks, and no block is asked of two', async () => {
  const node = await downloading([1, 2, 3]);
  assert.deepEqual(asked(node, 1), range(1, 16));
  assert.deepEqual(asked(node, 2), range(17, 32));
  assert.deepEqual(asked(node, 3), range(33, 48));
});

test('a block that comes makes room for the next one to be asked for', async () => {
  const node = await downloading([1, 2]);
  asked(node, 1);
  node.receive(1, blockMessage(BLOCKS[0]!));
  assert.deepEqual(asked(node, 1), [33]);
  assert.equal(node.height, 1);
});

test('blocks are asked for with their witnesses, of peers that have them', async () => {
  const node = await downloading([1]);
  const [message] = node.take(1, 'getdata');
  assert.ok(message?.inventory.every(({ type }) => type === INVENTORY_TYPES.witnessBlock));
  const old = await SyncNode.make({ nowMs: LATER_MS });
  old.connect(1, { services: SERVICE_FLAGS.network });
  old.receive(1, headersOf(BLOCKS));
  assert.deepEqual(asked(old, 1), []);
});

test('blocks out of order are kept, and connected when the one before comes', async () => {
  const node = await downloading([1]);
  for (const height of [3, 2, 5, 4]) node.receive(1, blockMessage(BLOCKS[height - 1]!));
  assert.equal(node.height, 0);
  node.receive(1, blockMessage(BLOCKS[0]!));
  assert.equal(node.height, 5);
});

test('what a peer that is gone was asked for is asked of another', async () => {
  const node = await downloading([1, 2]);
  asked(node, 2);
  node.disconnect(1);
  for (const height of range(17, 32)) node.receive(2, blockMessage(BLOCKS[height - 1]!));
  assert.deepEqual(asked(node, 2).slice(0, 16), range(1, 16));
});

test('an inbound peer is only fetched from when nothing is under way from an outbound one', async () => {
  const node = await SyncNode.make({ nowMs: LATER_MS });
  node.connect(1);
  node.connect(2, { kind: 'inbound' });
  node.receive(1, headersOf(BLOCKS));
  node.receive(2, headersOf(BLOCKS));
  assert.deepEqual(asked(node, 2), []);
  const alone = await SyncNode.make({ nowMs: LATER_MS });
  alone.connect(2, { kind: 'inbound' });
  alone.receive(2, headersOf(BLOCKS));
  assert.equal(asked(alone, 2).length, 16);
});

test('a peer with the last blocks only gives none during the first download, and then none older than 286', async () => {
  const node = await SyncNode.make({ nowMs: LATER_MS });
  const services = SERVICE_FLAGS.networkLimited | SERVICE_FLAGS.witness;
  node.connect(1, { services });
  node.receive(1, headersOf(BLOCKS));
  assert.deepEqual(asked(node, 1), []);
  const near = await SyncNode.make({ nowMs: BLOCKS[299]!.timeSec * 1000, maxTipAgeMs: 400 * DAY_MS });
  near.connect(1, { services });
  near.receive(1, headersOf(BLOCKS.slice(0, 300)));
  // 300 less 286 is 14: the fork lies deeper than that.
  assert.deepEqual(asked(near, 1).slice(0, 3), [15, 16, 17]);
});

test('nothing is asked for that lies more than 1,024 blocks after the last one shared', async () => {
  const node = await downloading([1, 2]);
  let highest = 0;
  for (let wanted = asked(node, 2); wanted.length > 0; wanted = asked(node, 2)) {
    highest = Math.max(highest, ...wanted);
    for (const height of wanted) node.receive(2, blockMessage(BLOCKS[height - 1]!));
  }
  assert.equal(highest, 1024);
});

test('who holds up the window is dropped after two seconds; the next one is given four', async () => {
  const node = await downloading([1, 2]);
  for (let wanted = asked(node, 2); wanted.length > 0; wanted = asked(node, 2)) {
    for (const height of wanted) node.receive(2, blockMessage(BLOCKS[height - 1]!));
  }
  node.advance(LATER_MS + 2000);
  assert.equal(node.endings.length, 0);
  node.advance(LATER_MS + 2001);
  assert.deepEqual(node.endings, [{ peer: 1, how: 'disconnect', reason: 'block-stalling' }]);
  // The next one to hold it up, right after.
  node.disconnect(1);
  node.connect(3);
  node.receive(3, headersOf(BLOCKS));
  const sinceMs = node.nowMs;
  node.disconnect(2);
  node.connect(4);
  node.receive(4, headersOf(BLOCKS));
  node.advance(sinceMs + 4000);
  assert.equal(node.endings.length, 1);
  node.advance(sinceMs + 4001);
  assert.deepEqual(node.endings[1], { peer: 3, how: 'disconnect', reason: 'block-stalling' });
});

test('who holds up the window and sends its block within two seconds is kept, and the window moves on', async () => {
  const node = await downloading([1, 2]);
  for (let wanted = asked(node, 2); wanted.length > 0; wanted = asked(node, 2)) {
    for (const height of wanted) node.receive(2, blockMessage(BLOCKS[height - 1]!));
  }
  node.advance(LATER_MS + 1999);
  // The window moves by one, and there is one more to ask for.
  node.receive(1, blockMessage(BLOCKS[0]!));
  node.advance(LATER_MS + 2500);
  assert.deepEqual(
    [...asked(node, 1), ...asked(node, 2)].filter((height) => height > 1024),
    [1025],
  );
  assert.equal(node.endings.length, 0);
});

test('a block that does not come in ten minutes, and five more for each other peer, ends the connection', async () => {
  const alone = await downloading([1], 10);
  alone.advance(LATER_MS + 600_000);
  assert.equal(alone.endings.length, 0);
  alone.advance(LATER_MS + 600_001);
  assert.deepEqual(alone.endings, [{ peer: 1, how: 'disconnect', reason: 'block-timeout' }]);
  const both = await downloading([1, 2], 40);
  both.advance(LATER_MS + 900_000);
  assert.equal(both.endings.length, 0);
  both.advance(LATER_MS + 900_001);
  assert.equal(both.endings[0]?.reason, 'block-timeout');
});

test('a slow drip of one block in nine minutes keeps the connection, but holds up nobody else', async () => {
  const node = await downloading([1], 10);
  for (let i = 0; i < 10; i++) {
    node.advance(LATER_MS + (i + 1) * 540_000);
    node.receive(1, blockMessage(BLOCKS[i]!));
  }
  assert.equal(node.endings.length, 0);
  assert.equal(node.height, 10);
});

test('a header near the tip is fetched at once: alone as a compact block, several as whole ones', async () => {
  const node = await SyncNode.make({ nowMs: SOON_MS });
  for (const block of BLOCKS.slice(0, 38)) node.mine(block);
  node.connect(1);
  node.take(1, 'getheaders');
  node.receive(1, headersOf([BLOCKS[38]!]));
  const [one] = node.take(1, 'getdata');
  assert.deepEqual(
    one?.inventory.map(({ type }) => type),
    [INVENTORY_TYPES.compactBlock],
  );
  node.receive(1, blockMessage(BLOCKS[38]!));
  const fork = blocksAfter(blockAfter(BLOCKS[36]!, { extraNonce: 5 }), 3);
  node.receive(1, headersOf([blockAfter(BLOCKS[36]!, { extraNonce: 5 }), ...fork]));
  const [several] = node.take(1, 'getdata');
  assert.deepEqual(
    several?.inventory.map(({ type }) => type),
    Array(4).fill(INVENTORY_TYPES.witnessBlock),
  );
});

test('a chain with less work than the tip, or on a block that has failed, is not fetched', async () => {
  const node = await SyncNode.make({ nowMs: SOON_MS });
  for (const block of BLOCKS.slice(0, 38)) node.mine(block);
  node.connect(1);
  const fork = blocksAfter(blockAfter(BLOCKS[30]!, { extraNonce: 5 }), 3);
  node.receive(1, headersOf([blockAfter(BLOCKS[30]!, { extraNonce: 5 }), ...fork]));
  assert.equal(node.take(1, 'getdata').length, 0);
  const bad = blockAfter(BLOCKS[37]!, { excess: 1n });
  node.mine(bad);
  const onBad = blockAfter(bad);
  node.receive(1, headersOf([onBad]));
  assert.equal(node.take(1, 'getdata').length, 0);
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'headers-invalid' }]);
});

test('one block can be asked of one peer whatever was asked before', async () => {
  const node = await downloading([1, 2]);
  const row = node.chain.tree.indexOf(BLOCKS[0]!.hash);
  asked(node, 2);
  node.perform(node.sync.fetchBlock(2, row, node.nowMs) ?? []);
  assert.deepEqual(asked(node, 2), [1]);
  assert.equal(node.sync.fetchBlock(9, row, node.nowMs), undefined);
});
