import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstBelow, highest, lowest, placeboFalls, priceAt, priceRatio } from './price-moves.ts';
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

test('a fall that no window before matches is rarer than any of them, but not impossible', () => {
  const flat = Array.from({ length: 100 }, () => 100);
  const found = placeboFalls(hours([...flat, 90]), { atSec: 100 * HOUR, lengthSec: HOUR, fromSec: 0 });
  assert.ok(found !== undefined);
  assert.equal(found.asLarge, 0);
  assert.equal(found.ratios.length, 99);
  assert.equal(found.luck, 1 / 100);
  assert.equal(found.observed, 0.9);
});

test('a move that every window before equals has luck 1', () => {
  const found = placeboFalls(hours(Array.from({ length: 50 }, () => 7)), {
    atSec: 40 * HOUR,
    lengthSec: 5 * HOUR,
    fromSec: 0,
  });
  assert.equal(found?.luck, 1);
});

test('windows before end where the event begins, and those that do not overlap are counted apart', () => {
  const falling = Array.from({ length: 30 }, (_, i) => 1000 - i);
  const found = placeboFalls(hours(falling), { atSec: 21 * HOUR, lengthSec: 5 * HOUR, fromSec: 0 });
  assert.equal(found?.ratios.length, 16);
  assert.equal(found?.independent, 4);
});

test('without a window before, or a price after, nothing is compared', () => {
  const series = hours([1, 2, 3, 4]);
  assert.equal(placeboFalls(series, { atSec: 2 * HOUR, lengthSec: 2 * HOUR, fromSec: 0 }), undefined);
  assert.equal(placeboFalls(series, { atSec: 3 * HOUR, lengthSec: 2 * HOUR, fromSec: 0 }), undefined);
});
