import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RelayScene, effectsOf, hashesIn, sent, testHash, wtx } from '../../../test/relay-scene.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import type { Peer } from '../peer.ts';
import { MAX_ORPHAN_TRANSACTIONS } from './orphanage.ts';
import { GETDATA_TX_INTERVAL_MS, MAX_PEER_TX_ANNOUNCEMENTS, NONPREF_PEER_TX_DELAY_MS } from './transaction-requests.ts';

/** 50,000 hashes of transactions that are not there. */
function flood(of: number): InventoryItem[] {
  return Array.from({ length: 50_000 }, (_, i) => wtx(testHash(of * 50_000 + i)));
}

/** When, counted from now, `peer` is asked for what it has announced. */
function waitForRequest(scene: RelayScene, peer: Peer, hash: Uint8Array): number {
  const begin = scene.nowMs;
  while (scene.nowMs < begin + 10 * GETDATA_TX_INTERVAL_MS) {
    if (hashesIn(scene.advance(100), 'getdata', peer).includes(hashKey(hash))) return scene.nowMs - begin;
  }
  return Number.POSITIVE_INFINITY;
}

test('eight peers that announce 50,000 unknown transactions each hold up nobody else’s', () => {
  const scene = new RelayScene();
  for (let id = 1; id <= 8; id++) scene.announce(scene.connect(id), ...flood(id));
  assert.equal(scene.relay.announcementCount, 8 * MAX_PEER_TX_ANNOUNCEMENTS);
  const inbound = scene.connect(100);
  const outbound = scene.connect(101, { kind: 'outbound-full-relay' });
  const [first, second] = [scene.transaction(), scene.transaction()];
  assert.equal(hashesIn(scene.announce(outbound, wtx(second)), 'getdata', outbound).length, 1, 'at once');
  scene.announce(inbound, wtx(first));
  assert.equal(waitForRequest(scene, inbound, first.wtxid), NONPREF_PEER_TX_DELAY_MS);
  for (let id = 1; id <= 8; id++) scene.relay.peerGone(id);
  assert.equal(scene.relay.announcementCount, 2);
});

test('who announces what others announce, and never delivers, delays a transaction by a minute each, no more', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  const silent = [1, 2, 3].map((id) => scene.connect(id));
  for (const peer of silent) scene.announce(peer, wtx(tx));
  scene.advance(NONPREF_PEER_TX_DELAY_MS);
  const honest = scene.connect(10);
  scene.announce(honest, wtx(tx));
  const waitMs = waitForRequest(scene, honest, tx.wtxid);
  assert.ok(waitMs <= 3 * GETDATA_TX_INTERVAL_MS, `${waitMs} ms`);
  // An outbound peer is asked next, whatever came before.
  const next = scene.transaction();
  for (const peer of silent) scene.announce(peer, wtx(next));
  scene.advance(NONPREF_PEER_TX_DELAY_MS);
  const chosen = scene.connect(11, { kind: 'outbound-full-relay' });
  scene.announce(chosen, wtx(next));
  assert.ok(waitForRequest(scene, chosen, next.wtxid) <= GETDATA_TX_INTERVAL_MS);
});

test('a flood of orphans keeps 100, is asked for no more than 5,000 parents, and lets a real orphan through', () => {
  const scene = new RelayScene();
  const [bad, honest] = [scene.connect(1), scene.connect(2)];
  for (let i = 0; i < 2000; i++) {
    const parents = Array.from({ length: 5 }, (_, n) => scene.transaction({ feeSats: BigInt(n) }));
    scene.send(bad, scene.transaction({ spends: parents }));
  }
  assert.equal(scene.relay.orphanCount, MAX_ORPHAN_TRANSACTIONS);
  assert.ok(scene.relay.announcementCount <= MAX_PEER_TX_ANNOUNCEMENTS);
  const parent = scene.transaction();
  const child = scene.transaction({ spends: [parent] });
  scene.send(honest, child);
  assert.equal(scene.relay.orphanCount, MAX_ORPHAN_TRANSACTIONS);
  assert.equal(waitForRequest(scene, honest, parent.txid), 2 * NONPREF_PEER_TX_DELAY_MS);
  // By lot, the real one may be pushed out, and then its sender has it still.
  scene.send(honest, parent);
  scene.send(honest, child);
  scene.advance(0);
  assert.ok(scene.pool.getByWtxid(child.wtxid) !== undefined);
});

test('one refused transaction sent over and over is looked at once, and 2,000 different ones hold up nobody', () => {
  const scene = new RelayScene();
  const [bad, honest] = [scene.connect(1), scene.connect(2)];
  const poor = scene.transaction({ feeSats: 0n });
  for (let i = 0; i < 1000; i++) scene.send(bad, poor);
  assert.equal(scene.pool.offers, 1);
  for (let i = 0; i < 2000; i++) scene.send(bad, scene.transaction({ feeSats: 0n }));
  assert.equal(scene.pool.size, 0);
  assert.deepEqual(effectsOf(scene.send(honest, scene.transaction()), 'transaction-added').length, 1);
});

test('a peer that asks for one transaction again and again, and takes nothing, makes us hold no more', () => {
  const scene = new RelayScene();
  const tx = scene.transaction({ outputs: 9000, feeSats: 1_000_000n });
  scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1);
  let bytes = 0;
  for (let i = 0; i < 20; i++) {
    // A node that keeps to `pendingRequests` would not even read these.
    const effects = scene.relay.receiveGetData(
      peer,
      Array.from({ length: 5000 }, () => wtx(tx)),
    );
    bytes += sent(effects, 'tx').length * tx.totalSize;
    assert.ok(scene.relay.pendingRequests(1) <= 50_000);
  }
  assert.ok(bytes < 20 * 1_100_000, `${bytes} bytes`);
});

test('messages from a peer that is gone change nothing', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  scene.relay.peerGone(1);
  scene.announce(peer, wtx(testHash(1)));
  scene.send(peer, scene.transaction({ spends: [scene.transaction()] }));
  scene.relay.receive(peer, { type: 'feefilter', feeRateSatsPerKvb: 1n }, scene.nowMs);
  scene.relay.receive(peer, { type: 'mempool' }, scene.nowMs);
  scene.relay.receiveGetData(peer, [wtx(testHash(1))]);
  scene.relay.peerGone(1);
  assert.equal(scene.relay.announcementCount, 0);
  assert.equal(scene.relay.orphanCount, 0);
  assert.equal(scene.relay.pendingRequests(1), 0);
  assert.equal(scene.relay.nextDueMs, Number.POSITIVE_INFINITY);
});

test('after a day of peers that come, misuse us and go, nothing is left', () => {
  const scene = new RelayScene();
  for (let id = 1; id <= 60; id++) {
    const peer = scene.connect(id, id % 3 === 0 ? { kind: 'outbound-full-relay' } : {});
    scene.announce(peer, ...Array.from({ length: 300 }, (_, i) => wtx(testHash(id * 7 + i))));
    scene.send(peer, scene.transaction({ spends: [scene.transaction()] }));
    scene.send(peer, scene.transaction({ feeSats: id % 2 === 0 ? 0n : 10_000n }));
    scene.relay.receiveGetData(peer, [wtx(testHash(id))]);
    scene.advance(24 * 60_000);
    if (id > 8) scene.relay.peerGone(id - 8);
  }
  for (let id = 1; id <= 60; id++) scene.relay.peerGone(id);
  assert.equal(scene.relay.announcementCount, 0);
  assert.equal(scene.relay.orphanCount, 0);
  assert.equal(scene.relay.nextDueMs, Number.POSITIVE_INFINITY);
});
