// What is told of a node for people: two nodes in the lab, one watched by a journal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkParams } from '../src/consensus/params.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { LabNetwork } from '../src/lab/lab-network.ts';
import { NodeJournal } from '../src/node/node-journal.ts';
import { runningOverview } from '../src/node/node-overview.ts';
import type { RunningOverview } from '../src/node/node-overview.ts';
import { invalidateBlock, reconsiderBlock } from '../src/node/commands.ts';
import { blockHashFromHex } from '../src/primitives/hash.ts';
import { ANYONE_CAN_SPEND } from '../src/testing/index.ts';

const START_MS = Date.UTC(2026, 0, 1);

/** A node that is watched, and another that it is told to connect to. */
function watchedPair(): {
  readonly lab: LabNetwork;
  readonly journal: NodeJournal;
  readonly overview: () => RunningOverview;
} {
  const lab = new LabNetwork({
    seed: 7,
    startMs: START_MS,
    params: networkParams('regtest'),
    secp256k1: nobleSecp256k1,
  });
  const journal = new NodeJournal(START_MS);
  lab.add({ connect: [], tell: (event) => journal.note(event, lab.world.nowMs) });
  lab.add({ connect: [], userAgent: '/Other:1.0<b>"x"/' });
  const overview = (): RunningOverview => {
    const nowMs = lab.world.nowMs;
    journal.sample(lab.nodes[0]!.peers.totalTraffic(), nowMs);
    return runningOverview(lab.nodes[0]!, { journal, nowMs, memoryBytes: 5 });
  };
  return { lab, journal, overview };
}

test('a node without peers says since when', () => {
  const { lab, overview } = watchedPair();
  lab.world.run(60_000);
  const alone = overview();
  assert.equal(alone.aloneSince, START_MS / 1000);
  assert.equal(alone.hasHadPeers, false);
  assert.deepEqual(alone.peers, []);
  assert.equal(alone.sync.phase, 'headers');
  assert.deepEqual(alone.blocks, []);
});

test('a peer is told of in words, blocks with who gave them, and traffic by message and in all', () => {
  const { lab, overview } = watchedPair();
  for (let i = 0; i < 3; i++) lab.mine(1, ANYONE_CAN_SPEND);
  lab.connect(0, 1);
  lab.world.run(60_000);
  lab.mine(1, ANYONE_CAN_SPEND);
  lab.world.run(10_000);
  const { peers, blocks, sync, traffic, aloneSince, mempool } = overview();
  assert.equal(aloneSince, null);
  assert.equal(peers.length, 1);
  const [peer] = peers;
  assert.equal(peer!.address, '23.1.0.1:18444');
  assert.equal(peer!.userAgent, '/Other:1.0bx/', 'what could do harm is left out');
  assert.equal(peer!.kind, 'manual');
  assert.equal(peer!.transport, 'v1');
  assert.deepEqual(peer!.services, ['NETWORK', 'WITNESS', 'NETWORK_LIMITED']);
  assert.equal(peer!.height, 4);
  assert.ok(peer!.pingMs! >= 0 && peer!.connected >= START_MS / 1000);
  assert.deepEqual(
    blocks.map(({ height, from, isStale }) => [height, from, isStale]),
    [4, 3, 2, 1].map((height) => [height, '23.1.0.1:18444', false]),
  );
  assert.equal(blocks[0]!.hash, sync.hash);
  assert.deepEqual([sync.phase, sync.height, sync.headersHeight], ['synced', 4, 4]);
  assert.equal(mempool.minFeeSatsPerKvb, 1000);
  assert.equal(traffic.receivedBytes, peer!.receivedBytes);
  const version = traffic.messages.find(({ type }) => type === 'version')!;
  assert.deepEqual([version.receivedCount, version.sentCount], [1, 1]);
});

test('who leaves is remembered with the reason, and what went over the connection is still counted', () => {
  const { lab, overview } = watchedPair();
  lab.connect(0, 1);
  lab.world.run(60_000);
  const before = overview();
  const { id } = before.peers[0]!;
  lab.world.act(0, (nowMs) => lab.nodes[0]!.disconnect(id, 'ping-timeout', nowMs));
  const after = overview();
  assert.deepEqual(after.peers, []);
  assert.equal(after.aloneSince, Math.floor(lab.world.nowMs / 1000));
  assert.deepEqual(after.departures, [
    { time: after.aloneSince, address: '23.1.0.1:18444', userAgent: '/Other:1.0bx/', reason: 'ping-timeout' },
  ]);
  assert.ok(after.traffic.receivedBytes >= before.traffic.receivedBytes);
});

test('a block that a reorganization takes out is marked, and no longer when it is back', () => {
  const { lab, overview } = watchedPair();
  lab.mine(0, ANYONE_CAN_SPEND);
  const { hash } = overview().blocks[0]!;
  assert.equal(overview().blocks[0]!.from, null, 'it is our own');
  lab.world.act(0, (nowMs) => {
    return lab.nodes[0]!.act(nowMs, (parts) => invalidateBlock(parts, blockHashFromHex(hash)!, nowMs)).effects;
  });
  assert.deepEqual(
    overview().blocks.map((block) => [block.hash, block.isStale]),
    [[hash, true]],
  );
  lab.world.act(0, (nowMs) => {
    return lab.nodes[0]!.act(nowMs, (parts) => reconsiderBlock(parts, blockHashFromHex(hash)!, nowMs)).effects;
  });
  assert.deepEqual(
    overview().blocks.map((block) => [block.hash, block.isStale]),
    [[hash, false]],
  );
});

test('only the last blocks and samples are remembered', () => {
  const { lab, journal, overview } = watchedPair();
  for (let i = 0; i < 30; i++) lab.mine(0, ANYONE_CAN_SPEND);
  assert.equal(overview().blocks.length, 24);
  assert.equal(overview().blocks[0]!.height, 30);
  for (let i = 0; i < 400; i++) journal.sample({ receivedBytes: i, sentBytes: 0 }, START_MS + 5000 * i);
  assert.equal(journal.samples.length, 181);
  assert.equal(journal.samples.at(-1)!.receivedBytes, 399);
});
