import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GENESIS_TEST_BLOCK, OP_TRUE, blockAfter, blocksAfter, spend, tipHash } from '../../../test/chain-regtest.ts';
import {
  FULL_NODE,
  SyncNode,
  blockMessage,
  headersOf,
  invOf,
  parsed,
  parsedTransaction,
  seededRandom,
  settleNodes,
} from '../../../test/sync-node.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { Message } from '../../wire/message.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import { compactBlockOf } from '../compact/encode-compact-block.ts';
import { SpeedWindow } from './speed-window.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 1200);
const NOW_MS = BLOCKS[1199]!.timeSec * 1000 + 60_000;

/** Nodes that are all connected to each other, the lower one always inbound. */
async function network(count: number, nowMs: number = NOW_MS): Promise<SyncNode[]> {
  const nodes = await Promise.all(Array.from({ length: count }, (_, i) => SyncNode.make({ nowMs, seed: i + 1 })));
  for (const [a, node] of nodes.entries()) {
    for (let b = 0; b < count; b++) if (a !== b) node.connect(b, { kind: a < b ? 'outbound-full-relay' : 'inbound' });
  }
  return nodes;
}

/** Hands messages on, and lets time pass, until all have the same tip. */
function converge(nodes: readonly SyncNode[]): number {
  let messages = settleNodes(nodes);
  for (let round = 0; round < 50 && new Set(nodes.map(({ chain }) => tipHash(chain))).size > 1; round++) {
    for (const node of nodes) node.advance(node.nowMs + 200);
    messages += settleNodes(nodes);
  }
  return messages;
}

test('a new node gets 1,200 blocks from another, headers first, and both are at one tip', async () => {
  const nodes = await network(2);
  for (const block of BLOCKS) nodes[1]!.mine(block);
  converge(nodes);
  assert.deepEqual(
    nodes.map(({ height }) => height),
    [1200, 1200],
  );
  assert.deepEqual(
    nodes.flatMap(({ endings }) => endings),
    [],
  );
});

test('blocks of three peers come in parallel, each once', async () => {
  const nodes = await network(4, BLOCKS[299]!.timeSec * 1000);
  for (const node of nodes.slice(1)) for (const block of BLOCKS.slice(0, 300)) node.mine(block);
  const given = [0, 0, 0, 0];
  for (let round = 0; round < 500 && nodes[0]!.height < 300; round++) {
    for (const [from, node] of nodes.entries()) {
      for (const { peer, message } of node.sent.splice(0)) {
        if (message.type === 'block' && peer === 0) given[from]!++;
        nodes[peer]!.receive(from, message);
      }
    }
    for (const node of nodes) node.advance(node.nowMs + 100);
  }
  assert.equal(nodes[0]!.height, 300);
  assert.equal(
    given.reduce((sum, count) => sum + count),
    300,
  );
  assert.ok(
    given.slice(1).every((count) => count > 50),
    given.join(),
  );
});

test('a new block goes through a network of six by compact blocks', async () => {
  const nodes = await network(6, BLOCKS[149]!.timeSec * 1000 + 60_000);
  for (const node of nodes) for (const block of BLOCKS.slice(0, 150)) node.mine(block);
  converge(nodes);
  const transactions = [1, 2, 3].map((i) =>
    spend([{ txid: BLOCKS[i]!.coinbaseTxid, vout: 0 }], [{ value: 7n, scriptPubKey: OP_TRUE }]),
  );
  for (const node of nodes) node.pool.push(...transactions.map(parsedTransaction));
  let tip = BLOCKS[149]!;
  const counts = new Map<string, number>();
  for (let i = 0; i < 4; i++) {
    tip = blockAfter(tip, i === 3 ? { transactions } : {});
    nodes[i]!.mine(tip);
    for (let isQuiet = false; !isQuiet;) {
      isQuiet = true;
      for (const [from, node] of nodes.entries()) {
        for (const { peer, message } of node.sent.splice(0)) {
          isQuiet = false;
          if (i === 3) counts.set(message.type, (counts.get(message.type) ?? 0) + 1);
          nodes[peer]!.receive(from, message);
        }
      }
    }
    assert.equal(new Set(nodes.map(({ chain }) => tipHash(chain))).size, 1, `block ${i}`);
  }
  assert.ok((counts.get('cmpctblock') ?? 0) >= 5);
  assert.equal(counts.get('block') ?? 0, 0);
  assert.equal(counts.get('getblocktxn') ?? 0, 0);
});

test('two chains that grew apart come together at the longer one', async () => {
  const nodes = await network(3, BLOCKS[209]!.timeSec * 1000);
  for (const node of nodes) for (const block of BLOCKS.slice(0, 150)) node.mine(block);
  for (const block of BLOCKS.slice(150, 200)) nodes[0]!.mine(block);
  let tip = blockAfter(BLOCKS[149]!, { extraNonce: 9 });
  nodes[2]!.mine(tip);
  for (let i = 0; i < 55; i++) nodes[2]!.mine((tip = blockAfter(tip)));
  converge(nodes);
  assert.deepEqual(
    nodes.map(({ height }) => height),
    [206, 206, 206],
  );
  assert.deepEqual(
    nodes.flatMap(({ endings }) => endings),
    [],
  );
});

test('progress tells heights, what is under way, and the time that is left', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS + 10 * 86_400_000 });
  node.connect(1);
  node.receive(1, headersOf(BLOCKS));
  const startMs = node.nowMs;
  const begun = node.sync.progress(startMs);
  assert.deepEqual([begun.headersHeight, begun.blocksHeight, begun.secondsLeft], [1200, 0, undefined]);
  assert.deepEqual(begun.inFlight, [{ peer: 1, heights: Array.from({ length: 16 }, (_, i) => i + 1) }]);
  for (let i = 0; i < 100; i++) {
    node.tick(startMs + (i + 1) * 100);
    node.receive(1, blockMessage(BLOCKS[i]!));
  }
  const later = node.sync.progress(node.nowMs);
  assert.equal(later.blocksHeight, 100);
  assert.equal(later.isInitialBlockDownload, true);
  assert.ok(Math.abs(later.blocksPerSec - 10) < 1, `${later.blocksPerSec} a second`);
  assert.ok(Math.abs(later.secondsLeft! - 110) < 11, `${later.secondsLeft} s`);
});

test('the speed is that of the last minute', () => {
  const window = new SpeedWindow();
  for (let second = 0; second < 300; second++) window.add(1000, second * 1000);
  const { blocksPerSec, bytesPerSec } = window.speed(299_000);
  assert.ok(Math.abs(blocksPerSec - 1) < 0.05 && Math.abs(bytesPerSec - 1000) < 50, `${blocksPerSec}`);
  assert.equal(window.speed(300_000 + 120_000).blocksPerSec, 0);
});

test('nothing is due when there is nobody to talk to, and deadlines do not come due again and again', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  assert.equal(node.sync.nextDueMs, Infinity);
  node.connect(1);
  const ticks = node.advance(NOW_MS + 6 * 3_600_000);
  assert.ok(ticks < 3000, `${ticks} ticks in six hours`);
});

test('limited peers are good enough near the tip, and not before', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  const { network: all, networkLimited, witness } = SERVICE_FLAGS;
  const offered = networkLimited | witness;
  assert.equal(node.sync.desirableServices(offered, NOW_MS), all | witness);
  for (const block of BLOCKS) node.mine(block);
  const tipMs = BLOCKS[1199]!.timeSec * 1000;
  assert.equal(node.sync.desirableServices(offered, tipMs + 144 * 600_000 - 1), networkLimited | witness);
  assert.equal(node.sync.desirableServices(offered, tipMs + 144 * 600_000), all | witness);
  assert.equal(node.sync.isNearTip(tipMs + 144 * 600_000 - 1), true);
  assert.equal(node.sync.isNearTip(tipMs + 144 * 600_000), false);
  assert.equal(node.sync.desirableServices(FULL_NODE & ~networkLimited, tipMs), all | witness);
});

/** Messages that peers of bad will, or with bad luck, may send: all well formed, in any order. */
function someMessages(seed: number, count: number): Message[] {
  const random = seededRandom(seed);
  const fork = [blockAfter(BLOCKS[25]!, { extraNonce: 3 })];
  while (fork.length < 8) fork.push(blockAfter(fork.at(-1)!, { excess: BigInt(fork.length === 5 ? 1 : 0) }));
  const all = [...BLOCKS.slice(0, 40), ...fork];
  const one = () => all[random.below(all.length)]!;
  const hash = () => (random.below(5) === 0 ? (random.bytes(32) as BlockHash) : one().hash);
  const transactions = (n: number) => Array.from({ length: n }, () => parsed(one()).transaction(0));
  const make: (() => Message)[] = [
    () => headersOf(all.slice(random.below(all.length), random.below(all.length) + 1)),
    () => headersOf([one(), one()]),
    () => headersOf([one()]),
    () => headersOf([]),
    () => blockMessage(one()),
    () => ({ type: 'cmpctblock', compact: compactBlockOf(parsed(one()), random.u64()) }),
    () => ({
      type: 'cmpctblock',
      compact: {
        header: one().bytes.subarray(0, 80),
        nonce: random.u64(),
        shortIds: Array.from({ length: random.below(6) }, () => random.below(3)),
        prefilled: transactions(random.below(3)).map((tx) => ({ index: random.below(9), tx })),
      },
    }),
    () => ({ type: 'blocktxn', blockHash: hash(), transactions: transactions(random.below(3)) }),
    () => ({ type: 'getblocktxn', blockHash: hash(), indexes: [random.below(3), random.below(70_000)] }),
    () => ({ type: 'sendcmpct', highBandwidth: random.below(2) === 0, version: BigInt(random.below(4)) }),
    () => ({ type: 'sendheaders' }),
    () => invOf({ hash: hash() }),
    () => ({ type: 'getdata', inventory: [{ type: INVENTORY_TYPES.compactBlock, hash: hash() }] }),
    () => ({ type: 'getdata', inventory: [{ type: random.below(9), hash: hash() }] }),
    () => ({ type: 'notfound', inventory: [{ type: INVENTORY_TYPES.block, hash: hash() }] }),
    () => ({ type: 'getheaders', version: 1, locator: [hash(), hash()], stopHash: hash() }),
    () => ({ type: 'getblocks', version: 1, locator: [hash()], stopHash: hash() }),
    () => ({ type: 'getcfilters', filterType: random.below(2), startHeight: random.below(50), stopHash: hash() }),
    () => ({ type: 'getcfheaders', filterType: 0, startHeight: random.below(50), stopHash: hash() }),
    () => ({ type: 'getcfcheckpt', filterType: 0, stopHash: hash() }),
  ];
  return Array.from({ length: count }, () => make[random.below(make.length)]!());
}

test('whatever peers send, in whatever order, nothing breaks, and an honest peer still brings us to its tip', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 0x7fff_ffff }), async (seed) => {
      const random = seededRandom(seed);
      const node = await SyncNode.make({
        nowMs: BLOCKS[39]!.timeSec * 1000 + random.below(3) * 86_400_000,
        services: FULL_NODE | SERVICE_FLAGS.compactFilters,
      });
      for (let id = 1; id <= 5; id++) node.connect(id, { kind: id < 3 ? 'outbound-full-relay' : 'inbound' });
      let seen = 0;
      for (const message of someMessages(seed, 150)) {
        node.receive(1 + random.below(5), message);
        for (const { peer } of node.endings.slice(seen)) node.disconnect(peer);
        seen = node.endings.length;
        if (random.below(4) === 0) node.advance(node.nowMs + random.below(60_000));
      }
      for (let id = 1; id <= 5; id++) node.disconnect(id);
      const honest = await SyncNode.make({ nowMs: node.nowMs });
      for (const block of BLOCKS.slice(0, 60)) honest.mine(block);
      node.nowMs = Math.max(node.nowMs, BLOCKS[59]!.timeSec * 1000);
      honest.nowMs = node.nowMs;
      node.sent = [];
      node.connect(0, {});
      honest.connect(1, { kind: 'inbound' });
      const pair = [honest, node];
      converge(pair);
      assert.equal(tipHash(node.chain), tipHash(honest.chain));
      assert.deepEqual(
        node.endings.filter(({ peer }) => peer === 0),
        [],
      );
    }),
    { numRuns: 15, verbose: true },
  );
});
