import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testBlock, testCoinbase, testInput, testTransactionData } from '../../../test/block-builder.ts';
import { RelayScene, effectsOf, hashesIn, sent, testHash, txByTxid, wtx } from '../../../test/relay-scene.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import { MAX_GETDATA_QUEUE, MAX_LOOKUPS_AT_A_TIME, SERVE_BYTES } from './transaction-server.ts';

// After Bitcoin Core's p2p_leak_tx.py and p2p_getdata.py.

test('a transaction that was not announced yet is not given out, and one that was is', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  const early = scene.relay.receiveGetData(peer, [wtx(tx)]);
  assert.deepEqual(sent(early, 'tx'), []);
  assert.deepEqual(hashesIn(early, 'notfound'), [hashKey(tx.wtxid)]);
  scene.advance(60_000);
  assert.deepEqual(sent(scene.relay.receiveGetData(peer, [wtx(tx)]), 'tx')[0]!.tx, tx);
});

test('what came before a peer was there, it may ask for', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1);
  assert.equal(sent(scene.relay.receiveGetData(peer, [wtx(tx)]), 'tx').length, 1);
});

test('what a peer’s filter keeps from being announced, it may ask for later', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  scene.relay.receive(peer, { type: 'feefilter', feeRateSatsPerKvb: 1_000_000n }, scene.nowMs);
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  assert.equal(sent(scene.relay.receiveGetData(peer, [wtx(tx)]), 'notfound').length, 1);
  assert.deepEqual(sent(scene.advance(60_000), 'inv'), []);
  assert.equal(sent(scene.relay.receiveGetData(peer, [wtx(tx)]), 'tx').length, 1);
});

test('what came into the mempool from disk is given out after a while', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const tx = scene.transaction();
  const accepted = scene.pool.accept(tx);
  assert.ok(accepted.status === 'accepted');
  scene.relay.mempoolLoaded([tx.txid], scene.nowMs);
  assert.equal(sent(scene.relay.receiveGetData(peer, [wtx(tx)]), 'notfound').length, 1);
  assert.deepEqual(sent(scene.advance(60_000), 'inv'), []);
  assert.equal(scene.relay.isUnbroadcast(tx.txid), true);
  assert.equal(sent(scene.relay.receiveGetData(peer, [wtx(tx)]), 'tx').length, 1);
});

test('a transaction goes out with its witness by wtxid and witness-txid, and without by plain txid', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1);
  const forms = [wtx(tx), txByTxid(tx, INVENTORY_TYPES.witnessTx), txByTxid(tx)].map(
    (item) => sent(scene.relay.receiveGetData(peer, [item]), 'tx')[0]!.withoutWitness ?? false,
  );
  assert.deepEqual(forms, [false, false, true]);
});

test('by the wrong kind of name it is not found', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1);
  const wrong = [
    { type: INVENTORY_TYPES.wtx, hash: tx.txid },
    { type: INVENTORY_TYPES.tx, hash: tx.wtxid },
  ];
  assert.equal(hashesIn(scene.relay.receiveGetData(peer, wrong), 'notfound').length, 2);
});

test('transactions of the last block are given out, by either name, those of the block before are not', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const blocks = [1, 2].map((height) => {
    const witness = [Uint8Array.of(height)];
    const data = testTransactionData({ inputs: [testInput({ witness })], lockTime: height });
    return testBlock({ transactions: [testCoinbase(height), data], mine: false });
  });
  for (const block of blocks) scene.relay.blockConnected(block);
  const [before, last] = blocks.map((block) => block.transaction(1));
  const asked = [wtx(last!), txByTxid(last!), wtx(before!)];
  const effects = scene.relay.receiveGetData(peer, asked);
  assert.deepEqual(
    sent(effects, 'tx').map(({ tx }) => tx),
    [last, last],
  );
  assert.deepEqual(hashesIn(effects, 'notfound'), [hashKey(before!.wtxid)]);
});

test('what was replaced is not found', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  scene.advance(60_000);
  scene.relay.submit(scene.transaction({ spends: [tx.prevoutTxid(0)] }), scene.nowMs);
  assert.equal(sent(scene.relay.receiveGetData(peer, [wtx(tx)]), 'notfound').length, 1);
});

test('a peer that is not announced to gets no transactions and no answer', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1, { relaysTransactions: false });
  assert.deepEqual(scene.relay.receiveGetData(peer, [wtx(tx)]), []);
  assert.equal(scene.relay.pendingRequests(1), 0);
});

test('answers wait once a megabyte is on its way, and go on as it leaves', () => {
  const scene = new RelayScene();
  const big = Array.from({ length: 12 }, () => scene.transaction({ outputs: 10_000 }));
  for (const tx of big) scene.pool.fees.set(hashKey(tx.txid), 1_000_000n);
  for (const tx of big) scene.relay.submit(tx, scene.nowMs);
  const peer = scene.connect(1);
  const size = big[0]!.totalSize;
  const atOnce = Math.ceil(1_000_000 / size);
  const first = scene.relay.receiveGetData(peer, big.map(wtx));
  assert.equal(sent(first, 'tx').length, atOnce);
  assert.equal(scene.relay.pendingRequests(1), 12 - atOnce);
  assert.equal(sent(scene.relay.serveNext(peer, 1), 'tx').length, 1);
  const rest = scene.relay.serveNext(peer, 10_000_000);
  assert.equal(sent(rest, 'tx').length, 12 - atOnce - 1);
  assert.equal(scene.relay.pendingRequests(1), 0);
  assert.deepEqual(scene.relay.serveNext(peer, 1), []);
});

test('50,000 requests wait at the most; of more, the peer hears that they were not found', () => {
  const scene = new RelayScene();
  const tx = scene.transaction();
  scene.relay.submit(tx, scene.nowMs);
  const big = scene.transaction({ outputs: 120_000, feeSats: 10_000_000n });
  scene.relay.submit(big, scene.nowMs);
  const peer = scene.connect(1);
  const many = Array.from({ length: MAX_GETDATA_QUEUE - 1 }, () => wtx(tx));
  scene.relay.receiveGetData(peer, [wtx(big), ...many]);
  assert.equal(scene.relay.pendingRequests(1), MAX_GETDATA_QUEUE - 1);
  const effects = scene.relay.receiveGetData(peer, [wtx(testHash(1)), wtx(testHash(2))]);
  assert.deepEqual(hashesIn(effects, 'notfound').at(-1), hashKey(testHash(2)));
  assert.ok(scene.relay.pendingRequests(1) < MAX_GETDATA_QUEUE);
});

test('a getdata of more than 50,000 items is an offence', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const items = Array.from({ length: 50_001 }, (_, i) => wtx(testHash(i)));
  assert.deepEqual(effectsOf(scene.relay.receiveGetData(peer, items), 'misbehaved').length, 1);
  const effects = scene.relay.receiveGetData(peer, items.slice(1));
  assert.equal(hashesIn(effects, 'notfound').length, MAX_LOOKUPS_AT_A_TIME, 'a part of it at a time');
  while (scene.relay.pendingRequests(1) > 0) effects.push(...scene.relay.serveNext(peer, SERVE_BYTES));
  assert.deepEqual(new Set(hashesIn(effects, 'notfound')), new Set(items.slice(1).map(({ hash }) => hashKey(hash))));
});
