import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Txid } from '../../primitives/hash.ts';
import { writeU32Le } from '../../bytes/u32-le.ts';
import { rateFromFee } from '../policy/fee-rate.ts';
import { FeeEstimator } from './fee-estimator.ts';
import type { EstimatedTransaction } from './fee-estimator.ts';

/** As large as the transactions of Core's policyestimator_tests.cpp. */
const VSIZE = 188;
const BASE_FEE = 2000n;
const DELTA = 100n;
const BASE_RATE = rateFromFee(BASE_FEE, VSIZE);

let serial = 0;

function newTransaction(feeSats: bigint, height: number): EstimatedTransaction {
  const txid = new Uint8Array(32) as Uint8Array as Txid;
  writeU32Le(txid, 0, ++serial);
  return { txid, feeSats, vsize: VSIZE, height };
}

/** A chain whose blocks take what is handed to them; transactions wait by their fee. */
class Scene {
  readonly estimator = new FeeEstimator();
  height = 0;
  readonly waiting: EstimatedTransaction[][] = Array.from({ length: 10 }, () => []);

  /** Four transactions of each of ten fees come in. */
  fill(): void {
    for (let j = 0; j < 10; j++) {
      for (let k = 0; k < 4; k++) {
        const tx = newTransaction(BASE_FEE * BigInt(j + 1), this.height);
        this.estimator.transactionAdded(tx, { isEvidence: true });
        this.waiting[j]!.push(tx);
      }
    }
  }

  /** A block that takes all that waits of the highest fees. */
  mine(fees: number): void {
    const block: EstimatedTransaction[] = [];
    for (let h = 0; h < fees; h++) block.push(...this.waiting[9 - h]!.splice(0));
    this.estimator.blockConnected(block, ++this.height);
  }

  /** Core's `estimateFee`. */
  estimate(targetBlocks: number): bigint {
    if (targetBlocks <= 1) return 0n;
    return this.estimator.estimateRawFee({ targetBlocks, successThreshold: 0.95, horizon: 'medium' }).feeRateSatsPerKvb;
  }
}

function isAbout(estimate: bigint, expected: bigint): boolean {
  return estimate > expected - DELTA && estimate < expected + DELTA;
}

test('estimates follow what is confirmed, as in Core’s policyestimator_tests.cpp', () => {
  const scene = new Scene();
  while (scene.height < 200) {
    scene.fill();
    scene.mine(1 + (scene.height % 10));
    if (scene.height !== 3) continue;
    // Three ranges together have enough: 100, 100 and 90 %.
    assert.equal(scene.estimate(1), 0n);
    assert.ok(isAbout(scene.estimate(2), 9n * BASE_RATE), `${scene.estimate(2)}`);
  }
  const first = new Map<number, bigint>();
  for (let target = 1; target <= 48; target++) first.set(target, scene.estimate(target));
  for (let target = 3; target < 10; target++) assert.ok(first.get(target)! <= first.get(target - 1)!);
  for (let target = 2; target < 10; target += 2) {
    assert.ok(isAbout(first.get(target)!, BigInt(11 - target) * BASE_RATE), `${target}: ${first.get(target)}`);
  }

  // 50 empty blocks change nothing.
  while (scene.height < 250) scene.estimator.blockConnected([], ++scene.height);
  for (let target = 2; target < 10; target++) assert.ok(isAbout(scene.estimate(target), first.get(target)!));

  // 15 blocks that take nothing while transactions come: no estimate, or a higher one.
  while (scene.height < 265) {
    scene.fill();
    scene.mine(0);
  }
  const isNoneOrNotLower = (target: number) =>
    scene.estimate(target) === 0n || scene.estimate(target) > first.get(target)! - DELTA;
  for (let target = 1; target < 10; target++) assert.ok(isNoneOrNotLower(target));
  scene.mine(10);
  for (let target = 2; target < 10; target++) assert.ok(isNoneOrNotLower(target));

  // 400 blocks that take everything: lower than at first.
  while (scene.height < 666) {
    scene.fill();
    scene.mine(10);
  }
  assert.equal(scene.estimate(1), 0n);
  for (let target = 2; target < 9; target++)
    assert.ok(scene.estimate(target) < first.get(target)! - DELTA, `${target}`);
});

/** A history in which the highest fee waits one block, the next two, and so on. */
function staggered(blocks: number): Scene {
  const scene = new Scene();
  while (scene.height < blocks) {
    scene.fill();
    scene.mine(1 + (scene.height % 10));
  }
  return scene;
}

test('smart estimates fall as targets rise, and conservative ones are no lower', () => {
  const { estimator } = staggered(300);
  let before: bigint | undefined;
  for (let target = 2; target <= 100; target++) {
    const economical = estimator.estimateSmartFee(target, { isConservative: false });
    const conservative = estimator.estimateSmartFee(target, { isConservative: true });
    assert.ok(economical.feeRateSatsPerKvb > 0n);
    assert.ok(conservative.feeRateSatsPerKvb >= economical.feeRateSatsPerKvb);
    assert.ok(before === undefined || economical.feeRateSatsPerKvb <= before, `${target}`);
    before = economical.feeRateSatsPerKvb;
    assert.equal(economical.returnedTarget, target);
    assert.notEqual(economical.reason, 'None');
  }
});

test('the target is lowered to half of the blocks that were seen, and the next block’s is that of two', () => {
  const { estimator } = staggered(41);
  const far = estimator.estimateSmartFee(500, { isConservative: false });
  assert.equal(far.desiredTarget, 500);
  assert.equal(far.returnedTarget, 20);
  assert.equal(estimator.estimateSmartFee(1, { isConservative: false }).returnedTarget, 2);
  const next = estimator.estimateSmartFee(1, { isConservative: true }).feeRateSatsPerKvb;
  assert.equal(next, estimator.estimateSmartFee(2, { isConservative: true }).feeRateSatsPerKvb);
});

test('nothing is said of targets that are not counted, or before anything was seen', () => {
  const { estimator } = staggered(100);
  assert.equal(estimator.highestTarget('short'), 12);
  assert.equal(estimator.highestTarget('medium'), 48);
  assert.equal(estimator.highestTarget('long'), 1008);
  for (const target of [0, -1, 1009]) {
    const { feeRateSatsPerKvb, reason } = estimator.estimateSmartFee(target, { isConservative: true });
    assert.deepEqual([feeRateSatsPerKvb, reason], [0n, 'None']);
  }
  for (const [targetBlocks, rate] of [
    [12, true],
    [13, false],
  ] as const) {
    const raw = estimator.estimateRawFee({ targetBlocks, successThreshold: 0.5, horizon: 'short' });
    assert.equal(raw.feeRateSatsPerKvb > 0n, rate);
  }
  const tooSure = estimator.estimateRawFee({ targetBlocks: 6, successThreshold: 1.01, horizon: 'short' });
  assert.equal(tooSure.feeRateSatsPerKvb, 0n);
  const fresh = new FeeEstimator().estimateSmartFee(6, { isConservative: true });
  assert.deepEqual([fresh.feeRateSatsPerKvb, fresh.returnedTarget], [0n, 0]);
});

test('only transactions that say something, and came after the last block, are tracked', () => {
  const estimator = new FeeEstimator();
  estimator.blockConnected([], 10);
  const good = newTransaction(1000n, 10);
  estimator.transactionAdded(newTransaction(1000n, 10), { isEvidence: false });
  estimator.transactionAdded(newTransaction(1000n, 9), { isEvidence: true });
  assert.equal(estimator.trackedCount, 0);
  estimator.transactionAdded(good, { isEvidence: true });
  estimator.transactionAdded(good, { isEvidence: true });
  assert.equal(estimator.trackedCount, 1);
  assert.equal(estimator.transactionRemoved(good.txid), true);
  assert.equal(estimator.transactionRemoved(good.txid), false);
});

test('a block below the highest one is passed over', () => {
  const estimator = new FeeEstimator();
  estimator.blockConnected([], 5);
  const tx = newTransaction(1000n, 5);
  estimator.transactionAdded(tx, { isEvidence: true });
  estimator.blockConnected([tx], 5);
  assert.equal(estimator.trackedCount, 1);
  estimator.blockConnected([tx], 6);
  assert.equal(estimator.trackedCount, 0);
});

test('what still waits at the end counts as given up', () => {
  const scene = new Scene();
  scene.fill();
  for (let blocks = 0; blocks < 30; blocks++) scene.mine(0);
  const failedOf = () => scene.estimator.save().medium.failed.reduce((sum, count) => sum + count, 0);
  assert.equal(failedOf(), 0);
  scene.estimator.flushUnconfirmed();
  assert.equal(scene.estimator.trackedCount, 0);
  // 40 transactions, after 30 blocks: 15 periods of two.
  assert.equal(failedOf(), 40 * 15);
});

test('what was counted weighs less with each block, whether it was counted now or by an earlier run', () => {
  const scene = new Scene();
  scene.fill();
  scene.mine(10);
  const confirmed = (estimator: FeeEstimator): number =>
    estimator.save().short.confirmed.reduce((sum, count) => sum + count, 0);
  assert.equal(confirmed(scene.estimator), 40);
  scene.mine(0);
  assert.equal(Math.round(confirmed(scene.estimator) * 100), Math.round(40 * 0.962 * 100));
  const again = new FeeEstimator(structuredClone(scene.estimator.save()));
  again.blockConnected([], 3);
  assert.equal(Math.round(confirmed(again) * 100), Math.round(40 * 0.962 * 0.962 * 100));
});

test('blocks before the first transaction leave nothing behind, and those after it count', () => {
  const scene = new Scene();
  for (let i = 0; i < 500; i++) scene.mine(0);
  scene.fill();
  scene.mine(0);
  scene.mine(10);
  const { confirmed } = scene.estimator.save().medium;
  assert.equal(
    confirmed.reduce((sum, count) => sum + count, 0),
    40,
  );
});
