import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, codeOf, coinOf, makeTx } from '../../../test/mempool-scene.ts';
import { OP_TRUE } from '../../../test/chain-regtest.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { PackageAcceptance } from '../transaction-pool.ts';

function send(scene: MempoolScene, transactions: readonly Transaction[], testOnly = false): PackageAcceptance {
  return scene.mempool.acceptPackage(transactions, { nowSec: scene.nowSec, testOnly });
}

function codes(result: PackageAcceptance): readonly string[] {
  return [result.reject?.code ?? '', ...result.transactions.map(codeOf)];
}

test('a child pays for its TRUC parent that pays nothing', async () => {
  const scene = await MempoolScene.create();
  const parent = makeTx([scene.coinbases[0]!], { fee: 0n, version: 3 });
  const poor = makeTx([coinOf(parent)], { fee: 150n, version: 3 });
  assert.deepEqual(codes(send(scene, [parent, poor])), [
    'transaction failed',
    'min relay fee not met',
    'min relay fee not met',
  ]);
  assert.equal(scene.mempool.size, 0);
  const child = makeTx([coinOf(parent)], { fee: 1000n, version: 3 });
  const result = send(scene, [parent, child]);
  assert.deepEqual(codes(result), ['', 'accepted', 'accepted']);
  const [first] = result.transactions;
  const total = BigInt(parent.vsize + child.vsize);
  assert.deepEqual(first?.status === 'accepted' && first.effective, {
    satsPerKvb: 1_000_000n / total,
    wtxids: [parent.wtxid, child.wtxid],
  });
  scene.mempool.check();
});

test('a parent that is no TRUC pays the least for relay itself', async () => {
  const scene = await MempoolScene.create();
  const parent = makeTx([scene.coinbases[0]!], { fee: 10n });
  const child = makeTx([coinOf(parent)], { fee: 10_000n });
  assert.deepEqual(codes(send(scene, [parent, child])), [
    'transaction failed',
    'min relay fee not met',
    'bad-txns-inputs-missingorspent',
  ]);
});

test('what is there already is left out, with whatever witness', async () => {
  const scene = await MempoolScene.create();
  const parent = makeTx([scene.coinbases[0]!], { fee: 1000n });
  scene.add(parent);
  const child = makeTx([coinOf(parent)], { fee: 1000n });
  assert.deepEqual(codes(send(scene, [parent, child])), ['', 'known', 'accepted']);
  const other = makeTx([scene.coinbases[0]!], { fee: 1000n, witness: [Uint8Array.of(1), OP_TRUE] });
  const grown = makeTx([coinOf(parent)], { fee: 9000n });
  assert.deepEqual(codes(send(scene, [other, grown])), ['', 'known', 'accepted']);
});

test('what can pay for itself is taken alone, though the rest fails', async () => {
  const scene = await MempoolScene.create();
  const [one, two] = scene.coinbases;
  const good = makeTx([one!], { fee: 1000n });
  const bad = makeTx([two!], { fee: 1000n, witness: [Uint8Array.of(0)] });
  const child = makeTx([coinOf(good), coinOf(bad)], { fee: 1000n });
  const [whole, ...each] = codes(send(scene, [good, bad, child]));
  assert.equal(whole, 'transaction failed');
  assert.equal(each[0], 'accepted');
  assert.match(each[1]!, /^mandatory-script-verify-flag-failed/);
  assert.equal(each[2], 'bad-txns-inputs-missingorspent');
});

test('a package is well formed, and a child with all its parents', async () => {
  const scene = await MempoolScene.create();
  const coins = scene.coinbases;
  const parent = makeTx([coins[0]!], { fee: 1000n, outputs: 2 });
  const child = makeTx([coinOf(parent)], { fee: 1000n });
  const other = makeTx([coins[1]!], { fee: 1000n });
  const codeFor = (transactions: readonly Transaction[]): string | undefined => send(scene, transactions).reject?.code;
  assert.equal(codeFor([child, parent]), 'package-not-sorted');
  assert.equal(codeFor([parent, parent]), 'package-contains-duplicates');
  assert.equal(codeFor([makeTx([coins[0]!], { fee: 2000n }), parent]), 'conflict-in-package');
  assert.equal(codeFor([parent, other]), 'package-not-child-with-parents');
  assert.equal(codeFor([parent]), 'package-not-child-with-parents');
  const both = makeTx([coinOf(parent), coinOf(other)], { fee: 1000n });
  assert.equal(codeFor([parent, both]), 'package-not-child-with-unconfirmed-parents');
  const many = Array.from({ length: 26 }, (_, nonce) => makeTx([coins[0]!], { fee: 1000n, nonce }));
  assert.equal(codeFor(many), 'package-too-many-transactions');
  const large = [2, 3].map((i) => makeTx([coins[i]!], { fee: 100_000n, outputs: 2000 }));
  assert.equal(
    codeFor([
      ...large,
      makeTx(
        large.map((tx) => coinOf(tx)),
        { fee: 1000n },
      ),
    ]),
    'package-too-large',
  );
  assert.equal(scene.mempool.size, 0);
});

test('a parent and its child replace together what neither could alone', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const old = scene.add(makeTx([coin], { fee: 2000n, version: 3 }));
  const parent = makeTx([coin], { fee: 500n, version: 3, nonce: 1 });
  const cheap = makeTx([coinOf(parent)], { fee: 1600n, version: 3 });
  const low = send(scene, [parent, cheap]);
  assert.equal(low.reject?.code, 'package RBF failed: insufficient anti-DoS fees');
  const child = makeTx([coinOf(parent)], { fee: 5000n, version: 3 });
  const result = send(scene, [parent, child]);
  assert.deepEqual(codes(result), ['', 'accepted', 'accepted']);
  assert.deepEqual(
    result.removed?.map(({ entry, reason }) => [entry.tx, reason]),
    [[old, 'replaced']],
  );
  scene.mempool.check();
});

test('a package that replaces is one parent and one child, alone in the mempool', async () => {
  const scene = await MempoolScene.create();
  const [one, two, three] = scene.coinbases;
  scene.add(makeTx([one!], { fee: 2000n }));
  const parents = [makeTx([one!], { fee: 200n, nonce: 1 }), makeTx([two!], { fee: 0n, version: 3 })];
  const mixed = makeTx([coinOf(parents[0]!), coinOf(parents[1]!)], { fee: 9000n });
  assert.notEqual(send(scene, [...parents, mixed]).reject, undefined);
  const truc = [makeTx([one!], { fee: 200n, nonce: 2 }), makeTx([three!], { fee: 200n, nonce: 3 })];
  const spender = makeTx([coinOf(truc[0]!), coinOf(truc[1]!)], { fee: 9000n });
  // The second parent is taken alone; the first and the child are left, of which the child has it as an ancestor then.
  assert.equal(
    send(scene, [...truc, spender]).reject?.code,
    'package RBF failed: new transaction cannot have mempool ancestors',
  );
  scene.mempool.check();
});

test('a child that pays no more than its parent does not make a package', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  scene.add(makeTx([coin], { fee: 2000n }));
  const parent = makeTx([coin], { fee: 2001n, nonce: 1 });
  const child = makeTx([coinOf(parent)], { fee: 1500n });
  assert.equal(
    send(scene, [parent, child]).reject?.code,
    'package RBF failed: package feerate is less than or equal to parent feerate',
  );
});

test('a test of a package says of each what would be, and changes nothing', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const parent = makeTx([coin], { fee: 1000n });
  const child = makeTx([coinOf(parent)], { fee: 1000n });
  assert.deepEqual(codes(send(scene, [parent, child], true)), ['', 'accepted', 'accepted']);
  assert.equal(scene.mempool.size, 0);
  const low = makeTx([coinOf(parent)], { fee: 1n });
  assert.deepEqual(codes(send(scene, [parent, low], true)), [
    'transaction failed',
    'not looked at',
    'min relay fee not met',
  ]);
  scene.add(makeTx([coin], { fee: 500n }));
  assert.deepEqual(codes(send(scene, [parent, child], true)), [
    'transaction failed',
    'bip125-replacement-disallowed',
    'not looked at',
  ]);
});

test('TRUC holds inside of a package', async () => {
  const scene = await MempoolScene.create();
  const parent = makeTx([scene.coinbases[0]!], { fee: 0n, version: 3, outputs: 2 });
  const plain = makeTx([coinOf(parent)], { fee: 2000n });
  const result = send(scene, [parent, plain]);
  assert.equal(result.reject?.code, 'TRUC-violation');
  assert.match(result.reject?.details ?? '', /^non-version=3 tx .* cannot spend from version=3 tx /);
  const child = makeTx([coinOf(parent)], { fee: 1000n, version: 3 });
  const grandchild = makeTx([coinOf(child)], { fee: 1000n, version: 3 });
  const chain = send(scene, [parent, child, grandchild], true);
  assert.equal(codeOf(chain.transactions[0]), 'min relay fee not met');
});

test('limits on families count all of a package', async () => {
  const scene = await MempoolScene.create();
  const coins = scene.coinbases;
  let last = scene.add(makeTx([coins[0]!], { fee: 1000n }));
  for (let i = 0; i < 22; i++) last = scene.add(makeTx([coinOf(last)], { fee: 1000n }));
  const parent = makeTx([coinOf(last)], { fee: 1000n });
  const child = makeTx([coinOf(parent)], { fee: 1000n });
  assert.deepEqual(codes(send(scene, [parent, child], true)), ['', 'accepted', 'accepted']);
  const grandchild = makeTx([coinOf(child)], { fee: 1000n });
  assert.equal(send(scene, [parent, child, grandchild], true).reject?.code, 'package-mempool-limits');
});
