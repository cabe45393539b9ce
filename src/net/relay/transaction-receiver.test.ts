import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testBlock, testCoinbase, testInput, testTransactionData } from '../../../test/block-builder.ts';
import { RelayScene, effectsOf, hashesIn, sent, txByTxid, wtx } from '../../../test/relay-scene.ts';
import type { MempoolRejectKind } from '../../mempool/mempool-reject.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { Peer } from '../peer.ts';
import type { RelayEffect } from './relay-effect.ts';
import { GETDATA_TX_INTERVAL_MS, NONPREF_PEER_TX_DELAY_MS, TXID_RELAY_DELAY_MS } from './transaction-requests.ts';

// After Bitcoin Core's p2p_orphan_handling.py, p2p_invalid_tx.py and p2p_segwit.py.

const PARENT_DELAY_MS = NONPREF_PEER_TX_DELAY_MS + TXID_RELAY_DELAY_MS;

function refuse(scene: RelayScene, tx: Transaction, kind: MempoolRejectKind): void {
  scene.pool.rejects.set(hashKey(tx.wtxid), { kind, code: kind, details: '' });
}

/** The txids of transactions that came in. */
function added(effects: readonly RelayEffect[]): string[] {
  return effectsOf(effects, 'transaction-added').map(({ entry }) => hashKey(entry.txid));
}

/** Lets a peer announce a transaction, waits until it is asked for, and sends it. */
function relay(scene: RelayScene, peer: Peer, tx: Transaction): RelayEffect[] {
  scene.announce(peer, peer.usesWtxids ? wtx(tx) : txByTxid(tx));
  scene.advance(PARENT_DELAY_MS);
  return scene.send(peer, tx);
}

test('a transaction that is good tells who sent it, and what it replaced', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const tx = scene.transaction();
  const [effect] = effectsOf(scene.send(peer, tx), 'transaction-added');
  assert.equal(effect!.from, 1);
  assert.deepEqual(effect!.entry.txid, tx.txid);
  assert.deepEqual(effect!.removed, []);
  const replacing = scene.transaction({ spends: [tx.prevoutTxid(0)] });
  const effects = scene.send(peer, replacing);
  const [second] = effectsOf(effects, 'transaction-added');
  assert.deepEqual(
    second!.removed.map(({ entry }) => entry.tx),
    [tx],
  );
  assert.deepEqual(
    effectsOf(effects, 'keep-for-compact-blocks').map((each) => each.tx),
    [tx],
  );
});

test('an orphan’s parents are asked for by txid, with witness, from who sent it; once they come, it is accepted', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parents = [scene.transaction(), scene.transaction()];
  const child = scene.transaction({ spends: [...parents, parents[0]!] });
  const effects = relay(scene, peer, child);
  assert.deepEqual(
    effectsOf(effects, 'keep-for-compact-blocks').map(({ tx }) => tx),
    [child],
  );
  assert.equal(scene.relay.orphanCount, 1);
  assert.deepEqual(hashesIn(scene.advance(PARENT_DELAY_MS - 1), 'getdata'), []);
  const [getdata] = sent(scene.advance(1), 'getdata', peer);
  assert.deepEqual(
    getdata!.inventory,
    parents.map(({ txid }) => ({ type: INVENTORY_TYPES.witnessTx, hash: txid })),
    'each once',
  );
  assert.equal(added(scene.send(peer, parents[0]!)).length, 1);
  assert.deepEqual(added(scene.advance(0)), [], 'one parent is not enough');
  scene.send(peer, parents[1]!);
  assert.deepEqual(added(scene.advance(0)), [hashKey(child.txid)]);
  assert.equal(scene.relay.orphanCount, 0);
});

test('parents that are there, confirmed, or come during the delay, are not asked for', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const inMempool = scene.transaction();
  const late = scene.transaction();
  const missing = scene.transaction();
  scene.relay.submit(inMempool, scene.nowMs);
  relay(scene, peer, scene.transaction({ spends: [inMempool, late, missing] }));
  scene.relay.submit(late, scene.nowMs);
  assert.deepEqual(hashesIn(scene.advance(PARENT_DELAY_MS), 'getdata'), [hashKey(missing.txid)]);
});

test('a parent that is under way is not asked for a second time', () => {
  const scene = new RelayScene();
  const peers = [scene.connect(1), scene.connect(2)];
  const parent = scene.transaction();
  const siblings = [scene.transaction({ spends: [parent] }), scene.transaction({ spends: [parent], outputs: 2 })];
  relay(scene, peers[0]!, siblings[0]!);
  assert.equal(hashesIn(scene.advance(PARENT_DELAY_MS), 'getdata').length, 1);
  relay(scene, peers[1]!, siblings[1]!);
  assert.deepEqual(hashesIn(scene.advance(PARENT_DELAY_MS), 'getdata'), []);
  const effects = scene.advance(GETDATA_TX_INTERVAL_MS);
  assert.deepEqual(hashesIn(effects, 'getdata', peers[1]), [hashKey(parent.txid)], 'from the other one, in the end');
});

test('an orphan’s orphan waits for both, and chains of them come in one after the other', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const chain = [scene.transaction()];
  for (let i = 0; i < 10; i++) chain.push(scene.transaction({ spends: [chain.at(-1)!] }));
  for (const tx of chain.slice(1).toReversed()) scene.send(peer, tx);
  assert.equal(scene.relay.orphanCount, 10);
  scene.send(peer, chain[0]!);
  assert.equal(added(scene.relay.tick(scene.nowMs)).length, 1, 'one at a time');
  assert.equal(scene.relay.nextDueMs, 0);
  scene.advance(0);
  assert.equal(scene.pool.size, 11);
  assert.equal(scene.relay.orphanCount, 0);
});

test('an orphan whose parent was refused for good is refused, by txid and wtxid, and so are its children', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parent = scene.transaction({ witness: '' });
  refuse(scene, parent, 'not-standard');
  scene.send(peer, parent);
  const child = scene.transaction({ spends: [parent] });
  const grandchild = scene.transaction({ spends: [child] });
  scene.send(peer, child);
  scene.send(peer, grandchild);
  assert.equal(scene.relay.orphanCount, 0);
  const offers = scene.pool.offers;
  scene.send(peer, scene.withWitness(grandchild, 'b'));
  assert.equal(scene.relay.orphanCount, 0, 'another witness does not help');
  assert.equal(scene.pool.offers, offers + 1);
  assert.deepEqual(hashesIn(scene.announce(peer, wtx(child), wtx(grandchild)), 'getdata'), []);
  assert.equal(scene.relay.announcementCount, 0);
});

test('a parent with a witness that was refused may come with another one: its child is an orphan', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parent = scene.transaction();
  refuse(scene, parent, 'not-standard');
  scene.send(peer, parent);
  scene.send(peer, scene.transaction({ spends: [parent] }));
  assert.equal(scene.relay.orphanCount, 1);
  assert.deepEqual(hashesIn(scene.advance(PARENT_DELAY_MS), 'getdata'), [hashKey(parent.txid)]);
});

test('a parent that came without its witness is asked for all the same', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parent = scene.transaction();
  const stripped = scene.withWitness(parent, '');
  refuse(scene, stripped, 'witness-stripped');
  assert.deepEqual(effectsOf(scene.send(peer, stripped), 'keep-for-compact-blocks'), []);
  scene.send(peer, scene.transaction({ spends: [parent] }));
  assert.deepEqual(hashesIn(scene.advance(PARENT_DELAY_MS), 'getdata'), [hashKey(parent.txid)]);
  scene.send(peer, parent);
  scene.advance(0);
  assert.equal(scene.pool.size, 2);
});

test('what spends outputs of no standard form is refused by txid, too; other reasons only by wtxid', () => {
  const kinds: MempoolRejectKind[] = ['inputs-not-standard', 'not-standard', 'mempool-policy', 'premature-spend'];
  const refusedByTxid = kinds.filter((kind) => {
    const scene = new RelayScene();
    const peer = scene.connect(1, { kind: 'outbound-full-relay', usesWtxids: false });
    const tx = scene.transaction();
    refuse(scene, tx, kind);
    scene.send(peer, tx);
    scene.send(peer, tx);
    assert.equal(scene.pool.offers, 1, 'by wtxid it is known');
    return hashesIn(scene.announce(peer, txByTxid(tx)), 'getdata').length === 0;
  });
  assert.deepEqual(refusedByTxid, ['inputs-not-standard']);
});

test('only who sends what no block may hold is punished', () => {
  const kinds: MempoolRejectKind[] = [
    'consensus',
    'inputs-not-standard',
    'not-standard',
    'missing-inputs',
    'premature-spend',
    'witness-mutated',
    'witness-stripped',
    'conflict',
    'mempool-policy',
    'reconsiderable',
    'unknown',
  ];
  const punished = kinds.filter((kind) => {
    const scene = new RelayScene();
    const tx = scene.transaction();
    refuse(scene, tx, kind);
    return effectsOf(scene.send(scene.connect(1), tx), 'misbehaved').length > 0;
  });
  assert.deepEqual(punished, ['consensus']);
});

test('an orphan that turns out to be invalid is held against who sent it, not who sent its parent', () => {
  const scene = new RelayScene();
  const [bad, honest] = [scene.connect(1), scene.connect(2)];
  const parent = scene.transaction();
  const child = scene.transaction({ spends: [parent] });
  scene.send(bad, child);
  refuse(scene, child, 'consensus');
  scene.send(honest, parent);
  const effects = scene.advance(0);
  assert.deepEqual(effectsOf(effects, 'misbehaved'), [{ do: 'misbehaved', peer: 1, reason: 'invalid-transaction' }]);
  assert.equal(scene.relay.orphanCount, 0);
});

test('orphans with one txid and different witnesses are all kept, and announcements of others requested', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { kind: 'outbound-full-relay' });
  const byTxid = scene.connect(2, { kind: 'outbound-full-relay', usesWtxids: false });
  const parent = scene.transaction();
  const real = scene.transaction({ spends: [parent] });
  const fake = scene.withWitness(real, 'fake');
  scene.send(peer, fake);
  assert.deepEqual(hashesIn(scene.announce(peer, wtx(fake)), 'getdata'), []);
  assert.equal(hashesIn(scene.announce(peer, wtx(real)), 'getdata').length, 1);
  scene.announce(byTxid, txByTxid(real));
  scene.send(peer, real);
  assert.equal(scene.relay.orphanCount, 2);
  refuse(scene, fake, 'mempool-policy');
  scene.send(peer, parent);
  scene.advance(0);
  assert.deepEqual(scene.pool.get(real.txid)!.wtxid, real.wtxid);
  assert.equal(scene.relay.orphanCount, 0);
});

test('an orphan is not requested again, neither by wtxid nor, without witness, by txid', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1, { kind: 'outbound-full-relay' });
  const byTxid = scene.connect(2, { kind: 'outbound-full-relay', usesWtxids: false });
  const orphan = scene.transaction({ spends: [scene.transaction()], witness: '' });
  scene.send(peer, orphan);
  scene.advance(PARENT_DELAY_MS);
  assert.deepEqual(hashesIn(scene.announce(peer, wtx(orphan)), 'getdata'), []);
  scene.announce(byTxid, txByTxid(orphan));
  assert.deepEqual(hashesIn(scene.advance(PARENT_DELAY_MS), 'getdata', byTxid), []);
});

test('orphans go with the peer that sent them, and with a block that holds them or what they spend', () => {
  const scene = new RelayScene();
  const [first, second] = [scene.connect(1), scene.connect(2)];
  scene.send(first, scene.transaction({ spends: [scene.transaction()] }));
  const orphan = scene.transaction({ spends: [scene.transaction()] });
  scene.send(second, orphan);
  assert.equal(scene.relay.orphanCount, 2);
  scene.relay.peerGone(1);
  assert.equal(scene.relay.orphanCount, 1);
  const spend = testTransactionData({ inputs: [testInput({ prevout: orphan.prevout(0) })] });
  scene.relay.blockConnected(testBlock({ transactions: [testCoinbase(1), spend], mine: false }));
  assert.equal(scene.relay.orphanCount, 0);
});

test('what is in a block is not requested, until the block is disconnected', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const data = testTransactionData({ inputs: [testInput({ witness: [Uint8Array.of(1)] })] });
  const block = testBlock({ transactions: [testCoinbase(1), data], mine: false });
  const tx = block.transaction(1);
  scene.announce(peer, wtx(tx));
  scene.relay.blockConnected(block);
  assert.equal(scene.relay.announcementCount, 0, 'the request is forgotten');
  scene.announce(peer, wtx(tx));
  scene.announce(scene.connect(2, { usesWtxids: false }), txByTxid(tx));
  assert.equal(scene.relay.announcementCount, 0);
  scene.relay.blockDisconnected();
  scene.announce(peer, wtx(tx));
  assert.equal(scene.relay.announcementCount, 1);
});

test('a transaction that is in the mempool with another witness is refused, and no offence', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const tx = scene.transaction();
  const other = scene.withWitness(tx, 'b');
  scene.send(peer, tx);
  const effects = scene.send(peer, other);
  assert.deepEqual(effectsOf(effects, 'misbehaved'), []);
  assert.deepEqual(added(effects), []);
  scene.announce(peer, wtx(other));
  assert.equal(scene.relay.announcementCount, 0);
});
