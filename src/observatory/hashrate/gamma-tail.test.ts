import assert from 'node:assert/strict';
import { test } from 'node:test';
import gammainc from '@stdlib/math-base-special-gammainc';
import { gammaQuantile } from './gamma-tail.ts';
import { poissonAtLeast, poissonAtMost, poissonProbability } from './poisson-row.ts';

function close(actual: number, expected: number, relative: number): void {
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}

/** Quantile of a Gamma distribution of large shape (Cornish and Fisher 1938), to the third order. */
function expansion(z: number, shape: number): number {
  const root = Math.sqrt(shape);
  const third = (-3 * z ** 4 - 7 * z ** 2 + 16) / 810 / shape;
  return shape + z * root + (z * z - 1) / 3 + (z ** 3 - 7 * z) / 36 / root + third;
}

test('quantiles agree with the Cornish-Fisher expansion on both sides of where the sums take over', () => {
  for (const shape of [500.5, 840.5, 900.5, 1100.5, 1e4, 1e5, 1e6]) {
    for (const [p, z] of [
      [0.05, 1.6448536269514722],
      [0.005, 2.575829303548901],
    ] as const) {
      // What the expansion leaves out, and the rounding of the density at a million.
      const tolerance = 1e-3 / Math.sqrt(shape) + 5e-10 * shape;
      assert.ok(Math.abs(gammaQuantile(p, shape, 'upper') - expansion(z, shape)) < tolerance, `upper ${shape}`);
      assert.ok(Math.abs(gammaQuantile(p, shape, 'lower') - expansion(-z, shape)) < tolerance, `lower ${shape}`);
    }
  }
});

test('Poisson tails agree with plain sums on both sides of where the sums take over', () => {
  for (const mean of [0.3, 5, 890, 910, 2000]) {
    for (const z of [-6, -2, 0, 1, 5]) {
      const count = Math.max(0, Math.round(mean + z * Math.sqrt(mean)));
      let below = 0;
      let above = 0;
      for (let k = 0; k < 3000 + mean; k++) {
        if (k <= count) below += poissonProbability(k, mean);
        if (k >= count) above += poissonProbability(k, mean);
      }
      close(poissonAtMost(count, mean), below, 1e-9);
      close(poissonAtLeast(count, mean), above, 1e-9);
    }
  }
});

test('Poisson tails at the edges: no events, no mean, a million events', () => {
  assert.equal(poissonAtMost(-1, 5), 0);
  assert.equal(poissonAtLeast(0, 5), 1);
  assert.deepEqual(
    [poissonAtMost(0, 0), poissonAtLeast(1, 0), poissonProbability(0, 0), poissonProbability(1, 0)],
    [1, 0, 1, 0],
  );
  close(poissonAtMost(0, 5), Math.exp(-5), 1e-12);
  close(poissonAtMost(1e6, 1e6) + poissonAtLeast(1e6 + 1, 1e6), 1, 1e-9);
  // The median of a Poisson distribution of whole mean is its mean: 1/2 + 2/3 of the density there (Ramanujan).
  close(poissonAtMost(1e6, 1e6), 0.5 + (2 / 3) * poissonProbability(1e6, 1e6), 1e-7);
});

test("stdlib's upper tail is off above x = 1000; once it is not, the sums can go", () => {
  const exact = poissonAtMost(999, 1031.6);
  assert.ok(Math.abs(gammainc(1031.6, 1000, true, true) / exact - 1) > 0.01);
  close(gammainc(890, 870, true, true), poissonAtMost(869, 890), 1e-11);
});
