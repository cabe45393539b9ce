import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { feeFromRate, rateFromFee, rateToText } from './fee-rate.ts';
import { virtualSize } from './virtual-size.ts';

// The cases of Bitcoin Core's amount_tests.cpp.
test('fees are what a rate makes of a size, rounded up', () => {
  const cases: [rate: bigint, vsize: number, fee: bigint][] = [
    [0n, 0, 0n],
    [0n, 100_000, 0n],
    [1000n, 0, 0n],
    [1000n, 1, 1n],
    [1000n, 121, 121n],
    [1000n, 999, 999n],
    [1000n, 1000, 1000n],
    [1000n, 9000, 9000n],
    [-1000n, 0, 0n],
    [-1000n, 1, -1n],
    [-1000n, 121, -121n],
    [-1000n, 999, -999n],
    [123n, 0, 0n],
    [123n, 8, 1n],
    [123n, 9, 2n],
    [123n, 121, 15n],
    [123n, 122, 16n],
    [123n, 999, 123n],
    [123n, 1000, 123n],
    [123n, 9000, 1107n],
    [-123n, 8, -1n],
    [-123n, 9, -1n],
    [-1n, 1, -1n],
    [1n, 1, 1n],
  ];
  for (const [rate, vsize, fee] of cases) assert.equal(feeFromRate(rate, vsize), fee, `${rate} x ${vsize}`);
});

test('the rate of a fee is rounded toward 0, and 0 for no size', () => {
  assert.equal(rateFromFee(1n, 1000), 1n);
  assert.equal(rateFromFee(2n, 1000), 2n);
  assert.equal(rateFromFee(26n, 789), 32n);
  assert.equal(rateFromFee(27n, 789), 34n);
  assert.equal(rateFromFee(-1n, 789), -1n);
  assert.equal(rateFromFee(10n, 0), 0n);
});

test('the fee of a rate made from a fee is never more than a satoshi above it', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 1, max: 400_000 }), (fee, vsize) => {
      const again = feeFromRate(rateFromFee(fee, vsize), vsize);
      assert.ok(again <= fee + 1n && again * 1000n + BigInt(vsize) * 1000n >= fee * 1000n);
    }),
  );
});

test('rates are shown in bitcoin for 1,000 virtual bytes', () => {
  assert.equal(rateToText(1000n), '0.00001000 BTC/kvB');
  assert.equal(rateToText(123_456_789n), '1.23456789 BTC/kvB');
});

test('virtual bytes are a quarter of the weight, or 20 for each legacy signature operation', () => {
  assert.equal(virtualSize(400, 0, 20), 100);
  assert.equal(virtualSize(401, 0, 20), 101);
  assert.equal(virtualSize(400, 20, 20), 100);
  assert.equal(virtualSize(400, 21, 20), 105);
  assert.equal(virtualSize(400, 21, 0), 100);
});
