import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, coinOf, makeTx } from '../../test/mempool-scene.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { RemovedEntry } from './transaction-pool.ts';

function left(removed: readonly RemovedEntry[]): readonly (readonly [Transaction, string])[] {
  return removed.map(({ entry, reason }) => [entry.tx, reason]);
}

function has(scene: MempoolScene, tx: Transaction): boolean {
  return scene.mempool.get(tx.txid) !== undefined;
}

test('a block takes out its own, and what spends the same with all that hangs on it', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const own = scene.add(makeTx([scene.coinbases[1]!], { fee: 1000n }));
  const conflict = scene.add(makeTx([coin], { fee: 1000n }));
  const child = scene.add(makeTx([coinOf(conflict)], { fee: 1000n }));
  scene.mempool.prioritise(conflict.txid, 5n);
  const removed = scene.mine([own, makeTx([coin], { fee: 1000n, nonce: 1 })]);
  assert.deepEqual(left(removed), [
    [own, 'block'],
    [conflict, 'conflict'],
    [child, 'conflict'],
  ]);
  assert.deepEqual(scene.mempool.prioritised(), []);
  assert.equal(scene.mempool.size, 0);
  scene.mempool.check();
});

test('what was in disconnected blocks comes back, linked with its children that were in the mempool', async () => {
  const scene = await MempoolScene.create();
  const first = makeTx([scene.coinbases[0]!], { fee: 1000n, outputs: 2 });
  const second = makeTx([coinOf(first)], { fee: 2000n });
  scene.mine([first]);
  scene.mine([second]);
  const third = scene.add(makeTx([coinOf(second), coinOf(first, 1)], { fee: 3000n }));
  const { added, removed } = scene.reorg(2, [[], [], []]);
  assert.deepEqual(
    added.map(({ txid }) => txid),
    [first.txid, second.txid],
  );
  assert.deepEqual(removed, []);
  const entry = scene.mempool.get(third.txid)!;
  assert.deepEqual([entry.ancestorCount, entry.ancestorFeesSats], [3, 6000n]);
  assert.equal(scene.mempool.get(first.txid)!.descendantCount, 3);
  // They come before any that were there: nobody who asks for the newest is told of them.
  assert.equal(scene.mempool.get(first.txid)!.sequence, 0);
  scene.mempool.check();
});

test('what the new chain has as well stays out, and its children stay in', async () => {
  const scene = await MempoolScene.create();
  const parent = makeTx([scene.coinbases[0]!], { fee: 1000n });
  scene.mine([parent]);
  const child = scene.add(makeTx([coinOf(parent)], { fee: 1000n }));
  const { added, removed } = scene.reorg(1, [[parent], []]);
  assert.deepEqual([added, removed], [[], []]);
  assert.ok(has(scene, child));
  scene.mempool.check();
});

test('what hangs on a transaction that the new chain contradicts leaves', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const old = makeTx([coin], { fee: 1000n });
  scene.mine([old]);
  const child = scene.add(makeTx([coinOf(old)], { fee: 1000n }));
  const grandchild = scene.add(makeTx([coinOf(child)], { fee: 1000n }));
  const { removed } = scene.reorg(1, [[makeTx([coin], { fee: 1000n, nonce: 1 })], []]);
  assert.deepEqual(left(removed), [
    [child, 'reorg'],
    [grandchild, 'reorg'],
  ]);
  scene.mempool.check();
});

test('what spends a coinbase that is gone, or not mature any more, leaves', async () => {
  const scene = await MempoolScene.create();
  const young = scene.add(makeTx([scene.coinbases[10]!], { fee: 1000n }));
  const older = scene.add(makeTx([scene.coinbases[9]!], { fee: 1000n }));
  const { removed } = scene.reorg(1, []);
  assert.deepEqual(left(removed), [[young, 'reorg']]);
  assert.ok(has(scene, older));
  scene.mempool.check();
});

test('what is not final any more leaves', async () => {
  const scene = await MempoolScene.create();
  const locked = scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n, lockTime: 110 }));
  const free = scene.add(makeTx([scene.coinbases[1]!], { fee: 1000n, lockTime: 109 }));
  const { removed } = scene.reorg(1, []);
  assert.deepEqual(left(removed), [[locked, 'reorg']]);
  assert.ok(has(scene, free));
});

test('relative lock times are worked out anew where the block is gone that they count from', async () => {
  const scene = await MempoolScene.create();
  const parent = makeTx([scene.coinbases[0]!], { fee: 1000n, outputs: 3 });
  scene.mine([parent]);
  scene.mine();
  const locked = scene.add(makeTx([coinOf(parent, 0)], { fee: 1000n, sequence: 2 }));
  const loose = scene.add(makeTx([coinOf(parent, 1)], { fee: 1000n, sequence: 1 }));
  const off = scene.add(makeTx([coinOf(parent, 2)], { fee: 1000n }));
  // Two blocks again, but now it is the later one that has the parent.
  const { removed } = scene.reorg(2, [[], [parent]]);
  assert.deepEqual(left(removed), [[locked, 'reorg']]);
  assert.ok(has(scene, loose) && has(scene, off));
  scene.mempool.check();
});

test('a family that has become too large loses those with too many ancestors', async () => {
  const scene = await MempoolScene.create({ blocks: 130 });
  const first = makeTx([scene.coinbases[0]!], { fee: 1000n });
  const second = makeTx([coinOf(first)], { fee: 1000n });
  scene.mine([first, second]);
  const chain: Transaction[] = [second];
  for (let i = 0; i < 25; i++) chain.push(scene.add(makeTx([coinOf(chain.at(-1)!)], { fee: 1000n })));
  const { added, removed } = scene.reorg(1, [[]]);
  assert.equal(added.length, 2);
  assert.deepEqual(left(removed), [
    [chain[24], 'sizelimit'],
    [chain[25], 'sizelimit'],
  ]);
  assert.equal(scene.mempool.get(chain[23]!.txid)!.ancestorCount, 25);
  scene.mempool.check();
});

test('fees are not asked of what comes back', async () => {
  const scene = await MempoolScene.create();
  const free = makeTx([scene.coinbases[0]!], { fee: 0n });
  scene.mine([free]);
  assert.equal(scene.reorg(1, [[]]).added.length, 1);
  assert.ok(has(scene, free));
});
