import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RelayScene, START_MS, effectsOf, hashesIn, sent, testHash, txByTxid, wtx } from '../../../test/relay-scene.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import {
  INBOUND_INVENTORY_BROADCAST_INTERVAL_MS,
  INVENTORY_BROADCAST_MAX,
  INVENTORY_BROADCAST_TARGET,
  OUTBOUND_INVENTORY_BROADCAST_INTERVAL_MS,
} from './announcer.ts';

// After Bitcoin Core's p2p_filter.py, p2p_feefilter.py, p2p_tx_privacy.py and p2p_nobloomfilter_messages.py.

/** Longer than any wait that a test meets. */
const LONG_MS = 60_000;

test('a transaction is announced to all but who sent it, by the name that each uses', () => {
  const scene = new RelayScene();
  const sender = scene.connect(1);
  const byWtxid = scene.connect(2);
  const byTxid = scene.connect(3, { usesWtxids: false });
  const deaf = scene.connect(4, { relaysTransactions: false });
  const tx = scene.transaction();
  scene.send(sender, tx);
  const effects = scene.advance(LONG_MS);
  assert.deepEqual(sent(effects, 'inv', byWtxid)[0]!.inventory, [{ type: INVENTORY_TYPES.wtx, hash: tx.wtxid }]);
  assert.deepEqual(sent(effects, 'inv', byTxid)[0]!.inventory, [{ type: INVENTORY_TYPES.tx, hash: tx.txid }]);
  assert.deepEqual([...sent(effects, 'inv', sender), ...sent(effects, 'inv', deaf)], []);
});

test('what a peer has announced itself is not announced to it', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const tx = scene.transaction();
  scene.announce(peer, wtx(tx));
  scene.relay.submit(tx, scene.nowMs);
  assert.deepEqual(sent(scene.advance(LONG_MS), 'inv'), []);
});

test('a protected peer is announced to at once, an outbound one after 2 s, and inbound ones after 5 s on average', () => {
  const waits = { protected: 0, outbound: 0, inbound: 0 };
  const rounds = 400;
  const scene = new RelayScene();
  const peers = {
    protected: scene.connect(1, { isProtected: true }),
    outbound: scene.connect(2, { kind: 'outbound-full-relay' }),
    inbound: scene.connect(3),
  };
  for (let round = 0; round < rounds; round++) {
    scene.advance(LONG_MS);
    scene.relay.submit(scene.transaction(), scene.nowMs);
    const begin = scene.nowMs;
    for (let left = 3; left > 0;) {
      scene.nowMs = Math.max(scene.nowMs, scene.relay.nextDueMs);
      const effects = scene.relay.tick(scene.nowMs);
      for (const [kind, peer] of Object.entries(peers)) {
        if (sent(effects, 'inv', peer).length === 0) continue;
        waits[kind as keyof typeof waits] += scene.nowMs - begin;
        left -= 1;
      }
    }
  }
  // The mean of 400 exponential draws is off by 5 % (1 sigma); this allows for 4.
  const isNear = (sum: number, meanMs: number): boolean => Math.abs(sum / rounds - meanMs) < 0.2 * meanMs;
  assert.equal(waits.protected, 0);
  assert.ok(isNear(waits.outbound, OUTBOUND_INVENTORY_BROADCAST_INTERVAL_MS), `${waits.outbound / rounds} ms`);
  assert.ok(isNear(waits.inbound, INBOUND_INVENTORY_BROADCAST_INTERVAL_MS), `${waits.inbound / rounds} ms`);
});

test('all inbound peers are announced to at the same time, so that more connections tell no more', () => {
  const scene = new RelayScene();
  for (let id = 1; id <= 20; id++) scene.connect(id);
  scene.relay.submit(scene.transaction(), scene.nowMs);
  scene.advance(scene.relay.nextDueMs - scene.nowMs - 1);
  assert.deepEqual(sent(scene.relay.tick(scene.nowMs), 'inv'), []);
  assert.equal(sent(scene.advance(1), 'inv').length, 20);
});

test('a node with nothing to announce need not be woken for it', () => {
  const scene = new RelayScene({ blocksOnly: true });
  scene.connect(1);
  scene.connect(2, { kind: 'outbound-full-relay' });
  assert.equal(scene.relay.nextDueMs, Number.POSITIVE_INFINITY);
});

test('the best come first, parents before children, and 35 at a time', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { isProtected: true });
  const cheap = scene.transaction({ feeSats: 1000n });
  scene.relay.submit(cheap, scene.nowMs);
  const child = scene.transaction({ spends: [cheap], feeSats: 1_000_000n });
  scene.relay.submit(child, scene.nowMs);
  for (let i = 0; i < INVENTORY_BROADCAST_TARGET - 1; i++) {
    scene.relay.submit(scene.transaction({ feeSats: 5000n }), scene.nowMs);
  }
  const first = hashesIn(scene.relay.tick(scene.nowMs), 'inv', peer);
  assert.equal(first.length, INVENTORY_BROADCAST_TARGET);
  assert.equal(first.at(-1), hashKey(cheap.wtxid), 'the cheapest without parents last');
  assert.deepEqual(hashesIn(scene.relay.tick(scene.nowMs), 'inv', peer), [hashKey(child.wtxid)]);
});

test('where thousands wait, 5 more are announced for each 1,000, up to 1,000 at a time', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { isProtected: true });
  for (let i = 0; i < 3000; i++) scene.relay.submit(scene.transaction(), scene.nowMs);
  assert.equal(hashesIn(scene.relay.tick(scene.nowMs), 'inv', peer).length, INVENTORY_BROADCAST_TARGET + 15);
  assert.equal(hashesIn(scene.relay.tick(scene.nowMs), 'inv', peer).length, INVENTORY_BROADCAST_TARGET + 10);
  assert.ok(INVENTORY_BROADCAST_MAX >= INVENTORY_BROADCAST_TARGET);
});

test('what has left the mempool before its time is not announced', () => {
  const scene = new RelayScene();
  scene.connect(1);
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  scene.pool.remove(scene.pool.get(tx.txid)!);
  assert.deepEqual(sent(scene.advance(LONG_MS), 'inv'), []);
  assert.equal(scene.relay.peerFacts(1).inventoryToSend, 0);
});

test('what pays less than a peer’s filter is not announced to it, and what pays just as much is', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { isProtected: true });
  const vsize = BigInt(scene.transaction().vsize);
  const setFilter = (feeRateSatsPerKvb: bigint): void => {
    scene.relay.receive(peer, { type: 'feefilter', feeRateSatsPerKvb }, scene.nowMs);
  };
  const isAnnounced = (feeSats: bigint): boolean => {
    const tx = scene.transaction({ feeSats });
    assert.equal(BigInt(tx.vsize), vsize);
    scene.relay.submit(tx, scene.nowMs);
    return hashesIn(scene.advance(LONG_MS), 'inv', peer).length > 0;
  };
  setFilter(15_000n);
  const least = (15_000n * vsize + 999n) / 1000n;
  assert.equal(isAnnounced(least), true);
  assert.equal(isAnnounced(least - 1n), false);
  setFilter(-1n);
  setFilter(2_100_000_000_000_001n);
  assert.equal(scene.relay.peerFacts(1).feeFilterSatsPerKvb, 15_000n, 'no amount of money is no filter');
  setFilter(0n);
  assert.equal(isAnnounced(least - 1n), true);
  setFilter(2_100_000_000_000_000n);
  assert.equal(isAnnounced(1_000_000n), false);
});

test('who asks for the mempool is disconnected, unless it is served, or the peer is protected', () => {
  const scene = new RelayScene();
  const ask = { type: 'mempool' } as const;
  assert.deepEqual(scene.relay.receive(scene.connect(1), ask, scene.nowMs), [
    { do: 'disconnect', peer: 1, reason: 'mempool-not-served' },
  ]);
  assert.deepEqual(scene.relay.receive(scene.connect(2, { isProtected: true }), ask, scene.nowMs), []);
});

test('where the mempool is served, all that passes the filter is announced, 50,000 at a time', () => {
  const scene = new RelayScene({ servesMempool: true });
  const txs = Array.from({ length: 120 }, (_, i) => scene.transaction({ feeSats: i < 20 ? 200n : 10_000n }));
  for (const tx of txs) scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1);
  assert.deepEqual(sent(scene.advance(LONG_MS), 'inv'), [], 'unasked, it is told nothing of before');
  scene.relay.receive(peer, { type: 'feefilter', feeRateSatsPerKvb: 10_000n }, scene.nowMs);
  scene.relay.receive(peer, { type: 'mempool' }, scene.nowMs);
  const [inv] = sent(scene.advance(LONG_MS), 'inv', peer);
  assert.deepEqual(
    new Set(inv!.inventory.map(({ hash }) => hashKey(hash))),
    new Set(txs.slice(20).map((tx) => hashKey(tx.wtxid))),
  );
  assert.deepEqual(sent(scene.advance(LONG_MS), 'inv'), []);
});

test('one’s own transaction is announced again every 10 to 15 minutes, until somebody asks for it', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  const { acceptance, effects } = scene.relay.submit(tx, scene.nowMs);
  assert.equal(acceptance.status, 'accepted');
  assert.equal(effectsOf(effects, 'transaction-added')[0]!.from, undefined);
  assert.deepEqual(scene.relay.unbroadcastTxids(), [tx.txid]);
  scene.advance(LONG_MS);
  const late = scene.connect(1);
  assert.deepEqual(sent(scene.advance(START_MS + 10 * LONG_MS - 1 - scene.nowMs), 'inv'), []);
  const again = scene.advance(5 * LONG_MS + LONG_MS);
  assert.deepEqual(hashesIn(again, 'inv', late), [hashKey(tx.wtxid)]);
  assert.equal(scene.relay.isUnbroadcast(tx.txid), true);
  const answer = scene.relay.receiveGetData(late, [wtx(tx)]);
  assert.equal(sent(answer, 'tx').length, 1);
  assert.equal(scene.relay.isUnbroadcast(tx.txid), false);
  scene.connect(2);
  assert.deepEqual(sent(scene.advance(30 * LONG_MS), 'inv'), [], 'that was enough');
});

test('one’s own transaction that has left the mempool is forgotten', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  scene.pool.remove(scene.pool.get(tx.txid)!);
  assert.deepEqual(scene.relay.unbroadcastTxids(), []);
  scene.connect(1);
  assert.deepEqual(sent(scene.advance(20 * LONG_MS), 'inv'), []);
});

test('what is submitted twice is announced once more, and what is refused is not', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1);
  assert.equal(scene.relay.submit(tx, scene.nowMs).acceptance.status, 'known');
  assert.deepEqual(hashesIn(scene.advance(LONG_MS), 'inv', peer), [hashKey(tx.wtxid)]);
  const poor = scene.transaction({ feeSats: 0n });
  assert.equal(scene.relay.submit(poor, scene.nowMs).acceptance.status, 'rejected');
  assert.equal(scene.relay.isUnbroadcast(poor.txid), false);
  assert.deepEqual(sent(scene.advance(LONG_MS), 'inv'), []);
});

test('a package of one’s own is announced as far as it gets in', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parent = scene.transaction({ feeSats: 0n });
  const child = scene.transaction({ spends: [parent] });
  const { acceptance, effects } = scene.relay.submitPackage([parent, child], scene.nowMs);
  assert.equal(acceptance.reject, undefined);
  assert.equal(effectsOf(effects, 'transaction-added').length, 2);
  assert.equal(scene.relay.unbroadcastTxids().length, 2);
  assert.equal(hashesIn(scene.advance(LONG_MS), 'inv', peer).length, 2);
});

test('items of other kinds in an inv are left alone', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { usesWtxids: false });
  scene.announce(peer, { type: 0, hash: testHash(1) }, txByTxid(testHash(2), INVENTORY_TYPES.witnessTx));
  assert.equal(scene.relay.announcementCount, 1);
});
