import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candlesFrom } from '../market/candles.ts';
import { DAY_SEC } from '../series/observations.ts';
import { ASSUMED_FEE_SHARE, dayPrice, marketOf } from './daily-market.ts';

const START = Date.parse('2021-07-01') / 1000;

function candles(days: readonly number[]): Parameters<typeof marketOf>[1] {
  const rows = days.map((day) => {
    const close = 30_000 + day;
    return { atSec: START + day * DAY_SEC, open: close, high: close, low: close, close, volume: NaN };
  });
  return candlesFrom({ base: 'BTC', quote: 'USD' }, DAY_SEC, rows);
}

test('prices begin with the fees, and end before the first day without a price', () => {
  const fees = { firstDaySec: START, feesBtc: Float64Array.from([0.3, 0.2]) };
  const market = marketOf('a test', candles([-2, -1, 0, 1, 2, 4]), fees);
  assert.deepEqual([...market.closesUsd], [30_000, 30_001, 30_002]);
  assert.deepEqual([...market.feesBtc], [0.3, 0.2, NaN]);
});

test('a day has its price and reward, its fees known or assumed, and none outside of the market', () => {
  const fees = { firstDaySec: START, feesBtc: Float64Array.from([0.3]) };
  const market = marketOf('a test', candles([0, 1]), fees);
  assert.deepEqual(dayPrice(market, START, 6.25), { priceUsd: 30_000, rewardBtc: 6.55, feesKnown: true });
  const assumed = 6.25 + 6.25 * ASSUMED_FEE_SHARE;
  assert.deepEqual(dayPrice(market, START + DAY_SEC, 6.25), { priceUsd: 30_001, rewardBtc: assumed, feesKnown: false });
  assert.equal(dayPrice(market, START - DAY_SEC, 6.25), undefined);
  assert.equal(dayPrice(market, START + 2 * DAY_SEC, 6.25), undefined);
});
