import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candlesFrom } from './candles.ts';
import { drawdownPath, highestBy } from './drawdown.ts';

const CANDLES = candlesFrom(
  { base: 'BTC', quote: 'USD' },
  60,
  [
    [0, 100, 90, 95],
    [60, 200, 95, 150],
    [120, 180, 50, 60],
    [180, 200, 60, 190],
  ].map(([atSec, high, low, close]) => ({
    atSec: atSec!,
    open: low!,
    high: high!,
    low: low!,
    close: close!,
    volume: NaN,
  })),
);

test('the highest price is the first of its height, among candles that have ended', () => {
  assert.deepEqual(highestBy(CANDLES, 240), { timeSec: 60, price: 200 });
  assert.deepEqual(highestBy(CANDLES, 119), { timeSec: 0, price: 100 });
  assert.equal(highestBy(CANDLES, 59), undefined);
});

test('the drawdown is the close under the highest price until then, that of its own candle included', () => {
  const path = drawdownPath(CANDLES, 0);
  assert.deepEqual(
    path.map(({ time, ratio }) => [time, ratio]),
    [
      [60, 0.95],
      [120, 0.75],
      [180, 0.3],
      [240, 0.95],
    ],
  );
});

test('a high from before the candles counts', () => {
  assert.equal(drawdownPath(CANDLES, 400)[3]!.ratio, 190 / 400);
});
