import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byVolatility, falsePositives, levelVerdict } from './false-positives.ts';
import type { TestedMoment } from './false-positives.ts';

const moment = (cluster: number, pValue: number, size = 1): TestedMoment => ({
  cluster,
  size,
  pValues: [{ scaled: pValue, plain: 1 }],
});
const scaled = ({ pValues }: TestedMoment): number => pValues[0]!.scaled;

test('a p-value at the level counts, one above it does not', () => {
  const { share, moments } = falsePositives([moment(0, 0.05), moment(1, 0.0501)], scaled, 0.05);
  assert.deepEqual([share, moments], [0.5, 2]);
});

test('moments of one cluster count as one: told twice, they say no more', () => {
  const once = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => moment(k, k === 0 ? 0.01 : 0.9));
  const twice = [...once, ...once];
  assert.equal(falsePositives(twice, scaled, 0.05).error, falsePositives(once, scaled, 0.05).error);
  const apart = twice.map((one, k) => ({ ...one, cluster: k }));
  assert.ok(falsePositives(apart, scaled, 0.05).error < 0.75 * falsePositives(once, scaled, 0.05).error);
});

test('of moments apart, the standard error is the binomial one', () => {
  const many = Array.from({ length: 1000 }, (_, k) => moment(k, k % 20 === 0 ? 0.01 : 0.9));
  const { share, error } = falsePositives(many, scaled, 0.05);
  assert.ok(Math.abs(error - Math.sqrt((share * (1 - share)) / 999)) < 1e-9);
});

test('a share holds up to a hundredth from its level, and is broken beyond that by more than two errors', () => {
  const verdict = (share: number): string => levelVerdict({ share, error: 0.005, moments: 1 }, 0.05);
  assert.deepEqual([0.041, 0.059].map(verdict), ['holds', 'holds']);
  assert.deepEqual([0.039, 0.061, 0.031, 0.069].map(verdict), Array(4).fill('within error'));
  assert.deepEqual([0.029, 0.071].map(verdict), ['broken', 'broken']);
});

test('moments are parted from calm to wild', () => {
  const parts = byVolatility([3, 1, 2, 6, 5, 4].map((size) => moment(0, 1, size)));
  assert.deepEqual(
    parts.map((part) => part.map(({ size }) => size)),
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  );
});
