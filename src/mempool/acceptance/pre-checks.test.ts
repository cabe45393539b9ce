import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, codeOf, coinOf, makeTx, readTx } from '../../../test/mempool-scene.ts';
import type { SceneCoin } from '../../../test/mempool-scene.ts';
import { OP_TRUE } from '../../../test/chain-regtest.ts';
import { testTransaction, testCoinbase, testTxid } from '../../../test/block-builder.ts';
import { encodeTransaction } from '../../primitives/transaction-data.ts';
import type { PoolAcceptance } from '../transaction-pool.ts';

function rejectOf(result: PoolAcceptance): readonly [kind: string, code: string, details: string] {
  assert.equal(result.status, 'rejected');
  const { kind, code, details } = result.reject;
  return [kind, code, details];
}

test('what breaks a rule of consensus by itself is refused as such', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  assert.deepEqual(rejectOf(scene.accept(makeTx([coin, coin], { fee: 1000n }))), [
    'consensus',
    'bad-txns-inputs-duplicate',
    '',
  ]);
  assert.deepEqual(rejectOf(scene.accept(testTransaction({ inputs: [] }))), ['consensus', 'bad-txns-vin-empty', '']);
});

test('a coinbase is refused', async () => {
  const scene = await MempoolScene.create();
  const coinbase = readTx(encodeTransaction(testCoinbase(111)));
  assert.deepEqual(rejectOf(scene.accept(coinbase)), ['consensus', 'coinbase', '']);
});

test('what is not standard is refused, unless all is taken', async () => {
  const scene = await MempoolScene.create();
  const lax = await MempoolScene.create({ policy: { requireStandard: false } });
  const plan = { fee: 1000n, extraOutputs: [{ value: 1000n, scriptPubKey: OP_TRUE }] };
  const tx = makeTx([{ ...scene.coinbases[0]!, value: scene.coinbases[0]!.value - 1000n }], plan);
  assert.deepEqual(rejectOf(scene.accept(tx)), ['not-standard', 'scriptpubkey', '']);
  const laxTx = makeTx([{ ...lax.coinbases[0]!, value: lax.coinbases[0]!.value - 1000n }], plan);
  assert.equal(codeOf(lax.accept(laxTx)), 'accepted');
});

test('64 bytes without witnesses are too few, 65 are not', async () => {
  const scene = await MempoolScene.create();
  const sized = (scriptBytes: number): string => {
    const scriptPubKey = new Uint8Array(scriptBytes).fill(1);
    scriptPubKey[0] = 0x6a;
    if (scriptBytes > 1) scriptPubKey[1] = scriptBytes - 2;
    const { txid, vout } = scene.coinbases[0]!;
    const tx = readTx(
      encodeTransaction({
        version: 2,
        lockTime: 0,
        inputs: [{ prevout: { txid, vout }, scriptSig: new Uint8Array(0), sequence: 0xffff_ffff, witness: [OP_TRUE] }],
        outputs: [{ value: 0n, scriptPubKey }],
      }),
    );
    assert.equal(tx.strippedSize, 60 + scriptBytes);
    return codeOf(scene.accept(tx));
  };
  assert.equal(sized(4), 'tx-size-small');
  assert.equal(sized(5), 'accepted');
});

test('a lock time has to be over in the next block: its height, or the median time past of the last', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const at = (lockTime: number): string => codeOf(scene.accept(makeTx([coin], { fee: 1000n, lockTime, nonce: 1 })));
  assert.equal(scene.height, 110);
  assert.equal(at(111), 'non-final');
  const medianTimePastSec = scene.blocks[105]!.timeSec;
  assert.equal(at(medianTimePastSec), 'non-final');
  assert.equal(at(medianTimePastSec - 1), 'accepted');
  const other = await MempoolScene.create();
  assert.equal(codeOf(other.accept(makeTx([other.coinbases[0]!], { fee: 1000n, lockTime: 110 }))), 'accepted');
});

test('the same transaction is known, and so is one with another witness', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const tx = scene.add(makeTx([coin], { fee: 1000n }));
  assert.deepEqual(rejectOf(scene.accept(tx)), ['conflict', 'txn-already-in-mempool', '']);
  const other = makeTx([coin], { fee: 1000n, witness: [Uint8Array.of(1), OP_TRUE] });
  assert.deepEqual(rejectOf(scene.accept(other)), ['conflict', 'txn-same-nonwitness-data-in-mempool', '']);
});

test('what spends nothing known may be an orphan; what a block has made is known', async () => {
  const scene = await MempoolScene.create();
  const missing: SceneCoin = { txid: testTxid(7), vout: 0, value: 100_000n };
  const code = 'bad-txns-inputs-missingorspent';
  assert.deepEqual(rejectOf(scene.accept(makeTx([missing], { fee: 1000n }))), ['missing-inputs', code, '']);
  const parent = scene.add(makeTx([scene.coinbases[0]!], { fee: 1000n }));
  assert.equal(codeOf(scene.accept(makeTx([{ ...coinOf(parent), vout: 1 }], { fee: 1000n }))), code);
  scene.mine([parent]);
  assert.deepEqual(rejectOf(scene.accept(parent)), ['conflict', 'txn-already-known', '']);
});

test('coins that were only looked at for a refused transaction leave memory again', async () => {
  const scene = await MempoolScene.create();
  await scene.commit();
  scene.chain.coins.evict();
  const [coin, other] = scene.coinbases;
  const isCached = (fee: bigint, each: SceneCoin): boolean => {
    const tx = makeTx([each], { fee });
    scene.chain.coins.uncache(tx.bytes, tx.prevoutOffset(0));
    assert.equal(codeOf(scene.accept(tx)), fee === 1n ? 'min relay fee not met' : 'accepted');
    return scene.chain.coins.isCached(tx.bytes, tx.prevoutOffset(0));
  };
  assert.equal(isCached(1n, coin!), false);
  assert.equal(isCached(1000n, other!), true);
});

test('a coinbase is spent in the 101st block at the earliest', async () => {
  const scene = await MempoolScene.create();
  const young = makeTx([scene.coinbases[11]!], { fee: 1000n });
  assert.deepEqual(rejectOf(scene.accept(young)), [
    'premature-spend',
    'bad-txns-premature-spend-of-coinbase',
    'tried to spend coinbase at depth 99',
  ]);
  assert.equal(codeOf(scene.accept(makeTx([scene.coinbases[10]!], { fee: 1000n }))), 'accepted');
});

test('outputs come to no more than inputs', async () => {
  const scene = await MempoolScene.create();
  assert.deepEqual(rejectOf(scene.accept(makeTx([scene.coinbases[0]!], { fee: -1n }))), [
    'consensus',
    'bad-txns-in-belowout',
    'value in (50.00) < value out (50.00000001)',
  ]);
});

test('a relative lock time has to be over in the next block (BIP68)', async () => {
  const scene = await MempoolScene.create();
  const parent = makeTx([scene.coinbases[0]!], { fee: 1000n });
  scene.mine([parent]);
  const child = (sequence: number): string =>
    codeOf(scene.accept(makeTx([coinOf(parent)], { fee: 1000n, sequence, nonce: sequence & 0xff })));
  assert.equal(child(2), 'non-BIP68-final');
  assert.equal(child(1), 'accepted');
  // What is in the mempool itself is taken to be in the next block.
  const [grandparent] = [scene.add(makeTx([scene.coinbases[1]!], { fee: 1000n }))];
  assert.equal(codeOf(scene.accept(makeTx([coinOf(grandparent)], { fee: 1000n, sequence: 1 }))), 'non-BIP68-final');
  assert.equal(codeOf(scene.accept(makeTx([coinOf(grandparent)], { fee: 1000n, sequence: 0 }))), 'accepted');
});

test('inputs and witnesses are of a standard form', async () => {
  const scene = await MempoolScene.create();
  const lax = await MempoolScene.create({ policy: { requireStandard: false } });
  for (const each of [scene, lax]) {
    const sameCoin = each.coinbases[0]!;
    const tx = makeTx([{ ...sameCoin, value: sameCoin.value - 5000n }], {
      fee: 1000n,
      extraOutputs: [{ value: 5000n, scriptPubKey: OP_TRUE }],
    });
    each.mine([tx]);
    const spend = makeTx([{ txid: tx.txid, vout: 1, value: 5000n }], { fee: 1000n, witness: [] });
    const expected = each === lax ? 'accepted' : 'bad-txns-nonstandard-inputs';
    assert.equal(codeOf(each.accept(spend)), expected);
  }
  const stuffed = (bytes: number): string =>
    codeOf(
      scene.accept(makeTx([scene.coinbases[1]!], { fee: 1000n, witness: [new Uint8Array(bytes).fill(1), OP_TRUE] })),
    );
  assert.equal(stuffed(81), 'bad-witness-nonstandard');
  // The script leaves two items then, which is another matter.
  assert.match(stuffed(80), /^mandatory-script-verify-flag-failed/);
});

test('the least for relay is asked of each transaction: a satoshi a virtual byte', async () => {
  const scene = await MempoolScene.create();
  const coin = scene.coinbases[0]!;
  const { vsize } = makeTx([coin], { fee: 1000n });
  assert.deepEqual(rejectOf(scene.accept(makeTx([coin], { fee: BigInt(vsize) - 1n }))), [
    'mempool-policy',
    'min relay fee not met',
    `${vsize - 1} < ${vsize}`,
  ]);
  assert.equal(codeOf(scene.accept(makeTx([coin], { fee: BigInt(vsize) }))), 'accepted');
});

test('what is paid with a change of priority counts', async () => {
  const scene = await MempoolScene.create();
  const tx = makeTx([scene.coinbases[0]!], { fee: 1n });
  scene.mempool.prioritise(tx.txid, 1000n);
  assert.equal(codeOf(scene.accept(tx)), 'accepted');
  const entry = scene.mempool.get(tx.txid)!;
  assert.deepEqual([entry.feeSats, entry.modifiedFeeSats], [1n, 1001n]);
  scene.mempool.prioritise(tx.txid, -1000n);
  assert.equal(entry.modifiedFeeSats, 1n);
  assert.deepEqual(scene.mempool.prioritised(), []);
  scene.mempool.check();
});

test('TRUC alone is asked for the fee as what may yet be bumped', async () => {
  const scene = await MempoolScene.create();
  assert.deepEqual(rejectOf(scene.accept(makeTx([scene.coinbases[0]!], { fee: 0n, version: 3 }))).slice(0, 2), [
    'reconsiderable',
    'min relay fee not met',
  ]);
});

test('16,000 of signature operations are too many', async () => {
  const scene = await MempoolScene.create({ policy: { requireStandard: false } });
  const checks = (count: number): string => {
    const scriptPubKey = new Uint8Array(count).fill(0xac);
    const coin = scene.coinbases[0]!;
    return codeOf(
      scene.accept(
        makeTx([{ ...coin, value: coin.value - 1000n }], {
          fee: 10_000_000n,
          extraOutputs: [{ value: 1000n, scriptPubKey }],
        }),
      ),
    );
  };
  assert.equal(checks(4001), 'bad-txns-too-many-sigops');
  assert.equal(checks(4000), 'accepted');
});

test('a sender that meant to pay less is told so', async () => {
  const scene = await MempoolScene.create();
  const tx = makeTx([scene.coinbases[0]!], { fee: 10_000n });
  const rate = (10_000n * 1000n) / BigInt(tx.vsize);
  const options = { nowSec: scene.nowSec, testOnly: true };
  const high = scene.mempool.accept(tx, { ...options, maxFeeRateSatsPerKvb: rate - 1n });
  assert.deepEqual(rejectOf(high), ['mempool-policy', 'max feerate exceeded', '']);
  assert.equal(codeOf(scene.mempool.accept(tx, { ...options, maxFeeRateSatsPerKvb: rate })), 'accepted');
  assert.equal(scene.mempool.size, 0);
});
