import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstBelow, highest, lowest, priceAt, priceRatio } from './price-moves.ts';
import type { PriceSeries } from './price-series.ts';

const HOUR = 3600;

/** Hours from 1970 on with these closes; each hour opens at the close before. */
function hours(closes: readonly number[]): PriceSeries {
  const close = Float64Array.from(closes);
  const open = Float64Array.from(closes, (price, i) => closes[i - 1] ?? price);
  const high = Float64Array.from(closes, (price, i) => Math.max(price, open[i]!));
  const low = Float64Array.from(closes, (price, i) => Math.min(price, open[i]!));
  return { asset: 'BTC', fromSec: 0, stepSec: HOUR, open, high, low, close };
}

test('the price at a full hour is the close of the hour that ends there; within an hour, its own close', () => {
  const series = hours([10, 20, 30]);
  assert.equal(priceAt(series, HOUR), 10);
  assert.equal(priceAt(series, HOUR + 1), 20);
  assert.equal(priceAt(series, 2 * HOUR), 20);
  assert.equal(priceAt(series, 3 * HOUR), 30);
});

test('outside of the series there is no price', () => {
  const series = hours([10, 20]);
  assert.equal(priceAt(series, 0), undefined);
  assert.equal(priceAt(series, 2 * HOUR + 1), undefined);
  assert.equal(priceRatio(series, HOUR, 3 * HOUR), undefined);
});

test('the first price below a level is below it, not at it', () => {
  const series = hours([50, 42, 41, 43]);
  assert.equal(firstBelow(series, 42, { fromSec: 0, toSec: 2 * HOUR }), undefined);
  assert.deepEqual(firstBelow(series, 42, { fromSec: 0, toSec: 4 * HOUR }), { timeSec: 2 * HOUR, price: 41 });
});

test('highest and lowest look at the hours that start within the window', () => {
  const series = hours([50, 42, 41, 43]);
  assert.deepEqual(highest(series, HOUR, 4 * HOUR), { timeSec: HOUR, price: 50 });
  assert.deepEqual(lowest(series, 0, 4 * HOUR), { timeSec: 2 * HOUR, price: 41 });
  assert.equal(lowest(series, 4 * HOUR, 9 * HOUR), undefined);
});
