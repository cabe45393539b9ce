import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, codeOf, coinOf, makeTx } from '../../../test/mempool-scene.ts';
import type { PoolAcceptance } from '../transaction-pool.ts';

function detailsOf(result: PoolAcceptance): string {
  return result.status === 'rejected' ? `${result.reject.kind}: ${result.reject.details}` : result.status;
}

test('a replacement pays what it replaces, and its own relay, without any signal', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const old = scene.add(makeTx([coin], { fee: 1000n, sequence: 0xffff_ffff }));
  const by = (fee: bigint): PoolAcceptance => scene.accept(makeTx([coin], { fee }));
  assert.match(detailsOf(by(999n)), /^reconsiderable: .* new feerate .* <= old feerate/);
  const due = 1000n + BigInt(old.vsize);
  assert.match(detailsOf(by(due - 1n)), /not enough additional fees to relay; 0.0000009[0-9] < 0.0000009[0-9]$/);
  const result = by(due);
  assert.equal(result.status, 'accepted');
  assert.deepEqual(
    result.removed.map(({ entry, reason }) => [entry.tx, reason]),
    [[old, 'replaced']],
  );
  assert.equal(scene.mempool.size, 1);
  scene.mempool.check();
});

test('without full replacement only what signals is replaced', async () => {
  const scene = await MempoolScene.create({ policy: { fullRbf: false } });
  const [coin, other] = scene.coinbases;
  scene.add(makeTx([coin!], { fee: 1000n, sequence: 0xffff_fffe }));
  scene.add(makeTx([other!], { fee: 1000n, sequence: 0xffff_fffd }));
  assert.equal(codeOf(scene.accept(makeTx([coin!], { fee: 5000n }))), 'txn-mempool-conflict');
  assert.equal(codeOf(scene.accept(makeTx([other!], { fee: 5000n }))), 'accepted');
});

test('it pays for descendants too (rule 3), and a higher rate than what it conflicts with (rule 6)', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const parent = scene.add(makeTx([coin], { fee: 1000n }));
  scene.add(makeTx([coinOf(parent)], { fee: 50_000n }));
  const low = scene.accept(makeTx([coin], { fee: 50_999n }));
  assert.match(detailsOf(low), /less fees than conflicting txs; 0.00050999 < 0.00051$/);
  const wide = scene.accept(makeTx([coin], { fee: 52_000n, outputs: 200 }));
  assert.match(detailsOf(wide), /new feerate/);
  const result = scene.accept(makeTx([coin], { fee: 51_200n }));
  assert.equal(result.status === 'accepted' ? result.removed.length : 0, 2);
  scene.mempool.check();
});

test('nothing new that is unconfirmed is spent (rule 2)', async () => {
  const scene = await MempoolScene.create();
  const [coin, other, third] = scene.coinbases;
  scene.add(makeTx([coin!], { fee: 1000n }));
  const unconfirmed = scene.add(makeTx([other!], { fee: 1000n }));
  const result = scene.accept(makeTx([coin!, coinOf(unconfirmed)], { fee: 9000n }));
  assert.equal(codeOf(result), 'replacement-adds-unconfirmed');
  assert.match(detailsOf(result), /adds unconfirmed input, idx 1$/);
  assert.equal(codeOf(scene.accept(makeTx([coin!, third!], { fee: 9000n }))), 'accepted');
});

test('what it replaces it does not spend', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const parent = scene.add(makeTx([coin], { fee: 1000n, outputs: 2 }));
  const result = scene.accept(makeTx([coin, coinOf(parent, 1)], { fee: 50_000n }));
  assert.equal(codeOf(result), 'bad-txns-spends-conflicting-tx');
  assert.match(detailsOf(result), /^consensus: /);
});

test('100 are replaced, 101 are not (rule 5)', async () => {
  const scene = await MempoolScene.create({ policy: { descendantLimit: 200 } });
  const [coin, other] = scene.coinbases;
  const parent = scene.add(makeTx([coin!], { fee: 100_000n, outputs: 99 }));
  for (let i = 0; i < 99; i++) scene.add(makeTx([coinOf(parent, i)], { fee: 1000n }));
  scene.add(makeTx([other!], { fee: 1000n }));
  const result = scene.accept(makeTx([coin!, other!], { fee: 1_000_000n }));
  assert.equal(codeOf(result), 'too many potential replacements');
  assert.match(detailsOf(result), /\(101 > 100\)\n$/);
  assert.equal(codeOf(scene.accept(makeTx([coin!], { fee: 1_000_000n }))), 'accepted');
  assert.equal(scene.mempool.size, 2);
  scene.mempool.check();
});
