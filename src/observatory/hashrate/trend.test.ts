import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WindowCount } from '../series/window-count.ts';
import { gammaInterval } from './interval.ts';
import { estimateTrend } from './trend.ts';

const BIN_SEC = 21_600;
const HASHRATE = 2e20;

/** Bins of six hours with these counts, each with the exposure of 36 expected blocks unless said otherwise. */
function binsOf(counts: readonly number[], exposureOf: (i: number) => number = () => 36 / HASHRATE): WindowCount[] {
  return counts.map((blocks, i) => {
    return { fromSec: i * BIN_SEC, toSec: (i + 1) * BIN_SEC, blocks, exposure: exposureOf(i) };
  });
}

function width({ low, high }: { readonly low: number; readonly high: number }): number {
  return Math.log(high / low);
}

test('the trend of one bin is the Gamma posterior with a flat prior of the logarithm', () => {
  for (const blocks of [4, 36, 1000]) {
    const { points } = estimateTrend(binsOf([blocks]), 0.9);
    const expected = gammaInterval({ shape: blocks, rate: 36 / HASHRATE }, 0.9);
    const half = gammaInterval({ shape: blocks, rate: 36 / HASHRATE }, 0.5);
    for (const [actual, exact] of [
      [points[0]!.low, expected.low],
      [points[0]!.median, expected.median],
      [points[0]!.high, expected.high],
      [points[0]!.low50, half.low],
      [points[0]!.high50, half.high],
    ] as const) {
      // The grid ends at five standard deviations and its cells are half of one wide.
      assert.ok(Math.abs(Math.log(actual / exact)) < 0.06 / Math.sqrt(blocks), `${blocks}: ${actual} is not ${exact}`);
    }
  }
});

test('many bins of one level give a narrow band around it, and a low volatility', () => {
  const { points, volatility } = estimateTrend(
    binsOf(Array.from({ length: 120 }, (_, i) => 36 + (i % 2 === 0 ? 4 : -4))),
    0.9,
  );
  for (const point of points) {
    assert.ok(point.low < HASHRATE && HASHRATE < point.high);
    assert.ok(width(point) < width(gammaInterval({ shape: 36, rate: 1 }, 0.9)) / 4);
  }
  const most = volatility.reduce((best, v) => (v.probability > best.probability ? v : best));
  assert.equal(most.dailySd, 0);
  assert.ok(Math.abs(volatility.reduce((sum, v) => sum + v.probability, 0) - 1) < 1e-9);
});

test('the trend follows a step within a bin or two', () => {
  const counts = Array.from({ length: 120 }, (_, i) => (i < 60 ? 36 : 18));
  const { points } = estimateTrend(binsOf(counts), 0.9);
  assert.ok(points[56]!.low > 0.85 * HASHRATE && points[56]!.high < 1.15 * HASHRATE);
  assert.ok(points[63]!.low > 0.4 * HASHRATE && points[63]!.high < 0.62 * HASHRATE);
});

test('an outage of half a day is seen, though the days about it say nothing of it', () => {
  const counts = Array.from({ length: 120 }, (_, i) => (i === 60 || i === 61 ? 2 : 36));
  const { points } = estimateTrend(binsOf(counts), 0.9);
  for (const t of [60, 61]) assert.ok(points[t]!.median < 0.3 * HASHRATE, String(points[t]!.median));
  for (const t of [58, 63]) assert.ok(points[t]!.median > 0.9 * HASHRATE, String(points[t]!.median));
});

test('growth does not leave the last day behind', () => {
  for (const [perDay, tolerance] of [
    [0.003, 0.01],
    [0.006, 0.015],
    [-0.003, 0.03],
  ] as const) {
    const level = (i: number): number => Math.exp((perDay * i) / 4);
    // Exposures shrink as difficulty would make them: the counts stay whole numbers near 36.
    const bins = binsOf(
      Array.from({ length: 480 }, () => 36),
      (i) => 36 / HASHRATE / level(i),
    );
    const last = estimateTrend(bins, 0.9).points[479]!;
    const truth = HASHRATE * level(479);
    assert.ok(Math.abs(last.median / truth - 1) < tolerance, `${perDay}: ${last.median / truth}`);
    assert.ok(last.low < truth && truth < last.high);
  }
});

test('a retarget changes the counts and not the trend', () => {
  const counts = Array.from({ length: 100 }, (_, i) => (i < 50 ? 36 : 27));
  const { points } = estimateTrend(
    binsOf(counts, (i) => (i < 50 ? 36 : 27) / HASHRATE),
    0.9,
  );
  for (const { median } of points) assert.ok(Math.abs(median / HASHRATE - 1) < 0.01);
});

test('a gap without exposure widens the band, most in its middle', () => {
  const counts = Array.from({ length: 120 }, (_, i) =>
    i >= 40 && i < 80 ? 0 : 36 + (i % 3 === 0 ? 12 : -6) + Math.round(8 * Math.sin(i / 9)),
  );
  const { points } = estimateTrend(
    binsOf(counts, (i) => (i >= 40 && i < 80 ? 0 : 36 / HASHRATE)),
    0.9,
  );
  assert.ok(width(points[60]!) > width(points[20]!) && width(points[60]!) > width(points[40]!));
});

test('bins without any block, growth over many orders of magnitude, and a long history are no trouble', () => {
  const dead = estimateTrend(binsOf(Array.from({ length: 30 }, () => 0)), 0.9).points;
  for (const { low, high } of dead) assert.ok(low > 0 && low < high && high < HASHRATE);
  const early = estimateTrend(
    Array.from({ length: 3000 }, (_, i) => ({
      fromSec: i * BIN_SEC,
      toSec: (i + 1) * BIN_SEC,
      blocks: 36,
      exposure: 36 / Math.exp(i / 100),
    })),
    0.9,
  ).points;
  for (const [i, { low, high }] of early.entries())
    assert.ok(low < Math.exp(i / 100) * 1.05 && high > Math.exp(i / 100) / 1.05);
});

test('the band is ordered, and its time is the middle of the bin', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 }), (counts) => {
      for (const [i, point] of estimateTrend(binsOf(counts), 0.9).points.entries()) {
        const { low, low50, median, high50, high, timeSec } = point;
        assert.ok(0 < low && low < low50 && low50 < median && median < high50 && high50 < high && high < Infinity);
        assert.equal(timeSec, (i + 0.5) * BIN_SEC);
      }
    }),
    { numRuns: 30 },
  );
});

test('more work a block scales the trend, and nothing else', () => {
  const counts = Array.from({ length: 40 }, (_, i) => 30 + (i % 7));
  const one = estimateTrend(binsOf(counts), 0.9).points;
  const two = estimateTrend(
    binsOf(counts, () => 36 / HASHRATE / 1000),
    0.9,
  ).points;
  for (const [i, point] of one.entries()) assert.ok(Math.abs(two[i]!.high / point.high / 1000 - 1) < 1e-4);
});
