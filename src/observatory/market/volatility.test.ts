import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../test/seeded-random.ts';
import type { Candles } from './candles.ts';
import { candlesFrom } from './candles.ts';
import { realizedVolatility } from './volatility.ts';

const HOUR = 3600;
const HOURS_A_YEAR = 365.25 * 24;

/** Hours with these closes; `missing` are left out. */
function candlesOf(closes: readonly number[], missing: readonly number[] = []): Candles {
  const rows = closes
    .map((close, k) => ({ atSec: k * HOUR, open: close, high: close, low: close, close, volume: NaN }))
    .filter((_, k) => !missing.includes(k));
  return candlesFrom({ base: 'BTC', quote: 'USD' }, HOUR, rows);
}

/** Closes whose returns go up and down by the same share. */
function alternating(count: number, share: number): number[] {
  return Array.from({ length: count }, (_, k) => 100 * Math.exp(k % 2 === 0 ? 0 : share));
}

test('returns of one size give that size, scaled to a year of hours', () => {
  const found = realizedVolatility(candlesOf(alternating(49, 0.01)), { fromSec: 0, toSec: 49 * HOUR, level: 0.9 });
  assert.equal(found?.returns, 48);
  assert.ok(Math.abs(found.annualized.median / (0.01 * Math.sqrt(HOURS_A_YEAR)) - 1) < 1e-9);
  assert.ok(found.annualized.low < found.annualized.median && found.annualized.median < found.annualized.high);
});

test('24 returns are enough, 23 are not; a price that never moved has none to measure', () => {
  const over = (count: number): object | undefined =>
    realizedVolatility(candlesOf(alternating(count, 0.01)), { fromSec: 0, toSec: count * HOUR, level: 0.9 });
  assert.equal(over(24), undefined);
  assert.ok(over(25) !== undefined);
  assert.equal(
    realizedVolatility(candlesOf(alternating(99, 0)), { fromSec: 0, toSec: 99 * HOUR, level: 0.9 }),
    undefined,
  );
});

test('the return that ends where the window begins is outside of it, the first within it inside', () => {
  const candles = candlesOf(alternating(100, 0.01));
  const found = realizedVolatility(candles, { fromSec: 10 * HOUR, toSec: 50 * HOUR, level: 0.9 });
  assert.equal(found?.returns, 40);
});

test('no return is made across a missing hour', () => {
  const found = realizedVolatility(candlesOf(alternating(60, 0.01), [20]), {
    fromSec: 0,
    toSec: 60 * HOUR,
    level: 0.9,
  });
  assert.equal(found?.returns, 57);
});

test('over weeks of 168 hours whose volatility itself wanders, intervals of 90 % hold the truth in 86 to 94 % of them', () => {
  const random = seededRandom(20220105);
  const uniform = (): number => (random.below(2 ** 32) + 0.5) / 2 ** 32;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const weeks = 2000;
  let held = 0;
  for (let week = 0; week < weeks; week++) {
    let price = 40_000;
    let sigma = 0.006;
    let variance = 0;
    const closes = [price];
    for (let hour = 0; hour < 168; hour++) {
      sigma *= Math.exp(0.1 * normal());
      variance += sigma * sigma;
      price *= Math.exp(sigma * normal());
      closes.push(price);
    }
    const truth = Math.sqrt((variance / 168) * HOURS_A_YEAR);
    const found = realizedVolatility(candlesOf(closes), { fromSec: HOUR, toSec: 169 * HOUR, level: 0.9 })!;
    if (found.annualized.low <= truth && truth <= found.annualized.high) held++;
  }
  assert.ok(held >= 0.86 * weeks && held <= 0.94 * weeks, `${held} of ${weeks} (seed 20220105)`);
});
