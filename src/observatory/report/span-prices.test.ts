import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribedPrices } from '../market/price-series.ts';
import { pricesOfSpan } from './span-prices.ts';

/** Prices of consecutive spans, all 1. */
function prices(description: string, fromSec: number, stepSec: number, spans: number): DescribedPrices {
  const close = new Float64Array(spans).fill(1);
  return { asset: 'BTC', description, fromSec, stepSec, open: close, high: close, low: close, close };
}

const HOURS = prices('hours', 0, 1, 100);
const DAYS = prices('days', -240, 24, 100);

test('prices that cover a span alike are taken as they are named, else those that cover most of it', () => {
  for (const [fromSec, toSec, chosen] of [
    [0, 100, 'hours'],
    [50, 60, 'hours'],
    [-1, 60, 'days'],
    [50, 101, 'days'],
    [2100, 2300, 'days'],
  ] as const) {
    assert.equal(pricesOfSpan([undefined, HOURS, DAYS], { fromSec, toSec })?.description, chosen, `${fromSec}`);
  }
  assert.equal(pricesOfSpan([HOURS, DAYS], { fromSec: 3000, toSec: 4000 }), undefined);
  assert.equal(pricesOfSpan([HOURS, DAYS], { fromSec: -1000, toSec: -240 }), undefined);
  assert.equal(pricesOfSpan([], { fromSec: 0, toSec: 100 }), undefined);
});
