import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, coinOf, makeTx } from '../../../test/mempool-scene.ts';
import { findWorseDiagram } from './feerate-diagram.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';

const WORSE = 'insufficient feerate: does not improve feerate diagram';

function entryOf(scene: MempoolScene, tx: ReturnType<typeof makeTx>): PoolEntry {
  return scene.mempool.get(tx.txid) as PoolEntry;
}

test('more fee for the same size is better, as much is not', async () => {
  const scene = await MempoolScene.create();
  const old = entryOf(scene, scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n })));
  const { vsize } = old;
  assert.equal(findWorseDiagram([old], [old], { feeSats: 1001n, vsize }), undefined);
  assert.equal(findWorseDiagram([old], [old], { feeSats: 1000n, vsize }), WORSE);
  assert.equal(findWorseDiagram([old], [old], { feeSats: 1000n, vsize: vsize - 1 }), undefined);
});

test('more fee at a lower rate is worse for a small block', async () => {
  const scene = await MempoolScene.create();
  const old = entryOf(scene, scene.add(makeTx([scene.coinbases[0]!], { fee: 10_000n })));
  assert.equal(findWorseDiagram([old], [old], { feeSats: 20_000n, vsize: 3 * old.vsize }), WORSE);
});

test('what a child paid for its parent is lost with the child', async () => {
  const scene = await MempoolScene.create();
  const parent = scene.add(makeTx([scene.coinbases[0]!], { fee: 100n }));
  const child = entryOf(scene, scene.add(makeTx([coinOf(parent)], { fee: 10_000n })));
  const { vsize } = child;
  // The parent stays, at its own rate.
  assert.equal(findWorseDiagram([child], [child], { feeSats: 10_001n, vsize }), undefined);
  assert.equal(findWorseDiagram([child], [child], { feeSats: 9_000n, vsize }), WORSE);
});

test('only clusters of two are looked at', async () => {
  const scene = await MempoolScene.create();
  const first = scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n, outputs: 2 }));
  const second = scene.add(makeTx([coinOf(first)], { fee: 1000n }));
  const third = scene.add(makeTx([coinOf(second)], { fee: 1000n }));
  const sibling = scene.add(makeTx([coinOf(first, 1)], { fee: 1000n }));
  const [a, b, c, d] = [first, second, third, sibling].map((tx) => entryOf(scene, tx));
  const why = (conflict: PoolEntry): string =>
    findWorseDiagram([conflict], [conflict], { feeSats: 1_000_000n, vsize: 100 }) ?? '';
  assert.match(why(a!), / has 3 descendants, max 1 allowed$/);
  assert.match(why(b!), / has both ancestor and descendant, exceeding cluster limit of 2$/);
  assert.match(why(c!), / has 2 ancestors, max 1 allowed$/);
  assert.match(why(d!), / is not the only child of parent /);
});
