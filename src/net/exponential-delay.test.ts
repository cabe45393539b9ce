import assert from 'node:assert/strict';
import test from 'node:test';

import { seededRandom } from '../../test/seeded-random.ts';
import type { Random } from '../ports/random.ts';
import { exponentialDelayMs } from './exponential-delay.ts';

function always(value: bigint): Random {
  return { bytes: (count) => new Uint8Array(count), below: () => 0, u64: () => value };
}

test('the shortest wait is nothing, the longest 37 times the mean', () => {
  assert.equal(exponentialDelayMs(always(0n), 1000), 0);
  assert.equal(exponentialDelayMs(always((1n << 64n) - 1n), 1000), 36_737);
});

test('waits have the mean and the spread of a Poisson process', () => {
  const random = seededRandom(3);
  const waits = Array.from({ length: 40_000 }, () => exponentialDelayMs(random, 120_000));
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  const longer = waits.filter((wait) => wait > 120_000).length / waits.length;
  assert.ok(Math.abs(mean / 120_000 - 1) < 0.02, `mean ${mean}`);
  assert.ok(Math.abs(longer - 1 / Math.E) < 0.01, `${longer} longer than the mean`);
});

test('a wait is whole milliseconds', () => {
  const random = seededRandom(4);
  for (let i = 0; i < 1000; i++) assert.ok(Number.isInteger(exponentialDelayMs(random, 333.3)));
});
