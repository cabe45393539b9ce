import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blocksAfter } from '../../../test/chain-regtest.ts';
import { SyncNode, headersOf } from '../../../test/sync-node.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 40);
const NOW_MS = BLOCKS[39]!.timeSec * 1000;
const MINUTE_MS = 60_000;

async function nodeAt(height: number): Promise<SyncNode> {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  for (const block of BLOCKS.slice(0, height)) node.mine(block);
  return node;
}

test('an outbound peer that stays behind is asked after 20 minutes, and dropped 2 minutes later', async () => {
  const node = await nodeAt(30);
  node.connect(1);
  node.receive(1, headersOf([BLOCKS[10]!]));
  node.take(1, 'getheaders');
  node.advance(NOW_MS + 20 * MINUTE_MS);
  assert.equal(node.take(1, 'getheaders').length, 0);
  node.advance(NOW_MS + 20 * MINUTE_MS + 1);
  assert.deepEqual(node.take(1, 'getheaders')[0]?.locator[0], BLOCKS[28]!.hash);
  node.advance(NOW_MS + 22 * MINUTE_MS + 1);
  assert.equal(node.endings.length, 0);
  node.advance(NOW_MS + 22 * MINUTE_MS + 2);
  assert.deepEqual(node.endings, [{ peer: 1, how: 'disconnect', reason: 'chain-outdated' }]);
});

test('one that catches up with the tip of then is given time anew; with the tip of now, all of it', async () => {
  const node = await nodeAt(30);
  node.connect(1, { kind: 'block-relay-only' });
  node.receive(1, headersOf([BLOCKS[10]!]));
  node.mine(BLOCKS[30]!);
  node.advance(NOW_MS + 19 * MINUTE_MS);
  node.receive(1, headersOf([BLOCKS[29]!]));
  node.advance(NOW_MS + 38 * MINUTE_MS);
  assert.equal(node.endings.length, 0);
  node.receive(1, headersOf([BLOCKS[30]!]));
  node.advance(NOW_MS + 300 * MINUTE_MS);
  assert.equal(node.endings.length, 0);
});

test('four full-relay peers with a good chain are protected; the fifth, and one for blocks only, are not', async () => {
  const node = await nodeAt(30);
  for (const id of [1, 2, 3, 4, 5]) node.connect(id);
  node.connect(6, { kind: 'block-relay-only' });
  for (const id of [1, 2, 3, 4, 5, 6]) node.receive(id, headersOf([BLOCKS[29]!]));
  node.mine(BLOCKS[30]!);
  node.advance(NOW_MS + 60 * MINUTE_MS);
  assert.deepEqual(
    node.endings.map(({ peer }) => peer),
    [5, 6],
  );
});

test('inbound and manual peers are never dropped for their chain', async () => {
  const node = await nodeAt(30);
  node.connect(1, { kind: 'inbound' });
  node.connect(2, { kind: 'manual' });
  for (const id of [1, 2]) node.receive(id, headersOf([BLOCKS[10]!]));
  node.advance(NOW_MS + 300 * MINUTE_MS);
  assert.equal(node.endings.length, 0);
});

test('what decides who goes when there are too many is told: blocks given, announced, awaited, and protection', async () => {
  const node = await nodeAt(30);
  for (const id of [1, 2]) node.connect(id);
  node.receive(1, headersOf([BLOCKS[29]!]));
  node.receive(2, headersOf(BLOCKS.slice(30, 31)));
  assert.equal(node.sync.outboundFacts(1)?.isProtected, true);
  const second = node.sync.outboundFacts(2);
  assert.equal(second?.lastBlockAnnouncementAtMs, node.nowMs);
  assert.equal(second?.blocksInFlight, 1);
  assert.equal(node.sync.outboundFacts(3), undefined);
});

test('the tip may be stale when none has come for three block intervals, and none is under way', async () => {
  const node = await nodeAt(30);
  assert.equal(node.sync.tipMayBeStale(NOW_MS + 30 * MINUTE_MS), false);
  assert.equal(node.sync.tipMayBeStale(NOW_MS + 30 * MINUTE_MS + 1), true);
  node.connect(1);
  node.receive(1, headersOf([BLOCKS[30]!]));
  assert.equal(node.sync.tipMayBeStale(NOW_MS + 31 * MINUTE_MS), false);
});
