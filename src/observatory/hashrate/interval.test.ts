import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { betaOddsInterval, gammaInterval, tailOf } from './interval.ts';

function close(actual: number, expected: number, relative = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}

test('a Gamma interval agrees with the closed form of the exponential distribution', () => {
  const { low, median, high } = gammaInterval({ shape: 1, rate: 2 }, 0.9);
  close(low, -Math.log(0.95) / 2, 1e-13);
  close(median, Math.LN2 / 2, 1e-13);
  close(high, -Math.log(0.05) / 2, 1e-13);
});

test('a Gamma interval agrees with published quantiles of chi-square', () => {
  // NIST/SEMATECH e-Handbook 1.3.6.7.4: 10 degrees of freedom at 0.05 and 0.95, 1 degree at 0.95; more digits from R.
  const ten = gammaInterval({ shape: 5, rate: 0.5 }, 0.9);
  close(ten.low, 3.940299136120605, 1e-12);
  close(ten.high, 18.30703805327515, 1e-12);
  close(gammaInterval({ shape: 0.5, rate: 0.5 }, 0.9).high, 3.841458820694124, 1e-12);
});

test('a Gamma interval of a million blocks agrees with the Cornish-Fisher expansion', () => {
  const { low, high } = gammaInterval({ shape: 1e6, rate: 1 }, 0.9);
  const z = 1.6448536269514722;
  const expansion = (sign: number): number => 1e6 + sign * z * 1e3 + (z * z - 1) / 3 + (sign * (z ** 3 - 7 * z)) / 36e3;
  close(low, expansion(-1), 1e-11);
  close(high, expansion(1), 1e-11);
});

test('levels near 1 keep their digits in both tails', () => {
  const { low, high } = gammaInterval({ shape: 1, rate: 1 }, 1 - 2e-12);
  close(low, 1e-12, 1e-3);
  close(high, -Math.log(1e-12), 1e-5);
});

test('the odds of a Beta share agree with published quantiles of F', () => {
  // NIST/SEMATECH e-Handbook 1.3.6.7.3: F(10, 20) at 0.95 is 2.348, F(1, 1) is 161.448; more digits from R.
  close(betaOddsInterval({ a: 5, b: 10 }, 0.9).high, (2.347877566998137 * 5) / 10, 1e-9);
  close(betaOddsInterval({ a: 0.5, b: 0.5 }, 0.9).high, 161.4476387975881, 1e-9);
});

test('the odds of a share and of its rest are reciprocal, from no block to a million', () => {
  for (const [a, b] of [
    [0.5, 1e6 + 0.5],
    [0.5, 1.5],
    [1e6 + 0.5, 0.5],
    [137.5, 1039.5],
  ] as const) {
    const odds = betaOddsInterval({ a, b }, 0.9);
    const rest = betaOddsInterval({ a: b, b: a }, 0.9);
    close(odds.low, 1 / rest.high, 1e-8);
    close(odds.high, 1 / rest.low, 1e-8);
  }
});

test('intervals are ordered, and a higher level holds a lower one', () => {
  const level = fc.double({ min: 0.05, max: 0.98, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000_000 }), level, (n1, n0, p) => {
      const narrow = betaOddsInterval({ a: n1 + 0.5, b: n0 + 0.5 }, p);
      const wide = betaOddsInterval({ a: n1 + 0.5, b: n0 + 0.5 }, p + 0.015);
      assert.ok(0 < narrow.low && narrow.low < narrow.median && narrow.median < narrow.high && narrow.high < Infinity);
      assert.ok(wide.low < narrow.low && narrow.high < wide.high);
    }),
  );
});

test('a level is a share strictly between 0 and 1', () => {
  close(tailOf(0.9), 0.05, 1e-12);
  assert.throws(() => tailOf(0), /level/);
  assert.throws(() => tailOf(1), /level/);
});
