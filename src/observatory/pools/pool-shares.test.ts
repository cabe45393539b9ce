import assert from 'node:assert/strict';
import { test } from 'node:test';

import { poolLuck, poolShare, shareChange } from './pool-shares.ts';

/** Probability of exactly k of n, by multiplication. */
function binomial(k: number, n: number, p: number): number {
  let probability = 1;
  for (let i = 1; i <= k; i++) probability *= ((n - k + i) / i) * p;
  return probability * (1 - p) ** (n - k);
}

test('a share lies in its interval nine times of ten, whatever it is: summed over all counts', () => {
  const of = 144;
  for (const share of [0.02, 0.1, 0.3, 0.5]) {
    let held = 0;
    for (let found = 0; found <= of; found++) {
      const { low, high } = poolShare({ found, of }, 0.9);
      if (low <= share && share <= high) held += binomial(found, of, share);
    }
    assert.ok(Math.abs(held - 0.9) < 0.06, `${share}: ${held}`);
  }
});

test('no block at all leaves a share open up to what luck allows, and every block down to it', () => {
  const none = poolShare({ found: 0, of: 144 }, 0.9);
  assert.ok(none.low < 1e-4 && none.high > 0.01 && none.high < 0.03, JSON.stringify(none));
  const all = poolShare({ found: 144, of: 144 }, 0.9);
  assert.ok(all.high > 0.9999 && all.high <= 1 && Math.abs(all.low - (1 - none.high)) < 1e-9, JSON.stringify(all));
  const half = poolShare({ found: 72, of: 144 }, 0.9);
  assert.ok(Math.abs(half.median - 0.5) < 1e-9);
});

test('the luck of a stated share is the tail of the binomial distribution', () => {
  const { expected, luck, probability } = poolLuck({ found: 10, of: 100 }, 0.17);
  assert.ok(Math.abs(expected - 17) < 1e-12 && Math.abs(luck - 10 / 17) < 1e-12);
  const atMost = Array.from({ length: 11 }, (_, k) => binomial(k, 100, 0.17)).reduce((sum, p) => sum + p, 0);
  assert.ok(Math.abs(probability - atMost) < 1e-10, `${probability} ${atMost}`);
  const many = poolLuck({ found: 25, of: 100 }, 0.17);
  const atLeast = Array.from({ length: 76 }, (_, k) => binomial(25 + k, 100, 0.17)).reduce((sum, p) => sum + p, 0);
  assert.ok(Math.abs(many.probability - atLeast) < 1e-10);
});

test('a pool without a block, and one with all, has a luck', () => {
  assert.ok(Math.abs(poolLuck({ found: 0, of: 10 }, 0.1).probability - 0.9 ** 10) < 1e-12);
  assert.ok(Math.abs(poolLuck({ found: 10, of: 10 }, 0.9).probability - 0.9 ** 10) < 1e-12);
});

test('a share that stays is rarely told to have changed, one that halves is told', () => {
  const same = shareChange({ found: 300, of: 2016 }, { found: 21, of: 144 }, 0.9);
  assert.ok(same.ratio.low < 1 && same.ratio.high > 1 && same.pValue > 0.3, JSON.stringify(same));
  assert.ok(Math.abs(same.expected - 300 / 14) < 1e-9);
  const halved = shareChange({ found: 340, of: 2016 }, { found: 170, of: 2016 }, 0.99);
  assert.ok(halved.ratio.high < 1 && halved.ratio.low > 0.35 && halved.pValue < 1e-6, JSON.stringify(halved));
});

test('a pool that the baseline does not know has a change all the same', () => {
  const appeared = shareChange({ found: 0, of: 2016 }, { found: 40, of: 2016 }, 0.9);
  assert.ok(appeared.ratio.low > 1 && appeared.expected === 0 && appeared.pValue < 1e-9, JSON.stringify(appeared));
});
