import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RelayScene, effectsOf, hashesIn, sent, testHash, txByTxid, wtx } from '../../../test/relay-scene.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import {
  GETDATA_TX_INTERVAL_MS,
  MAX_GETDATA_SIZE,
  MAX_PEER_TX_ANNOUNCEMENTS,
  MAX_PEER_TX_REQUEST_IN_FLIGHT,
  NONPREF_PEER_TX_DELAY_MS,
  OVERLOADED_PEER_TX_DELAY_MS,
  TXID_RELAY_DELAY_MS,
} from './transaction-requests.ts';

// After Bitcoin Core's p2p_tx_download.py, p2p_ibd_txrelay.py and p2p_blocksonly.py.

const HASH = testHash(0xffaa);

function hashes(from: number, count: number): InventoryItem[] {
  return Array.from({ length: count }, (_, i) => wtx(testHash(from + i)));
}

test('what an outbound peer announces is requested at once', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { kind: 'outbound-full-relay' });
  const [getdata] = sent(scene.announce(peer, wtx(HASH)), 'getdata', peer);
  assert.deepEqual(getdata!.inventory, [{ type: INVENTORY_TYPES.wtx, hash: HASH }]);
});

test('what an inbound peer announces is requested after two seconds', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  assert.deepEqual(hashesIn(scene.announce(peer, wtx(HASH)), 'getdata'), []);
  assert.deepEqual(hashesIn(scene.advance(NONPREF_PEER_TX_DELAY_MS - 1), 'getdata'), []);
  assert.deepEqual(hashesIn(scene.advance(1), 'getdata'), [hashKey(HASH)]);
});

test('a protected inbound peer is preferred; one that serves no blocks, or only tells addresses, is not', () => {
  const scene = new RelayScene();
  const isAskedAtOnce = (id: number, peer: Parameters<RelayScene['connect']>[1]): boolean =>
    hashesIn(scene.announce(scene.connect(id, peer), wtx(testHash(id))), 'getdata').length === 1;
  assert.equal(isAskedAtOnce(1, { isProtected: true }), true);
  assert.equal(isAskedAtOnce(2, { kind: 'outbound-full-relay', services: SERVICE_FLAGS.witness }), false);
  assert.equal(isAskedAtOnce(3, { kind: 'outbound-full-relay', services: SERVICE_FLAGS.networkLimited }), true);
  assert.equal(isAskedAtOnce(4, { kind: 'addr-fetch' }), false);
  assert.equal(isAskedAtOnce(5, { kind: 'manual' }), true);
});

test('by txid it is requested two seconds later, as long as any peer uses wtxids', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { kind: 'outbound-full-relay', usesWtxids: false });
  const [getdata] = sent(scene.announce(peer, txByTxid(testHash(1))), 'getdata');
  assert.equal(getdata!.inventory[0]!.type, INVENTORY_TYPES.witnessTx);
  scene.connect(2);
  assert.deepEqual(hashesIn(scene.announce(peer, txByTxid(HASH)), 'getdata'), []);
  assert.deepEqual(hashesIn(scene.advance(TXID_RELAY_DELAY_MS - 1), 'getdata'), []);
  assert.deepEqual(hashesIn(scene.advance(1), 'getdata'), [hashKey(HASH)]);
  scene.relay.peerGone(2);
  assert.equal(hashesIn(scene.announce(peer, txByTxid(testHash(2))), 'getdata').length, 1);
});

test('a peer without witnesses is asked for a transaction without', () => {
  const scene = new RelayScene();
  const services = SERVICE_FLAGS.network;
  const peer = scene.connect(1, { kind: 'outbound-full-relay', usesWtxids: false, services });
  const [getdata] = sent(scene.announce(peer, txByTxid(HASH)), 'getdata');
  assert.equal(getdata!.inventory[0]!.type, INVENTORY_TYPES.tx);
});

test('announcements by the name that was not agreed on are ignored', () => {
  const scene = new RelayScene();
  const byWtxid = scene.connect(1, { kind: 'outbound-full-relay' });
  const byTxid = scene.connect(2, { kind: 'outbound-full-relay', usesWtxids: false });
  scene.announce(byWtxid, txByTxid(HASH));
  scene.announce(byTxid, wtx(HASH));
  scene.announce(byTxid, { type: INVENTORY_TYPES.block, hash: HASH }, { type: 77, hash: HASH });
  assert.equal(scene.relay.announcementCount, 0);
});

test('from 100 requests without an answer on, a peer’s announcements wait two seconds longer', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  scene.announce(peer, ...hashes(0, MAX_PEER_TX_REQUEST_IN_FLIGHT));
  assert.equal(hashesIn(scene.advance(NONPREF_PEER_TX_DELAY_MS), 'getdata').length, 100);
  scene.announce(peer, ...hashes(100, 2));
  const waitMs = NONPREF_PEER_TX_DELAY_MS + OVERLOADED_PEER_TX_DELAY_MS;
  assert.deepEqual(hashesIn(scene.advance(waitMs - 1), 'getdata'), []);
  assert.equal(hashesIn(scene.advance(1), 'getdata').length, 2);
});

test('with 99 requests without an answer they do not wait longer', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  scene.announce(peer, ...hashes(0, MAX_PEER_TX_REQUEST_IN_FLIGHT - 1));
  scene.advance(NONPREF_PEER_TX_DELAY_MS);
  scene.announce(peer, ...hashes(100, 1));
  assert.equal(hashesIn(scene.advance(NONPREF_PEER_TX_DELAY_MS), 'getdata').length, 1);
});

test('5,000 announcements of a peer are tracked, in requests of 1,000; the next one is ignored', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { kind: 'outbound-full-relay' });
  const effects = scene.announce(peer, ...hashes(0, MAX_PEER_TX_ANNOUNCEMENTS + 1));
  const lengths = sent(effects, 'getdata').map(({ inventory }) => inventory.length);
  assert.deepEqual(
    lengths,
    Array.from({ length: 5 }, () => MAX_GETDATA_SIZE),
  );
  assert.equal(scene.relay.announcementCount, MAX_PEER_TX_ANNOUNCEMENTS);
});

test('an inv of more than 50,000 items is an offence, and one of 50,000 is not', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  assert.deepEqual(effectsOf(scene.announce(peer, ...hashes(0, 50_000)), 'misbehaved'), []);
  const effects = scene.announce(peer, ...hashes(0, 50_001));
  assert.deepEqual(effects, [{ do: 'misbehaved', peer: 1, reason: 'inv-too-long' }]);
});

test('who does not answer within a minute is given up, and another one asked', () => {
  const scene = new RelayScene();
  const peers = [scene.connect(1), scene.connect(2)];
  for (const peer of peers) scene.announce(peer, wtx(HASH));
  const effects = scene.advance(NONPREF_PEER_TX_DELAY_MS);
  const first = peers.find((peer) => sent(effects, 'getdata', peer).length === 1)!;
  const second = peers.find((peer) => peer !== first)!;
  assert.equal(sent(effects, 'getdata').length, 1, 'one of them is asked');
  assert.deepEqual(sent(scene.advance(GETDATA_TX_INTERVAL_MS - 1), 'getdata'), []);
  assert.equal(sent(scene.advance(1), 'getdata', second).length, 1);
});

test('when the peer that is asked disconnects, the next one is asked', () => {
  const scene = new RelayScene();
  const peers = [scene.connect(1), scene.connect(2)];
  for (const peer of peers) scene.announce(peer, wtx(HASH));
  const effects = scene.advance(NONPREF_PEER_TX_DELAY_MS);
  const first = peers.find((peer) => sent(effects, 'getdata', peer).length === 1)!;
  scene.relay.peerGone(first.id);
  assert.equal(scene.relay.nextDueMs, 0);
  assert.deepEqual(hashesIn(scene.advance(0), 'getdata'), [hashKey(HASH)]);
});

test('when a peer has not got it, the next one is asked in the same breath', () => {
  const scene = new RelayScene();
  const peers = [scene.connect(1), scene.connect(2)];
  for (const peer of peers) scene.announce(peer, wtx(HASH));
  const effects = scene.advance(NONPREF_PEER_TX_DELAY_MS);
  const first = peers.find((peer) => sent(effects, 'getdata', peer).length === 1)!;
  const second = peers.find((peer) => peer !== first)!;
  const after = scene.relay.receive(first, { type: 'notfound', inventory: [wtx(HASH)] }, scene.nowMs);
  assert.equal(sent(after, 'getdata', second).length, 1);
});

test('a notfound that nobody asked for, or that is too long, changes nothing', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const spurious = { type: 'notfound', inventory: [wtx(HASH), txByTxid(testHash(3))] } as const;
  assert.deepEqual(scene.relay.receive(peer, spurious, scene.nowMs), []);
  scene.announce(peer, wtx(HASH));
  const tooLong = { type: 'notfound', inventory: [wtx(HASH), ...hashes(0, 5016)] } as const;
  scene.relay.receive(peer, tooLong, scene.nowMs);
  assert.equal(scene.relay.announcementCount, 1);
  const longest = { type: 'notfound', inventory: [wtx(HASH), ...hashes(0, 5015)] } as const;
  scene.relay.receive(peer, longest, scene.nowMs);
  assert.equal(scene.relay.announcementCount, 0);
});

test('all peers that announced a transaction are asked in turn, in the end', () => {
  const scene = new RelayScene();
  const peers = Array.from({ length: 10 }, (_, i) => scene.connect(i + 1));
  for (const peer of peers) scene.announce(peer, wtx(HASH));
  const asked = new Set<number>();
  for (let round = 0; round < peers.length; round++) {
    const effects = scene.advance(GETDATA_TX_INTERVAL_MS);
    for (const peer of peers) if (sent(effects, 'getdata', peer).length > 0) asked.add(peer.id);
  }
  assert.equal(asked.size, 10);
});

test('a transaction that came otherwise in the meantime is not requested', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const tx = scene.transaction();
  scene.announce(peer, wtx(tx));
  scene.relay.submit(tx, scene.nowMs);
  assert.deepEqual(hashesIn(scene.advance(NONPREF_PEER_TX_DELAY_MS), 'getdata'), []);
  assert.equal(scene.relay.announcementCount, 0);
});

test('while the chain is far behind, nothing is requested and nothing taken', () => {
  const scene = new RelayScene({ isInitialBlockDownload: true });
  const peer = scene.connect(1, { kind: 'outbound-full-relay' });
  const tx = scene.transaction();
  assert.deepEqual(scene.announce(peer, wtx(tx)), []);
  assert.deepEqual(scene.send(peer, tx), []);
  assert.equal(scene.pool.offers, 0);
  scene.relay.setInitialBlockDownload(false);
  assert.equal(effectsOf(scene.send(peer, tx), 'transaction-added').length, 1);
});

test('a block-relay-only peer that announces or sends transactions is disconnected; so is any with -blocksonly', () => {
  const scene = new RelayScene();
  const quiet = scene.connect(1, { kind: 'block-relay-only', relaysTransactions: false });
  const tx = scene.transaction();
  assert.deepEqual(scene.announce(quiet, wtx(tx)), [
    { do: 'disconnect', peer: 1, reason: 'transaction-announced-in-violation' },
  ]);
  assert.deepEqual(scene.send(quiet, tx), [{ do: 'disconnect', peer: 1, reason: 'transaction-sent-in-violation' }]);
  const blocksOnly = new RelayScene({ blocksOnly: true });
  const peer = blocksOnly.connect(1);
  assert.equal(effectsOf(blocksOnly.announce(peer, wtx(tx)), 'disconnect').length, 1);
  assert.equal(effectsOf(blocksOnly.send(peer, tx), 'disconnect').length, 1);
  assert.deepEqual(blocksOnly.announce(peer, { type: INVENTORY_TYPES.block, hash: HASH }), []);
});

test('a peer that wants no transactions may send them', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { relaysTransactions: false });
  assert.equal(effectsOf(scene.send(peer, scene.transaction()), 'transaction-added').length, 1);
});

test('what was refused is not requested again until the tip changes', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { kind: 'outbound-full-relay' });
  const tx = scene.transaction({ feeSats: 0n });
  scene.send(peer, tx);
  assert.deepEqual(hashesIn(scene.announce(peer, wtx(tx)), 'getdata'), []);
  scene.relay.tipChanged();
  assert.deepEqual(hashesIn(scene.announce(peer, wtx(tx)), 'getdata'), [hashKey(tx.wtxid)]);
});
