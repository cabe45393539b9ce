import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, codeOf, coinOf, makeTx } from '../../../test/mempool-scene.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { PoolAcceptance } from '../transaction-pool.ts';

function detailsOf(result: PoolAcceptance): string {
  return result.status === 'rejected' ? result.reject.details : result.status;
}

/** Adds a chain of transactions, each spending the one before. */
function addChain(scene: MempoolScene, from: Transaction, count: number): Transaction {
  let last = from;
  for (let i = 0; i < count; i++) last = scene.add(makeTx([coinOf(last)], { fee: 1000n }));
  return last;
}

test('a chain has 25 transactions, not 26', async () => {
  const scene = await MempoolScene.create();
  const last = addChain(scene, scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n })), 24);
  assert.equal(scene.mempool.get(last.txid)!.ancestorCount, 25);
  const result = scene.accept(makeTx([coinOf(last)], { fee: 1000n }));
  assert.equal(codeOf(result), 'too-long-mempool-chain');
  assert.equal(detailsOf(result), 'too many unconfirmed ancestors [limit: 25]');
});

test('a transaction has 24 descendants; a 25th if it is small and has no other ancestor, and no 26th', async () => {
  const scene = await MempoolScene.create();
  const parent = scene.add(makeTx([scene.coinbases[0]!], { fee: 5000n, outputs: 26 }));
  for (let i = 0; i < 23; i++) scene.add(makeTx([coinOf(parent, i)], { fee: 1000n }));
  const child = scene.add(makeTx([coinOf(parent, 23)], { fee: 1000n }));
  const deep = scene.accept(makeTx([coinOf(child)], { fee: 1000n }));
  assert.match(detailsOf(deep), /^too many descendants for tx .* \[limit: 25\]$/);
  const large = makeTx([coinOf(parent, 24)], { fee: 20_000n, outputs: 240 });
  assert.ok(large.vsize > 10_000);
  assert.equal(codeOf(scene.accept(large)), 'too-long-mempool-chain');
  assert.equal(codeOf(scene.accept(makeTx([coinOf(parent, 24)], { fee: 1000n }))), 'accepted');
  assert.equal(codeOf(scene.accept(makeTx([coinOf(parent, 25)], { fee: 1000n }))), 'too-long-mempool-chain');
  // What takes the place of the one that came by the carve-out does not add to the family.
  assert.equal(codeOf(scene.accept(makeTx([coinOf(parent, 24)], { fee: 5000n }))), 'accepted');
  scene.mempool.check();
});

test('a family has 101,000 virtual bytes', async () => {
  const scene = await MempoolScene.create();
  const parent = scene.add(makeTx([scene.coinbases[0]!], { fee: 200_000n, outputs: 2300 }));
  assert.equal(parent.vsize, 98_955);
  const child = (outputs: number): PoolAcceptance =>
    scene.mempool.accept(makeTx([coinOf(parent)], { fee: 50_000n, outputs }), { nowSec: scene.nowSec, testOnly: true });
  assert.equal(makeTx([coinOf(parent)], { fee: 50_000n, outputs: 47 }).vsize, 2074);
  assert.match(detailsOf(child(47)), /^exceeds descendant size limit for tx .* \[limit: 101000\]$/);
  assert.equal(codeOf(child(46)), 'accepted');
});

test('TRUC goes with TRUC, as a parent and a child that is small', async () => {
  const scene = await MempoolScene.create();
  const [coin, other, third] = scene.coinbases;
  const truc = scene.add(makeTx([coin!], { fee: 10_000n, version: 3, outputs: 3 }));
  const plain = scene.add(makeTx([other!], { fee: 1000n, outputs: 2 }));
  const check = (version: number, from: Transaction, outputs = 1): PoolAcceptance =>
    scene.accept(makeTx([coinOf(from)], { fee: 3000n, version, outputs }));
  assert.match(detailsOf(check(2, truc)), /^non-version=3 tx .* cannot spend from version=3 tx /);
  assert.match(detailsOf(check(3, plain)), /^version=3 tx .* cannot spend from non-version=3 tx /);
  assert.match(detailsOf(check(3, truc, 23)), /^version=3 child tx .* is too big: 10\d\d > 1000 virtual bytes$/);
  const child = makeTx([coinOf(truc)], { fee: 3000n, version: 3, outputs: 20 });
  assert.equal(codeOf(scene.accept(child)), 'accepted');
  assert.match(detailsOf(check(3, child)), /would have too many ancestors$/);
  const big = scene.accept(makeTx([third!], { fee: 30_000n, version: 3, outputs: 240 }));
  assert.match(detailsOf(big), /^version=3 tx .* is too big: 10\d\d\d > 10000 virtual bytes$/);
  assert.equal(codeOf(big), 'TRUC-violation');
});

test('a second child of TRUC pushes the first out if it pays as a replacement', async () => {
  const scene = await MempoolScene.create();
  const parent = scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n, version: 3, outputs: 2 }));
  const sibling = scene.add(makeTx([coinOf(parent, 0)], { fee: 1000n, version: 3 }));
  const by = (fee: bigint): PoolAcceptance => scene.accept(makeTx([coinOf(parent, 1)], { fee, version: 3 }));
  assert.equal(codeOf(by(1001n)), 'insufficient fee (including sibling eviction)');
  const result = by(1100n);
  assert.equal(result.status, 'accepted');
  assert.deepEqual(
    result.removed.map(({ entry }) => entry.tx),
    [sibling],
  );
  scene.mempool.check();
});
