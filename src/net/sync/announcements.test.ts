import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter } from '../../../test/chain-regtest.ts';
import type { TestBlock } from '../../../test/chain-regtest.ts';
import { SyncNode, headersOf, parsed } from '../../../test/sync-node.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 40);
const NOW_MS = BLOCKS[39]!.timeSec * 1000;
const DAY_MS = 24 * 60 * 60_000;

/** A node with 30 blocks, and peers of each kind that have them: 1 likes inv, 2 headers, 3 compact blocks. */
async function announcing(): Promise<SyncNode> {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  for (const block of BLOCKS.slice(0, 30)) node.mine(block);
  for (const id of [1, 2, 3]) {
    node.connect(id, { kind: 'inbound' });
    node.receive(id, headersOf([BLOCKS[29]!]));
  }
  node.receive(2, { type: 'sendheaders' });
  node.receive(3, { type: 'sendcmpct', highBandwidth: true, version: 2n });
  node.sent = [];
  return node;
}

/** What a peer was sent since, as names. */
function told(node: SyncNode, id: number): string[] {
  const names = node.sent
    .filter(({ peer }) => peer === id)
    .map(({ message }) => {
      if (message.type === 'headers') return `headers ${message.headers.length / 80}`;
      return message.type;
    });
  node.sent = node.sent.filter(({ peer }) => peer !== id);
  return names;
}

/** Takes blocks in one go, as a reorganization does. */
function takeAll(node: SyncNode, blocks: readonly TestBlock[]): void {
  const before = node.chain.active.tip;
  for (const block of blocks) {
    node.chain.acceptBlock(parsed(block), { nowSec: NOW_MS / 1000 });
  }
  for (let step = node.chain.step(); step !== undefined; step = node.chain.step()) {
    node.perform(node.sync.chainStepped(step, NOW_MS));
  }
  node.perform(node.sync.tipChanged(before, NOW_MS));
}

test('a new block is told to each peer as it likes best, and not to the one that has it', async () => {
  const node = await announcing();
  node.connect(4, { kind: 'inbound' });
  node.receive(4, headersOf([BLOCKS[29]!, BLOCKS[30]!]));
  told(node, 4);
  node.mine(BLOCKS[30]!);
  assert.deepEqual(
    [1, 2, 3, 4].map((id) => told(node, id)),
    [['inv'], ['headers 1'], ['cmpctblock'], []],
  );
});

test('a block is sent to who wants it at once before it is validated: even one that turns out to be bad', async () => {
  const node = await announcing();
  node.mine(blockAfter(BLOCKS[29]!, { excess: 1n }));
  assert.deepEqual(
    [1, 2, 3].map((id) => told(node, id)),
    [[], [], ['cmpctblock']],
  );
  // But only one of each height.
  node.mine(blockAfter(BLOCKS[29]!, { excess: 2n }));
  assert.deepEqual(told(node, 3), []);
  node.mine(BLOCKS[30]!);
  assert.deepEqual(
    [1, 2, 3].map((id) => told(node, id)),
    [['inv'], ['headers 1'], ['cmpctblock']],
  );
});

test('up to eight blocks are told by headers, nine by inv of the last', async () => {
  const node = await announcing();
  takeAll(node, BLOCKS.slice(30, 38));
  assert.deepEqual(
    [1, 2, 3].map((id) => told(node, id)),
    [['inv'], ['headers 8'], ['inv']],
  );
  const other = await announcing();
  takeAll(other, BLOCKS.slice(30, 39));
  assert.deepEqual(told(other, 2), ['inv']);
});

test('a reorganization is told by headers from the fork on, where the peer has the block there', async () => {
  const node = await announcing();
  const fork = [blockAfter(BLOCKS[27]!, { extraNonce: 1 })];
  while (fork.length < 3) fork.push(blockAfter(fork.at(-1)!));
  takeAll(node, fork);
  assert.deepEqual(
    [1, 2, 3].map((id) => told(node, id)),
    [['inv'], ['headers 3'], ['inv']],
  );
});

test('a peer whose chain is not known is told by inv, whatever it likes', async () => {
  const node = await announcing();
  node.connect(5, { kind: 'inbound' });
  node.receive(5, { type: 'sendheaders' });
  told(node, 5);
  node.mine(BLOCKS[30]!);
  assert.deepEqual(told(node, 5), ['inv']);
});

test('nothing is told while the chain is caught up with', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS + 2 * DAY_MS });
  node.connect(1, { kind: 'inbound' });
  node.receive(1, { type: 'sendcmpct', highBandwidth: true, version: 2n });
  node.sent = [];
  for (const block of BLOCKS) node.mine(block);
  assert.deepEqual(told(node, 1), []);
  assert.equal(node.sync.isInitialBlockDownload(node.nowMs), true);
  assert.equal(node.sync.isInitialBlockDownload(NOW_MS), false);
  // Once it is over, it does not come back.
  assert.equal(node.sync.isInitialBlockDownload(NOW_MS + 100 * DAY_MS), false);
});
