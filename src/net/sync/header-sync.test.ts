import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter } from '../../../test/chain-regtest.ts';
import { SyncNode, headersOf, invOf } from '../../../test/sync-node.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 30);
/** Soon after the last block. */
const NOW_MS = (BLOCKS[29]!.timeSec + 60) * 1000;
const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

test('the first peer alone is asked for headers while the best header is a day old; then all are', async () => {
  const long = blocksAfter(GENESIS_TEST_BLOCK, 150);
  const nowMs = long[149]!.timeSec * 1000;
  const node = await SyncNode.make({ nowMs });
  node.connect(1);
  node.connect(2);
  const [asked] = node.take(1, 'getheaders');
  assert.equal(asked?.locator.length, 1);
  assert.deepEqual(asked.locator[0], GENESIS_TEST_BLOCK.hash);
  assert.equal(node.take(2, 'getheaders').length, 0);
  node.receive(1, headersOf(long.slice(0, 6)));
  node.advance(nowMs + 200);
  assert.equal(node.take(2, 'getheaders').length, 0);
  node.receive(1, headersOf(long));
  node.advance(nowMs + 400);
  assert.equal(node.take(2, 'getheaders').length, 1);
});

test('a peer that does not offer blocks is not asked for headers', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  node.connect(1, { services: 0n });
  assert.equal(node.take(1, 'getheaders').length, 0);
});

test('the question begins one block before the best header, so that an equal peer has something to answer', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  for (const block of BLOCKS) node.mine(block);
  node.connect(1);
  assert.deepEqual(node.take(1, 'getheaders')[0]?.locator[0], BLOCKS[28]!.hash);
});

test('when the peer that is asked goes, another takes its place', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  node.connect(1);
  node.connect(2);
  node.disconnect(1);
  node.advance(NOW_MS + 200);
  assert.equal(node.take(2, 'getheaders').length, 1);
});

test('headers that do not follow one another are misbehaviour', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  node.connect(1);
  node.receive(1, headersOf([BLOCKS[0]!, BLOCKS[2]!]));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'headers-not-continuous' }]);
  assert.equal(node.chain.tree.size, 1);
});

test('a header whose hash does not meet its target is misbehaviour', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  node.connect(1);
  const { headers } = headersOf([BLOCKS[0]!]);
  for (let nonce = 0; node.endings.length === 0 && nonce < 50; nonce++) {
    headers[76] = nonce;
    node.receive(1, { type: 'headers', headers: headers.slice() });
  }
  assert.deepEqual(node.endings[0], { peer: 1, how: 'misbehaved', reason: 'headers-without-work' });
});

test('2,000 headers may come in one message, 2,001 are misbehaviour', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS + 14 * DAY_MS });
  node.connect(1);
  node.receive(1, { type: 'headers', headers: new Uint8Array(80 * 2001) });
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'headers-oversized' }]);
  const chain = blocksAfter(GENESIS_TEST_BLOCK, 2000);
  node.receive(1, headersOf(chain));
  assert.equal(node.endings.length, 1);
  assert.equal(node.chain.tree.size, 2001);
  // A full message tells that there may be more.
  assert.deepEqual(node.take(1, 'getheaders').at(-1)?.locator[0], chain[1999]!.hash);
});

test('headers that break a rule are misbehaviour; a time that is too new is not', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  node.connect(1);
  node.tick((BLOCKS[0]!.timeSec - 3 * 3600) * 1000);
  node.receive(1, headersOf([BLOCKS[0]!]));
  assert.equal(node.endings.length, 0);
  assert.equal(node.chain.tree.size, 1);
  node.tick(NOW_MS);
  const old = blockAfter({ ...BLOCKS[29]!, timeSec: BLOCKS[5]!.timeSec });
  node.receive(1, headersOf([...BLOCKS, old]));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'misbehaved', reason: 'headers-invalid' }]);
  assert.equal(node.chain.tree.size, 31);
});

test('headers that connect to nothing make us ask for what is before them, once in two minutes', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  node.connect(1);
  node.receive(1, { type: 'headers', headers: new Uint8Array(0) });
  node.take(1, 'getheaders');
  for (let i = 0; i < 20; i++) node.receive(1, headersOf([BLOCKS[10 + i]!]));
  assert.equal(node.take(1, 'getheaders').length, 1);
  assert.equal(node.endings.length, 0);
  assert.equal(node.chain.tree.size, 1);
  node.tick(NOW_MS + 2 * MINUTE_MS);
  node.receive(1, headersOf([BLOCKS[29]!]));
  assert.equal(node.take(1, 'getheaders').length, 0);
  node.tick(NOW_MS + 2 * MINUTE_MS + 1);
  node.receive(1, headersOf([BLOCKS[29]!]));
  assert.equal(node.take(1, 'getheaders').length, 1);
  // What it told of is what it is known to have, once the headers are here.
  node.receive(1, headersOf(BLOCKS));
  assert.equal(node.sync.peerFacts(1)?.syncedHeaders, 30);
});

test('headers of a chain with too little work are not kept', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: 33n * 2n });
  node.connect(1, { kind: 'inbound' });
  node.receive(1, headersOf(BLOCKS));
  assert.equal(node.chain.tree.size, 1);
  assert.equal(node.endings.length, 0);
  const more = blocksAfter(BLOCKS[29]!, 2);
  node.receive(1, headersOf([...BLOCKS, ...more]));
  assert.equal(node.chain.tree.size, 33);
});

test('an outbound peer whose whole chain has too little work is given up during the first download', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS + 2 * DAY_MS, minimumChainWork: 33n * 2n });
  node.connect(1);
  node.connect(2, { kind: 'inbound' });
  node.receive(1, headersOf([]));
  // Known headers are no secret, however little work they have.
  for (const block of BLOCKS) node.mine(block);
  for (const id of [1, 2]) node.receive(id, headersOf(BLOCKS));
  assert.deepEqual(node.endings, [{ peer: 1, how: 'disconnect', reason: 'chain-insufficient-work' }]);
});

test('a fork that begins more than 144 blocks before the tip needs as much work as the tip had there', async () => {
  const long = blocksAfter(GENESIS_TEST_BLOCK, 200);
  const node = await SyncNode.make({ nowMs: (long[199]!.timeSec + 60) * 1000 });
  for (const block of long) node.mine(block);
  node.connect(1, { kind: 'inbound' });
  // Work of 201 blocks, less 144: a fork of 57 blocks in all does, and the first block is one of them.
  const fork = [blockAfter(GENESIS_TEST_BLOCK, { extraNonce: 9 })];
  while (fork.length < 56) fork.push(blockAfter(fork.at(-1)!));
  node.receive(1, headersOf(fork.slice(0, 55)));
  assert.equal(node.chain.tree.size, 201);
  node.receive(1, headersOf(fork));
  assert.equal(node.chain.tree.size, 201 + 56);
});

test('a peer that gives no headers is dropped after 15 minutes and a millisecond a header, if there is another', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS + 10 * DAY_MS });
  node.connect(1);
  const expected = Math.floor((node.nowMs / 1000 - GENESIS_TEST_BLOCK.timeSec) / 600);
  const deadlineMs = node.nowMs + 15 * MINUTE_MS + expected;
  node.advance(deadlineMs + 1);
  assert.equal(node.endings.length, 0);
  const other = await SyncNode.make({ nowMs: NOW_MS + 10 * DAY_MS });
  other.connect(1);
  other.connect(2);
  other.advance(deadlineMs);
  assert.equal(other.endings.length, 0);
  other.advance(deadlineMs + 1);
  assert.deepEqual(other.endings, [{ peer: 1, how: 'disconnect', reason: 'headers-timeout' }]);
  other.disconnect(1);
  other.advance(deadlineMs + 300);
  assert.equal(other.take(2, 'getheaders').length, 1);
});

test('an inv of an unknown block makes us ask for headers: of one peer more for each block', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS + 2 * DAY_MS });
  for (const id of [1, 2, 3]) node.connect(id);
  for (const id of [1, 2, 3]) node.take(id, 'getheaders');
  node.receive(2, invOf(BLOCKS[20]!));
  node.receive(3, invOf(BLOCKS[20]!));
  assert.equal(node.take(2, 'getheaders').length, 1);
  assert.equal(node.take(3, 'getheaders').length, 0);
  node.receive(3, invOf(BLOCKS[21]!));
  assert.equal(node.take(3, 'getheaders').length, 1);
});

test('a peer is told that we like headers once it has shown a chain with more than the least work', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: 30n * 2n });
  for (const block of BLOCKS.slice(0, 29)) node.mine(block);
  node.connect(1);
  node.receive(1, headersOf([BLOCKS[28]!]));
  assert.equal(node.take(1, 'sendheaders').length, 0);
  node.receive(1, headersOf([BLOCKS[29]!]));
  assert.equal(node.take(1, 'sendheaders').length, 1);
  node.receive(1, headersOf([BLOCKS[29]!]));
  assert.equal(node.take(1, 'sendheaders').length, 0);
});
