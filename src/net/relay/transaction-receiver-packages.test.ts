import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RelayScene, effectsOf, hashesIn, wtx } from '../../../test/relay-scene.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { RelayEffect } from './relay-effect.ts';

// After Bitcoin Core's p2p_opportunistic_1p1c.py: packages of one parent and one child, put together from what peers send.

const HIGH_FEE = 100_000n;

function added(effects: readonly RelayEffect[]): string[] {
  return effectsOf(effects, 'transaction-added').map(({ entry }) => hashKey(entry.txid));
}

/** A parent that pays nothing, and a child that pays for both. */
function makePackage(scene: RelayScene, witness = 'a'): { parent: Transaction; child: Transaction } {
  const parent = scene.transaction({ feeSats: 0n, witness });
  return { parent, child: scene.transaction({ spends: [parent], feeSats: HIGH_FEE }) };
}

for (const witness of ['a', '']) {
  const kind = witness === '' ? 'without witness' : 'with a witness';

  test(`a parent ${kind} that pays nothing comes in with the orphan that pays for it`, () => {
    const scene = new RelayScene();
    const peer = scene.connect(1);
    const { parent, child } = makePackage(scene, witness);
    assert.deepEqual(added(scene.send(peer, child)), []);
    const effects = scene.send(peer, parent);
    assert.deepEqual(new Set(added(effects)), new Set([hashKey(parent.txid), hashKey(child.txid)]));
    assert.equal(scene.relay.orphanCount, 0);
    assert.ok(effectsOf(effects, 'transaction-added').every(({ from }) => from === undefined));
  });

  test(`a parent ${kind} that was refused is asked for again by its orphan, and then both come in`, () => {
    const scene = new RelayScene();
    const peer = scene.connect(1, { kind: 'outbound-full-relay' });
    const { parent, child } = makePackage(scene, witness);
    assert.deepEqual(added(scene.send(peer, parent)), []);
    assert.deepEqual(hashesIn(scene.announce(peer, wtx(parent)), 'getdata'), [], 'alone it is not wanted');
    scene.send(peer, child);
    assert.deepEqual(hashesIn(scene.advance(2000), 'getdata'), [hashKey(parent.txid)]);
    assert.equal(added(scene.send(peer, parent)).length, 2);
  });
}

test('a package that pays too little is tried once; with another child it comes in', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parent = scene.transaction({ feeSats: 0n, outputs: 2 });
  const poor = scene.transaction({ spends: [parent], feeSats: 1n });
  scene.send(peer, poor);
  scene.send(peer, parent);
  const offers = scene.pool.offers;
  assert.equal(scene.relay.orphanCount, 0, 'the child pays too little, whoever pays for the parent');
  scene.send(peer, parent);
  scene.send(peer, poor);
  assert.equal(scene.pool.offers, offers, 'neither is tried again');
  const rich = scene.transaction({ spends: [parent], feeSats: HIGH_FEE });
  scene.send(peer, rich);
  assert.equal(added(scene.send(peer, parent)).length, 2);
});

test('the newest child of the same peer is tried first, and those of others only after', () => {
  const scene = new RelayScene();
  const [peer, other] = [scene.connect(1), scene.connect(2)];
  const parent = scene.transaction({ feeSats: 0n });
  const older = scene.transaction({ spends: [parent], feeSats: HIGH_FEE });
  const newer = scene.transaction({ spends: [parent], feeSats: HIGH_FEE });
  const foreign = scene.transaction({ spends: [parent], feeSats: HIGH_FEE });
  scene.send(peer, older);
  scene.send(peer, newer);
  scene.send(other, foreign);
  const effects = scene.send(peer, parent);
  assert.deepEqual(new Set(added(effects)), new Set([hashKey(parent.txid), hashKey(newer.txid)]));
});

test('a child from another peer does, where the same peer sent none', () => {
  const scene = new RelayScene();
  const [peer, other] = [scene.connect(1), scene.connect(2)];
  const { parent, child } = makePackage(scene);
  scene.send(other, child);
  assert.equal(added(scene.send(peer, parent)).length, 2);
});

test('children that were tried are passed over, until one does', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parent = scene.transaction({ feeSats: 0n });
  const children = Array.from({ length: 5 }, (_, i) =>
    scene.transaction({ spends: [parent], feeSats: i === 0 ? HIGH_FEE : 1n, outputs: i + 1 }),
  );
  for (const child of children) scene.send(scene.connect(10 + child.outputCount), child);
  let sends = 0;
  while (scene.pool.size === 0 && sends < 10) {
    scene.send(peer, parent);
    sends += 1;
  }
  assert.equal(scene.pool.size, 2, `after ${sends} tries`);
  assert.ok(sends <= 5);
});

test('the peer whose transaction of a package is invalid is punished: of the child', () => {
  const scene = new RelayScene();
  const [bad, honest] = [scene.connect(1), scene.connect(2)];
  const { parent, child } = makePackage(scene);
  scene.send(bad, child);
  scene.pool.rejects.set(hashKey(child.wtxid), { kind: 'consensus', code: 'consensus', details: '' });
  const effects = scene.send(honest, parent);
  assert.deepEqual(
    effectsOf(effects, 'misbehaved').map(({ peer }) => peer),
    [1],
  );
});

test('the peer whose transaction of a package is invalid is punished: of the parent, and the orphan is kept', () => {
  const scene = new RelayScene();
  const [honest, bad] = [scene.connect(1), scene.connect(2)];
  const { parent, child } = makePackage(scene);
  const fake = scene.withWitness(parent, 'fake');
  scene.pool.rejects.set(hashKey(fake.wtxid), { kind: 'consensus', code: 'consensus', details: '' });
  scene.send(honest, child);
  const effects = scene.send(bad, fake);
  assert.deepEqual(
    effectsOf(effects, 'misbehaved').map(({ peer }) => peer),
    [2],
  );
  assert.equal(scene.relay.orphanCount, 1);
  assert.equal(added(scene.send(honest, parent)).length, 2);
});

test('an orphan with two parents that pay too little is refused: a package has one parent', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const parents = [scene.transaction({ feeSats: 0n, witness: '' }), scene.transaction({ feeSats: 0n, witness: '' })];
  for (const parent of parents) scene.send(peer, parent);
  scene.send(peer, scene.transaction({ spends: parents, feeSats: HIGH_FEE }));
  assert.equal(scene.relay.orphanCount, 0);
  scene.send(peer, scene.transaction({ spends: [parents[0]!], feeSats: HIGH_FEE }));
  assert.equal(scene.relay.orphanCount, 1, 'with one it is kept');
});

test('an orphan with another parent that does not come is not kept out of the orphanage by the package', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const low = scene.transaction({ feeSats: 0n });
  const missing = scene.transaction();
  const child = scene.transaction({ spends: [low, missing], feeSats: HIGH_FEE });
  scene.send(peer, child);
  scene.send(peer, low);
  assert.equal(scene.relay.orphanCount, 1);
  scene.send(peer, missing);
  scene.advance(0);
  assert.equal(scene.relay.orphanCount, 1, 'the low one is still missing');
});

test('of an orphan that spends a package, nothing is lost', () => {
  const scene = new RelayScene();
  const peer = scene.connect(1);
  const { parent, child } = makePackage(scene);
  const grandchild = scene.transaction({ spends: [child] });
  scene.send(peer, grandchild);
  scene.send(peer, child);
  scene.send(peer, parent);
  scene.advance(0);
  assert.equal(scene.pool.size, 3);
  assert.equal(scene.relay.orphanCount, 0);
});
