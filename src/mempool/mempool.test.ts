import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, codeOf, coinOf, makeTx } from '../../test/mempool-scene.ts';

test('a transaction is accepted with its fee, and left alone in the mempool', async () => {
  const scene = await MempoolScene.create();
  const tx = makeTx([scene.coinbases[0]!], { fee: 1000n });
  const result = scene.accept(tx);
  assert.equal(codeOf(result), 'accepted');
  const entry = scene.mempool.get(tx.txid)!;
  assert.equal(entry.feeSats, 1000n);
  assert.equal(entry.vsize, tx.vsize);
  assert.equal(entry.height, 110);
  assert.equal(scene.mempool.getByWtxid(tx.wtxid), entry);
  assert.equal(scene.mempool.spenderOf(tx.bytes, tx.prevoutOffset(0)), entry);
  scene.mempool.check();
});

test('sums of ancestors and descendants follow a chain of three, and what a block takes out of it', async () => {
  const scene = await MempoolScene.create();
  const first = scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n }));
  const second = scene.add(makeTx([coinOf(first)], { fee: 2000n }));
  const third = scene.add(makeTx([coinOf(second)], { fee: 3000n }));
  const [a, b, c] = [first, second, third].map(({ txid }) => scene.mempool.get(txid)!);
  assert.deepEqual([a!.descendantCount, b!.descendantCount, c!.descendantCount], [3, 2, 1]);
  assert.deepEqual([a!.ancestorFeesSats, b!.ancestorFeesSats, c!.ancestorFeesSats], [1000n, 3000n, 6000n]);
  assert.deepEqual(scene.mempool.ancestorsOf(c!).length, 2);
  scene.mine([first]);
  assert.equal(scene.mempool.size, 2);
  assert.deepEqual([b!.ancestorCount, c!.ancestorCount, c!.ancestorFeesSats], [1, 2, 5000n]);
  scene.mempool.check();
});
