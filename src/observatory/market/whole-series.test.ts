import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candlesFrom } from './candles.ts';
import { dailyMarketOf, wholeSeries } from './whole-series.ts';

const HOUR = 3600;
const DAY = 86_400;

function candles(stepSec: number, times: readonly number[]): ReturnType<typeof candlesFrom> {
  const rows = times.map((atSec, i) => {
    const close = 100 + i;
    return { atSec, open: close, high: close + 1, low: close - 1, close, volume: NaN };
  });
  return candlesFrom({ base: 'BTC', quote: 'USD' }, stepSec, rows);
}

test('spans that are missing get the price before them', () => {
  const series = wholeSeries(candles(HOUR, [0, HOUR, 4 * HOUR]))!;
  assert.deepEqual([...series.close], [100, 101, 101, 101, 102]);
  assert.deepEqual([...series.low], [99, 100, 101, 101, 101]);
  assert.deepEqual([series.fromSec, series.stepSec, series.asset], [0, HOUR, 'BTC']);
});

test('a gap of six spans is filled, one of seven cuts the series, and the longer part is taken', () => {
  assert.equal(wholeSeries(candles(HOUR, [0, HOUR, 8 * HOUR]))!.close.length, 9);
  const cut = wholeSeries(candles(HOUR, [0, HOUR, 9 * HOUR, 10 * HOUR, 11 * HOUR]))!;
  assert.deepEqual([cut.fromSec, cut.close.length], [9 * HOUR, 3]);
});

test('one candle is no series', () => {
  assert.equal(wholeSeries(candles(HOUR, [0])), undefined);
  assert.equal(wholeSeries(candles(HOUR, [])), undefined);
});

test('daily closes make a market of days without fees; hours do not', () => {
  const market = dailyMarketOf(candles(DAY, [10 * DAY, 11 * DAY]), 'mine.csv')!;
  assert.deepEqual(
    [market.firstDaySec, [...market.closesUsd], [...market.feesBtc]],
    [10 * DAY, [100, 101], [NaN, NaN]],
  );
  assert.equal(dailyMarketOf(candles(HOUR, [0, HOUR]), 'mine.csv'), undefined);
});
