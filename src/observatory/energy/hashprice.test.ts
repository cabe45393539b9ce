import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { breakEvenPowerPrice, hashprice, profitabilityThreshold } from './hashprice.ts';

test('hashprice follows from difficulty, reward and price as mining calculators have it', () => {
  // 5 January 2022: difficulty 24.272 T, 43,436 USD. A terahash a second finds 86400 * 1e12 / (D * 2^32) blocks a day.
  const difficulty = 24.272331e12;
  const exposurePerDay = 86_400 / (difficulty * 2 ** 32);
  const value = hashprice({ exposurePerDay, rewardBtc: 6.25, priceUsd: 43_436 });
  assert.ok(Math.abs(value - 0.225) < 0.0005, `${value} USD`);
});

test('a machine at the threshold breaks even at the price of electricity that the threshold is of', () => {
  const above = fc.double({ min: 0.001, max: 10, noNaN: true });
  fc.assert(
    fc.property(above, above, (hashpriceUsd, powerPriceUsd) => {
      const threshold = profitabilityThreshold(hashpriceUsd, powerPriceUsd);
      const breakEven = breakEvenPowerPrice(hashpriceUsd, threshold);
      assert.ok(Math.abs(breakEven / powerPriceUsd - 1) < 1e-12);
    }),
  );
});

test('an S19 Pro needs 0.71 kWh a day for a terahash a second, so 0.30 USD a day break even at 42 cents', () => {
  const kwhPerDay = (29.5 * 24) / 1000;
  const breakEven = breakEvenPowerPrice(0.3, 29.5);
  assert.ok(Math.abs(breakEven - 0.3 / kwhPerDay) < 1e-12);
  assert.equal(breakEven.toFixed(3), '0.424');
});
