import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  testBlock,
  testCoinbase,
  testInput,
  testOutput,
  testTransaction,
  testTransactionData,
} from '../../../test/block-builder.ts';
import { START_MS, testHash } from '../../../test/relay-scene.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import type { Txid } from '../../primitives/hash.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import {
  MAX_ORPHAN_TRANSACTIONS,
  MAX_ORPHAN_WEIGHT_WU,
  MAX_PEER_ORPHAN_WEIGHT_WU,
  ORPHAN_TX_EXPIRE_INTERVAL_MS,
  ORPHAN_TX_EXPIRE_TIME_MS,
  Orphanage,
} from './orphanage.ts';

let made = 0;

/** A transaction that spends outputs, those of nobody unless told. */
function spending(
  prevouts: readonly { txid: Txid; vout: number }[] = [{ txid: testHash(++made) as Txid, vout: 0 }],
  { witness = 'a', scriptBytes = 1, outputs = 2 } = {},
): Transaction {
  return testTransaction({
    inputs: prevouts.map((prevout) => testInput({ prevout, witness: [new TextEncoder().encode(witness)] })),
    outputs: Array.from({ length: outputs }, () =>
      testOutput({ scriptPubKey: new Uint8Array(scriptBytes).fill(0x51) }),
    ),
  });
}

function keyOf(tx: Transaction): HashKey {
  return hashKey(tx.wtxid);
}

function makeOrphanage(seed = 1): Orphanage {
  return new Orphanage(seededRandom(seed));
}

test('an orphan is kept once, by wtxid: another witness makes another orphan', () => {
  const orphanage = makeOrphanage();
  const prevout = { txid: testHash(1000) as Txid, vout: 0 };
  const tx = spending([prevout]);
  const mutated = spending([prevout], { witness: 'b' });
  assert.deepEqual(mutated.txid, tx.txid);
  assert.equal(orphanage.add(tx, 1, START_MS), true);
  assert.equal(orphanage.add(tx, 2, START_MS), false);
  assert.equal(orphanage.add(mutated, 2, START_MS), true);
  assert.equal(orphanage.size, 2);
  assert.equal(orphanage.erase(keyOf(tx)), true);
  assert.equal(orphanage.erase(keyOf(tx)), false);
  assert.equal(orphanage.has(keyOf(mutated)), true);
});

test('an orphan of 400,000 weight units is kept, one above is not', () => {
  const orphanage = makeOrphanage();
  const small = spending(undefined, { outputs: 1, scriptBytes: 90_000 });
  // Four units a byte of script; the witness makes up for what is left.
  const rest = MAX_ORPHAN_WEIGHT_WU - small.weight;
  const exact = spending(undefined, {
    outputs: 1,
    scriptBytes: 90_000 + Math.floor(rest / 4),
    witness: 'a'.repeat(1 + (rest % 4)),
  });
  assert.equal(exact.weight, MAX_ORPHAN_WEIGHT_WU);
  const tooHeavy = spending(undefined, {
    outputs: 1,
    scriptBytes: 90_000 + Math.floor(rest / 4),
    witness: 'a'.repeat(2 + (rest % 4)),
  });
  assert.equal(tooHeavy.weight, MAX_ORPHAN_WEIGHT_WU + 1);
  assert.equal(orphanage.add(exact, 1, START_MS), true);
  assert.equal(orphanage.add(tooHeavy, 1, START_MS), false);
});

test('of 101 orphans one goes, drawn by lot; which one differs with the seed', () => {
  const gone = new Set<number>();
  for (let seed = 1; seed <= 8; seed++) {
    const orphanage = makeOrphanage(Math.imul(seed, 0x9e3779b9));
    const orphans = Array.from({ length: MAX_ORPHAN_TRANSACTIONS + 1 }, () => spending());
    for (const tx of orphans.slice(0, MAX_ORPHAN_TRANSACTIONS)) orphanage.add(tx, 1, START_MS);
    orphanage.limit(START_MS);
    assert.equal(orphanage.size, MAX_ORPHAN_TRANSACTIONS);
    orphanage.add(orphans.at(-1)!, 1, START_MS);
    orphanage.limit(START_MS);
    assert.equal(orphanage.size, MAX_ORPHAN_TRANSACTIONS);
    gone.add(orphans.findIndex((tx) => !orphanage.has(keyOf(tx))));
  }
  assert.ok(gone.size > 4, 'not the same ones');
});

test('old orphans are looked for again five minutes after the next one expires', () => {
  const orphanage = makeOrphanage();
  const first = spending();
  const second = spending();
  orphanage.limit(START_MS);
  orphanage.add(first, 1, START_MS);
  orphanage.add(second, 1, START_MS + 1);
  orphanage.limit(START_MS + ORPHAN_TX_EXPIRE_TIME_MS - 1);
  assert.equal(orphanage.size, 2);
  orphanage.limit(START_MS + ORPHAN_TX_EXPIRE_TIME_MS);
  assert.deepEqual([orphanage.has(keyOf(first)), orphanage.has(keyOf(second))], [false, true]);
  orphanage.limit(START_MS + ORPHAN_TX_EXPIRE_TIME_MS + ORPHAN_TX_EXPIRE_INTERVAL_MS);
  assert.equal(orphanage.size, 1, 'it is old, and it is not time to look');
  orphanage.limit(START_MS + ORPHAN_TX_EXPIRE_TIME_MS + ORPHAN_TX_EXPIRE_INTERVAL_MS + 1);
  assert.equal(orphanage.size, 0);
});

test('all orphans of a peer go with it, and no others', () => {
  const orphanage = makeOrphanage();
  for (let i = 0; i < 30; i++) orphanage.add(spending(), i % 3, START_MS);
  orphanage.eraseForPeer(1);
  assert.equal(orphanage.size, 20);
  orphanage.eraseForPeer(0);
  orphanage.eraseForPeer(2);
  assert.equal(orphanage.size, 0);
});

test('a peer whose orphans are too heavy together loses the oldest of its own', () => {
  const orphanage = makeOrphanage();
  const other = spending();
  orphanage.add(other, 2, START_MS);
  // Two scripts, whose bytes weigh four each.
  const [half, fits] = [spending(undefined, { scriptBytes: 25_000 }), spending(undefined, { scriptBytes: 25_400 })];
  const weight = half.weight + fits.weight;
  assert(weight <= MAX_PEER_ORPHAN_WEIGHT_WU && weight + other.weight > MAX_PEER_ORPHAN_WEIGHT_WU, `${weight}`);
  for (const tx of [half, fits]) orphanage.add(tx, 1, START_MS);
  assert.equal(orphanage.size, 3);
  const last = spending();
  orphanage.add(last, 1, START_MS);
  assert.deepEqual(
    [half, fits, last, other].map((tx) => orphanage.has(keyOf(tx))),
    [false, true, true, true],
  );
  orphanage.eraseForPeer(1);
  for (const tx of [half, fits]) orphanage.add(tx, 1, START_MS);
  assert.equal(orphanage.size, 3, 'what is gone weighs nothing');
});

test('a block takes out the orphans in it, and those that spend the same', () => {
  const orphanage = makeOrphanage();
  const shared = { txid: testHash(2000) as Txid, vout: 3 };
  const inBlock = spending([{ txid: testHash(2001) as Txid, vout: 0 }]);
  const conflicting = spending([shared, { txid: testHash(2002) as Txid, vout: 0 }]);
  const otherOutput = spending([{ ...shared, vout: 4 }]);
  for (const tx of [inBlock, conflicting, otherOutput]) orphanage.add(tx, 1, START_MS);
  const transactions = [
    testCoinbase(1),
    testTransactionData({ inputs: [testInput({ prevout: inBlock.prevout(0) })] }),
    testTransactionData({ inputs: [testInput({ prevout: shared })] }),
  ];
  orphanage.eraseForBlock(testBlock({ transactions, mine: false }));
  assert.equal(orphanage.has(keyOf(inBlock)), false);
  assert.equal(orphanage.has(keyOf(conflicting)), false);
  assert.equal(orphanage.has(keyOf(otherOutput)), true);
});

test('children of the same peer come the newest first, each once; those of others apart', () => {
  const orphanage = makeOrphanage();
  const parent = spending();
  const other = spending();
  const of = (vout: number, tx = parent): { txid: Txid; vout: number } => ({ txid: tx.txid, vout });
  const first = spending([of(0)]);
  const both = spending([of(0), of(1)]);
  const mixed = spending([of(1), of(0, other)]);
  const unrelated = spending([of(1, other)]);
  const beyond = spending([of(2)]);
  for (const tx of [first, both, unrelated, beyond]) orphanage.add(tx, 1, START_MS);
  orphanage.add(mixed, 2, START_MS);
  assert.deepEqual(orphanage.childrenFromPeer(parent, 1), [both, first]);
  assert.deepEqual(orphanage.childrenFromPeer(parent, 2), [mixed]);
  assert.deepEqual(orphanage.childrenFromPeer(parent, 3), []);
  assert.deepEqual(
    orphanage.childrenFromOthers(parent, 1).map(({ tx, peer }) => [tx, peer]),
    [[mixed, 2]],
  );
  assert.equal(orphanage.childrenFromOthers(parent, 3).length, 3);
});

test('when a parent comes, its children are looked at again, for the peer that sent them', () => {
  const orphanage = makeOrphanage();
  const parent = spending();
  const child = spending([{ txid: parent.txid, vout: 0 }]);
  const evicted = spending([{ txid: parent.txid, vout: 1 }]);
  orphanage.add(child, 5, START_MS);
  orphanage.add(evicted, 5, START_MS);
  assert.equal(orphanage.hasWork, false);
  orphanage.parentAccepted(parent);
  orphanage.parentAccepted(parent);
  orphanage.erase(keyOf(evicted));
  assert.deepEqual(orphanage.peersToReconsider(), [5]);
  assert.equal(orphanage.takeToReconsider(4), undefined);
  assert.equal(orphanage.takeToReconsider(5), child);
  assert.equal(orphanage.has(keyOf(child)), true, 'it is still an orphan');
  assert.equal(orphanage.takeToReconsider(5), undefined);
  assert.equal(orphanage.hasWork, false);
});

test('an orphan that lies in a bigger buffer is copied out of it', () => {
  const orphanage = makeOrphanage();
  const parent = spending();
  const child = spending([{ txid: parent.txid, vout: 0 }]);
  const message = new Uint8Array(100_000);
  message.set(child.serialized(), 500);
  const inMessage = parseTransaction(message.subarray(500, 500 + child.totalSize));
  assert.ok(!('code' in inMessage));
  orphanage.add(inMessage, 1, START_MS);
  const [kept] = orphanage.childrenFromPeer(parent, 1);
  assert.ok(kept!.bytes.buffer.byteLength < 1000);
  assert.deepEqual(kept!.wtxid, child.wtxid);
});
