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

test('of the parts the one is taken that has most of what is asked for, however short it is besides', () => {
  const parts = candles(
    HOUR,
    [0, 1, 2, 3, 4, 5, 30, 31, 32, 60, 61, 62, 63].map((hour) => hour * HOUR),
  );
  for (const [from, to, first, count] of [
    [29, 40, 30, 3],
    [5, 32, 30, 3],
    [3, 31, 0, 6],
    [61, 999, 60, 4],
  ] as const) {
    const series = wholeSeries(parts, { fromSec: from * HOUR, toSec: to * HOUR })!;
    assert.deepEqual([series.fromSec / HOUR, series.close.length], [first, count], `${from} to ${to}`);
  }
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
