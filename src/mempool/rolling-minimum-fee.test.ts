import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RollingMinimumFee } from './rolling-minimum-fee.ts';

const FULL = { usageBytes: 300, maxBytes: 300 };
const HALF_LIFE_SEC = 12 * 3600;

test('the minimum is 0 until something was evicted, and rises to the highest rate', () => {
  const fee = new RollingMinimumFee(1000n);
  assert.equal(fee.at(0, FULL), 0n);
  fee.evicted(5000n);
  fee.evicted(3000n);
  assert.equal(fee.at(0, FULL), 5000n);
});

test('it stays until a block comes, and then halves every 12 hours', () => {
  const fee = new RollingMinimumFee(1000n);
  fee.evicted(8000n);
  assert.equal(fee.at(10 * HALF_LIFE_SEC, FULL), 8000n);
  fee.blockConnected(0);
  assert.equal(fee.at(10, FULL), 8000n);
  assert.equal(fee.at(HALF_LIFE_SEC, FULL), 4000n);
  assert.equal(fee.at(2 * HALF_LIFE_SEC, FULL), 2000n);
  // Half an hour of it: 2000 / 2^(1/24).
  assert.equal(fee.at(2 * HALF_LIFE_SEC + 1800, FULL), BigInt(Math.round(2000 / 2 ** (1 / 24))));
});

test('it halves twice as fast below a half of the memory, four times below a quarter', () => {
  for (const [usageBytes, halvings] of [
    [150, 1],
    [149, 2],
    [75, 2],
    [74, 4],
  ] as const) {
    const fee = new RollingMinimumFee(1000n);
    fee.evicted(64_000n);
    fee.blockConnected(0);
    assert.equal(fee.at(HALF_LIFE_SEC, { usageBytes, maxBytes: 300 }), 64_000n >> BigInt(halvings));
  }
});

test('it is no less than the increment, and nothing below half of that', () => {
  const fee = new RollingMinimumFee(1000n);
  fee.evicted(1000n);
  fee.blockConnected(0);
  assert.equal(fee.at(HALF_LIFE_SEC - 100, FULL), 1000n);
  assert.equal(fee.at(HALF_LIFE_SEC + 100, FULL), 0n);
  assert.equal(fee.at(HALF_LIFE_SEC + 200, FULL), 0n);
});

test('after any time something is left that is a number', () => {
  const fee = new RollingMinimumFee(0n);
  fee.evicted(2n ** 50n);
  fee.blockConnected(0);
  assert.equal(fee.at(2 ** 40, FULL), 0n);
});
