import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, codeOf, coinOf, makeTx } from '../../test/mempool-scene.ts';
import type { SceneCoin } from '../../test/mempool-scene.ts';

const TWO_WEEKS_SEC = 14 * 24 * 3600;

/** Makes a mempool that is full when its next transaction comes, of which each pays more than the one before. */
async function fullScene(count: number): Promise<{ scene: MempoolScene; coins: readonly SceneCoin[] }> {
  const first = await MempoolScene.create({ blocks: 101 + count });
  for (let i = 0; i < count; i++) first.add(makeTx([first.coinbases[i]!], { fee: 1000n + 100n * BigInt(i) }));
  const scene = await MempoolScene.create({
    blocks: 101 + count,
    policy: { maxMempoolBytes: first.mempool.usageBytes },
  });
  for (let i = 0; i < count; i++) scene.add(makeTx([scene.coinbases[i]!], { fee: 1000n + 100n * BigInt(i) }));
  return { scene, coins: scene.coinbases };
}

test('a full mempool evicts the lowest, and asks for more than that until it is forgotten', async () => {
  const { scene, coins } = await fullScene(10);
  const tx = makeTx([coins[10]!], { fee: 5000n });
  const result = scene.accept(tx);
  assert.equal(result.status, 'accepted');
  assert.deepEqual(
    result.removed.map(({ entry, reason }) => [entry.feeSats, reason]),
    [[1000n, 'sizelimit']],
  );
  const rate = (1000n * 1000n) / BigInt(tx.vsize) + 1000n;
  assert.equal(scene.mempool.minFeeRateSatsPerKvb(scene.nowSec), rate);
  const low = scene.accept(makeTx([coins[0]!], { fee: 1000n }));
  assert.equal(codeOf(low), 'mempool min fee not met');
  assert.equal(low.status === 'rejected' && low.reject.kind, 'reconsiderable');
  scene.mine();
  const later = scene.nowSec + 12 * 3600;
  assert.equal(scene.mempool.minFeeRateSatsPerKvb(later), BigInt(Math.round(Number(rate) / 2)));
  scene.mempool.check();
});

test('what is evicted at once was never there', async () => {
  const { scene, coins } = await fullScene(10);
  const result = scene.accept(makeTx([coins[10]!], { fee: 900n }));
  assert.equal(codeOf(result), 'mempool full');
  assert.deepEqual(result.status === 'rejected' && result.removed, []);
  assert.equal(scene.mempool.size, 10);
  scene.mempool.check();
});

test('a parent that pays little stays for the sake of its child', async () => {
  const { scene, coins } = await fullScene(10);
  const spent = makeTx([coins[0]!], { fee: 0n });
  const poor = scene.mempool.spenderOf(spent.bytes, spent.prevoutOffset(0))!;
  scene.accept(makeTx([coinOf(poor.tx)], { fee: 50_000n }));
  assert.notEqual(scene.mempool.get(poor.txid), undefined);
  assert.ok([...scene.mempool.entries()].every(({ feeSats }) => feeSats !== 1100n));
  scene.mempool.check();
});

test('a package that is evicted at once is told so', async () => {
  const { scene, coins } = await fullScene(10);
  const parent = makeTx([coins[10]!], { fee: 200n });
  const child = makeTx([coinOf(parent)], { fee: 200n });
  const result = scene.mempool.acceptPackage([parent, child], { nowSec: scene.nowSec });
  assert.equal(result.reject?.code, 'transaction failed');
  assert.deepEqual(result.transactions.map(codeOf), ['mempool full', 'mempool full']);
  assert.deepEqual(result.removed, []);
  assert.equal(scene.mempool.size, 10);
  // The minimum has risen; but the parent is not held to it alone when its child pays.
  const rich = makeTx([coinOf(parent)], { fee: 50_000n });
  const second = scene.mempool.acceptPackage([parent, rich], { nowSec: scene.nowSec });
  assert.deepEqual(second.transactions.map(codeOf), ['accepted', 'accepted']);
  assert.deepEqual(
    second.removed?.map(({ entry }) => entry.feeSats),
    [1000n, 1100n, 1200n],
  );
  scene.mempool.check();
});

test('a transaction waits for two weeks, and its children go with it', async () => {
  const scene = await MempoolScene.create();
  const cameSec = scene.nowSec;
  const parent = scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n }));
  scene.nowSec += 100;
  const child = scene.add(makeTx([coinOf(parent)], { fee: 1000n }));
  const other = scene.add(makeTx([scene.coinbases[1]!], { fee: 1000n }));
  assert.deepEqual(scene.mempool.expire(cameSec + TWO_WEEKS_SEC), []);
  assert.deepEqual(
    scene.mempool.expire(cameSec + TWO_WEEKS_SEC + 1).map(({ entry, reason }) => [entry.tx, reason]),
    [
      [parent, 'expiry'],
      [child, 'expiry'],
    ],
  );
  assert.notEqual(scene.mempool.get(other.txid), undefined);
  scene.mempool.check();
});

test('a transaction from a file is as old as the file says', async () => {
  const scene = await MempoolScene.create();
  const tx = makeTx([scene.coinbases[0]!], { fee: 1000n });
  const { nowSec } = scene;
  const old = scene.mempool.accept(tx, { nowSec, timeSec: nowSec - TWO_WEEKS_SEC - 1 });
  assert.equal(codeOf(old), 'mempool full');
  assert.equal(codeOf(scene.mempool.accept(tx, { nowSec, timeSec: nowSec - TWO_WEEKS_SEC })), 'accepted');
  assert.equal(scene.mempool.get(tx.txid)!.timeSec, nowSec - TWO_WEEKS_SEC);
});

test('each that comes or goes has a number, which the next one has as its own', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  assert.equal(scene.mempool.sequence, 1);
  const first = scene.add(makeTx([coin], { fee: 1000n }));
  assert.equal(scene.mempool.get(first.txid)!.sequence, 1);
  const second = scene.add(makeTx([coin], { fee: 9000n }));
  assert.equal(scene.mempool.get(second.txid)!.sequence, 2);
  assert.equal(scene.mempool.sequence, 4);
});
