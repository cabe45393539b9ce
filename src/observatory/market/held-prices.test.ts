import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_SEC } from '../series/observations.ts';
import { candlesFrom } from './candles.ts';
import type { Candles } from './candles.ts';
import { dailyMarketFor, hourlyClosesFor } from './held-prices.ts';
import type { HeldPrices } from './held-prices.ts';

const HOUR_SEC = 3600;

/** Candles whose price is always the same, at spans counted from 1970. */
function held(stepSec: number, spans: readonly number[], price: number): HeldPrices {
  const rows = spans.map((span) => {
    return { atSec: span * stepSec, open: price, high: price, low: price, close: price, volume: 1 };
  });
  const candles: Candles = candlesFrom({ base: 'BTC', quote: 'USD' }, stepSec, rows);
  return { candles, titles: ['Kraken'] };
}

function spans(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, k) => from + k);
}

/** Hours 100 to 200, at 1. */
const HOURS = {
  series: { asset: 'BTC', fromSec: 100 * HOUR_SEC, stepSec: HOUR_SEC, close: new Float64Array(100).fill(1) },
  description: 'built in',
};

test('hours that the history holds come before the built-in ones, and are joined to them where they touch', () => {
  for (const [from, builtIn] of [
    [150, 50],
    [200, 100],
  ] as const) {
    const found = hourlyClosesFor(HOURS, held(HOUR_SEC, spans(from, 260), 2), 250 * HOUR_SEC)!;
    assert.equal(found.series.fromSec, 100 * HOUR_SEC);
    assert.deepEqual([...found.series.close], [...Array(builtIn).fill(1), ...Array(260 - from).fill(2)]);
    assert.match(found.description, /^hourly closes that the history holds \(Kraken, .*\); else built in$/);
  }
});

test('hours apart from the built-in ones stand alone; of those with gaps the ones around the moment count', () => {
  const apart = held(HOUR_SEC, [...spans(300, 400), ...spans(430, 500)], 2);
  const inSecond = hourlyClosesFor(HOURS, apart, 450 * HOUR_SEC)!;
  assert.deepEqual([inSecond.series.fromSec / HOUR_SEC, inSecond.series.close.length], [430, 70]);
  const inFirst = hourlyClosesFor(HOURS, apart, 350 * HOUR_SEC)!;
  assert.deepEqual([inFirst.series.fromSec / HOUR_SEC, inFirst.series.close.length], [300, 100]);
  assert.doesNotMatch(inFirst.description, /built in/);
  const bridged = hourlyClosesFor(
    undefined,
    held(HOUR_SEC, [...spans(300, 400), ...spans(424, 500)], 2),
    450 * HOUR_SEC,
  )!;
  assert.equal(bridged.series.close.length, 200, 'a day is bridged');
});

test('a moment that the history knows nothing of is studied with what is built in', () => {
  const later = held(HOUR_SEC, spans(300, 400), 2);
  assert.equal(hourlyClosesFor(HOURS, later, 150 * HOUR_SEC), HOURS);
  assert.equal(hourlyClosesFor(HOURS, later, 300 * HOUR_SEC), HOURS, 'nothing lies before its first hour');
  assert.equal(hourlyClosesFor(HOURS, undefined, 0), HOURS);
  assert.equal(hourlyClosesFor(HOURS, held(HOUR_SEC, spans(20, 60), 2), 150 * HOUR_SEC), HOURS);
  assert.equal(hourlyClosesFor(HOURS, held(HOUR_SEC, [120], 2), 150 * HOUR_SEC), HOURS, 'one hour is none');
});

/** Days 100 to 110, at 1, with fees. */
const DAYS = {
  description: 'built in',
  firstDaySec: 100 * DAY_SEC,
  closesUsd: new Float64Array(10).fill(1),
  feesBtc: new Float64Array(10).fill(0.5),
};

test('days of the history come before the built-in ones; fees stay those that are built in', () => {
  const joined = dailyMarketFor(DAYS, held(DAY_SEC, spans(108, 115), 2));
  assert.equal(joined.firstDaySec, 100 * DAY_SEC);
  assert.deepEqual([...joined.closesUsd], [...Array(8).fill(1), ...Array(7).fill(2)]);
  assert.deepEqual([...joined.feesBtc], [...Array(10).fill(0.5), ...Array(5).fill(NaN)]);
  assert.match(joined.description, /Kraken.*; else built in$/);
  const before = dailyMarketFor(DAYS, held(DAY_SEC, spans(95, 100), 2));
  assert.deepEqual([before.firstDaySec / DAY_SEC, before.closesUsd.length], [95, 15]);
});

test('days that do not touch the built-in ones are taken only for what begins after those', () => {
  const apart = held(DAY_SEC, spans(111, 120), 2);
  assert.equal(dailyMarketFor(DAYS, apart), DAYS);
  assert.equal(dailyMarketFor(DAYS, apart, 109 * DAY_SEC), DAYS);
  assert.equal(dailyMarketFor(DAYS, apart, 112 * DAY_SEC).firstDaySec, 111 * DAY_SEC);
  assert.equal(dailyMarketFor(DAYS, undefined, 112 * DAY_SEC), DAYS);
});
