import assert from 'node:assert/strict';
import { test } from 'node:test';
import betainc from '@stdlib/math-base-special-betainc';
import fc from 'fast-check';
import type { WindowCount } from '../series/window-count.ts';
import { hashrateRatio, hashrateRatioWithGrowth } from './ratio.ts';

const DAY_SEC = 86_400;

function days(from: number, to: number, blocks: number): WindowCount {
  return { fromSec: from * DAY_SEC, toSec: to * DAY_SEC, blocks, exposure: (to - from) * 1e-18 };
}

test('the ratio of two windows is a scaled F distribution', () => {
  // F(10, 20) at 0.95 is 2.347878; half blocks make its degrees of freedom whole.
  const { high } = hashrateRatio({ baseline: days(0, 10, 9.5), window: days(10, 11, 4.5), level: 0.9 });
  assert.ok(Math.abs(high - ((2.347877566998137 * 5) / 10) * 10) < 1e-8);
});

test('swapping the windows inverts the ratio', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000_000 }), (n0, n1) => {
      const there = hashrateRatio({ baseline: days(0, 7, n0), window: days(7, 8, n1), level: 0.9 });
      const back = hashrateRatio({ baseline: days(7, 8, n1), window: days(0, 7, n0), level: 0.9 });
      for (const [a, b] of [
        [there.low, back.high],
        [there.median, back.median],
        [there.high, back.low],
      ] as const) {
        assert.ok(Math.abs(a * b - 1) < 1e-7);
      }
    }),
  );
});

test('more blocks in the window raise the whole interval', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }), (n0, n1) => {
      const fewer = hashrateRatio({ baseline: days(0, 7, n0), window: days(7, 8, n1), level: 0.9 });
      const more = hashrateRatio({ baseline: days(0, 7, n0), window: days(7, 8, n1 + 1), level: 0.9 });
      assert.ok(fewer.low < more.low && fewer.median < more.median && fewer.high < more.high);
    }),
  );
});

/** A baseline that grows by a factor a day, with so many blocks a day that luck hardly matters. */
function growingDays(factor: number, perDay: number): WindowCount[] {
  return Array.from({ length: 7 }, (_, i) => days(i, i + 1, Math.round(perDay * factor ** i)));
}

test('a window that only carries the growth of its baseline on has a ratio of 1', () => {
  const bins = growingDays(1.01, 1e7);
  const window = days(7, 8, Math.round(1e7 * 1.01 ** 7));
  const { low, median, high, growthPerDay } = hashrateRatioWithGrowth({ bins, window, level: 0.9 });
  assert.ok(Math.abs(median - 1) < 1e-3 && low < 1 && high > 1);
  assert.ok(growthPerDay.low < 1.01 && 1.01 < growthPerDay.high && Math.abs(growthPerDay.median - 1.01) < 1e-4);
});

test('the interval with growth agrees with a brute sum over growth rates', () => {
  const counts = [140, 151, 133, 160, 149, 158, 148];
  const bins = counts.map((n, i) => days(i, i + 1, n));
  const window = days(7, 8, 137);
  const { low, median, high } = hashrateRatioWithGrowth({ bins, window, level: 0.9 });
  const total = counts.reduce((sum, n) => sum + n, 0);
  let mass = 0;
  const below = [0, 0, 0];
  for (let g = -0.2; g <= 0.2; g += 1e-4) {
    const grown = counts.map((_, i) => Math.exp(g * i)).reduce((sum, w) => sum + w, 0);
    const exponent = counts.reduce((sum, n, i) => sum + n * i, 0) * g - (total + 0.5) * Math.log(grown / 7);
    // Times count from the middle of the first day, the code's from that of the baseline, 3 days on. As the level's
    // prior is flat in its square root, moving the origin changes the weight by exp(3 g / 2).
    const weight = Math.exp(exponent + 1.5 * g - (g / 0.1) ** 2 / 2);
    mass += weight;
    for (const [k, ratio] of [low, median, high].entries()) {
      const odds = (ratio * Math.exp(7 * g)) / grown;
      below[k]! += weight * betainc(odds / (1 + odds), 137.5, total + 0.5);
    }
  }
  for (const [k, p] of [0.05, 0.5, 0.95].entries())
    assert.ok(Math.abs(below[k]! / mass - p) < 1e-5, `${below[k]! / mass}`);
});

test('a growth fitted to the baseline makes the interval wider, the more so the farther the window', () => {
  const bins = growingDays(1, 144);
  const baseline = days(0, 7, 7 * 144);
  const width = ({ low, high }: { low: number; high: number }): number => Math.log(high / low);
  const near = days(7, 8, 144);
  const far = days(20, 21, 144);
  const plain = width(hashrateRatio({ baseline, window: near, level: 0.9 }));
  const grown = width(hashrateRatioWithGrowth({ bins, window: near, level: 0.9 }));
  assert.ok(plain < grown && grown < width(hashrateRatioWithGrowth({ bins, window: far, level: 0.9 })));
});

test('a baseline without a block, or with one, gives finite intervals', () => {
  for (const blocks of [0, 1]) {
    const bins = [days(0, 1, 0), days(1, 2, blocks)];
    const { low, median, high } = hashrateRatioWithGrowth({ bins, window: days(2, 3, 3), level: 0.9 });
    assert.ok(0 < low && low < median && median < high && Number.isFinite(high));
  }
});

test('a growth needs two bins with an exposure', () => {
  assert.throws(
    () => hashrateRatioWithGrowth({ bins: [days(0, 1, 5)], window: days(1, 2, 5), level: 0.9 }),
    /two bins/,
  );
});
