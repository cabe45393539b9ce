import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candles } from './candles.ts';
import { candlesFrom } from './candles.ts';
import { medianCandles } from './median-candles.ts';

/** Minutes with these closes by their start in minutes. */
function minutes(closes: Readonly<Record<number, number>>): Candles {
  const rows = Object.entries(closes).map(([at, close]) => {
    return { atSec: Number(at) * 60, open: close, high: close * 1.01, low: close * 0.99, close, volume: 2 };
  });
  return candlesFrom({ base: 'BTC', quote: 'USD' }, 60, rows);
}

test('each minute is the median of the exchanges that have it', () => {
  const found = medianCandles([minutes({ 0: 100, 1: 101 }), minutes({ 0: 102, 2: 104 }), minutes({ 0: 101, 1: 103 })]);
  assert.deepEqual([...found.candles.atSec], [0, 60, 120]);
  assert.deepEqual([...found.candles.close], [101, 102, 104]);
  assert.deepEqual([...found.kept], [3, 2, 1]);
  assert.deepEqual([...found.closeLow], [100, 101, 104]);
  assert.deepEqual([...found.closeHigh], [102, 103, 104]);
  assert.deepEqual([...found.candles.volume], [6, 4, 2]);
});

test('a candle too far from the others is dropped, with its high, low and volume, and counted', () => {
  const found = medianCandles([minutes({ 0: 100 }), minutes({ 0: 1 }), minutes({ 0: 100.2 }), minutes({ 0: 99.9 })]);
  assert.equal(found.candles.close[0], 100);
  assert.ok(found.candles.low[0]! > 98);
  assert.equal(found.candles.volume[0], 6);
  assert.deepEqual(found.dropped, [0, 1, 0, 0]);
});

test('a minute in which nothing tells who is right is left out, and counted', () => {
  const found = medianCandles([minutes({ 0: 100, 1: 100 }), minutes({ 0: 50, 1: 101 })]);
  assert.deepEqual([...found.candles.atSec], [60]);
  assert.equal(found.disagreed, 1);
});

test('one exchange alone is taken as it is', () => {
  const alone = minutes({ 3: 7 });
  assert.equal(medianCandles([alone]).candles, alone);
});
