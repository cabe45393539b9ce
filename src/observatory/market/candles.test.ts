import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candles } from './candles.ts';
import { candlesFrom, candlesWithin, endedBy, isSoundCandle, joinCandles, lastPrice, mergeCandles } from './candles.ts';

const HOUR = 3600;
const PAIR = { base: 'BTC', quote: 'USD' };

/** Hours with these closes; `undefined` leaves one out. Each is 1 wide around its close. */
function hours(closes: readonly (number | undefined)[], fromSec = 0): Candles {
  const rows = closes.flatMap((close, k) =>
    close === undefined
      ? []
      : [{ atSec: fromSec + k * HOUR, open: close, high: close + 0.5, low: close - 0.5, close, volume: 1 }],
  );
  return candlesFrom(PAIR, HOUR, rows);
}

test('the last price is the close of the last candle that has ended: what is under way is not looked at', () => {
  const candles = hours([10, 20, 30]);
  assert.equal(lastPrice(candles, HOUR - 1), undefined);
  assert.deepEqual(lastPrice(candles, HOUR), { timeSec: HOUR, price: 10 });
  assert.deepEqual(lastPrice(candles, 2 * HOUR - 1), { timeSec: HOUR, price: 10 });
  assert.deepEqual(lastPrice(candles, 2 * HOUR), { timeSec: 2 * HOUR, price: 20 });
});

test('a price of three candles ago still counts; an older one does not', () => {
  const candles = hours([10, 20, undefined, undefined, undefined, undefined, 30]);
  assert.equal(lastPrice(candles, 5 * HOUR)?.price, 20);
  assert.equal(lastPrice(candles, 5 * HOUR + 1), undefined);
  assert.equal(lastPrice(candles, 7 * HOUR)?.price, 30);
});

test('candles that have ended are counted, at the second they end and before', () => {
  const candles = hours([1, 2, 3]);
  assert.deepEqual(
    [0, HOUR - 1, HOUR, 3 * HOUR, 9 * HOUR].map((sec) => endedBy(candles, sec)),
    [0, 0, 1, 3, 3],
  );
});

test('a span takes candles that start in it, its start included and its end not', () => {
  const within = candlesWithin(hours([1, 2, 3, 4]), HOUR, 3 * HOUR);
  assert.deepEqual([...within.close], [2, 3]);
});

test('hours join to longer candles: first open, last close, highest, lowest, volumes added', () => {
  const joined = joinCandles(hours([10, 12, 9, 11, 20, undefined]), 3 * HOUR);
  assert.deepEqual([...joined.atSec], [0, 3 * HOUR]);
  assert.deepEqual([...joined.open], [10, 11]);
  assert.deepEqual([...joined.close], [9, 20]);
  assert.deepEqual([...joined.high], [12.5, 20.5]);
  assert.deepEqual([...joined.low], [8.5, 10.5]);
  assert.deepEqual([...joined.volume], [3, 2]);
});

test('of two tables of one source the first wins where both have a candle', () => {
  const merged = mergeCandles(hours([1, undefined, 3]), hours([7, 8, 9, 10]));
  assert.deepEqual([...merged.close], [1, 8, 3, 10]);
});

test('a candle is sound when its prices are, and lie in their order', () => {
  const sound = { open: 2, high: 3, low: 1, close: 2, volume: NaN };
  assert.equal(isSoundCandle(sound), true);
  const wrongs = [
    { high: 1.9 },
    { low: 2.1 },
    { low: 0 },
    { low: -1 },
    { high: Infinity },
    { volume: -1 },
    { close: NaN },
  ];
  for (const wrong of wrongs) assert.equal(isSoundCandle({ ...sound, ...wrong }), false, JSON.stringify(wrong));
});
