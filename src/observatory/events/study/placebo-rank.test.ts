import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantileOf, rankAmong } from './placebo-rank.ts';

const NINE = [-4, -3, -2, -1, 0, 1, 2, 3, 4];

test('a move that none matches has the smallest share that there is, and not zero', () => {
  assert.deepEqual(rankAmong(-9, NINE), { pValue: 0.1, pFall: 0.1, pRise: 1, resolution: 0.1 });
});

test('where two windows count as one, the move counts as two of them', () => {
  assert.deepEqual(rankAmong(-9, NINE, 2), { pValue: 2 / 11, pFall: 2 / 11, pRise: 1, resolution: 2 / 11 });
  assert.equal(rankAmong(-4, NINE, 2).pValue, 4 / 11);
});

test('a move as large as another counts with it', () => {
  assert.equal(rankAmong(-4, NINE).pValue, 0.3);
  assert.equal(rankAmong(-4, NINE).pFall, 0.2);
  assert.equal(rankAmong(0, NINE).pValue, 1);
});

test('quantiles lie between neighbours in proportion', () => {
  assert.equal(quantileOf([10, 20], 0.25), 12.5);
  assert.equal(quantileOf([10, 20], 1), 20);
  assert.equal(quantileOf([7], 0.9), 7);
});
