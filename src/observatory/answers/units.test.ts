import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as units from './units.ts';

test('hash rates are written in the unit that fits, and never above EH/s', () => {
  assert.equal(units.formatHashrate(178.06e18), '178 EH/s');
  assert.equal(units.formatHashrate(7.14e6), '7.14 MH/s');
  assert.equal(units.formatHashrate(1.234e21), '1234 EH/s');
  assert.equal(units.formatHashrate(12), '12.0 H/s');
  assert.equal(units.formatHashrateRange(0.9e18, 1.1e18), '0.900 to 1.10 EH/s');
});

test('three significant digits, on both sides of each step', () => {
  assert.deepEqual(
    [9.994, 9.996, 99.94, 99.96, 0, 0.1234, 1999.6, 0.09996, 0.0412, 0.00457, 0.0005, 0.00049].map(units.threeDigits),
    ['9.99', '10.0', '99.9', '100', '0', '0.123', '2000', '0.100', '0.0412', '0.00457', '0.000500', '4.90e-4'],
  );
});

test('ratios are written as changes', () => {
  assert.equal(units.formatChange(0.88), '-12.0 %');
  assert.equal(units.formatChange(1.0932), '+9.32 %');
  assert.equal(units.formatChange(1), '+0 %');
});

test('moments, days and spans are written in UTC', () => {
  assert.equal(units.formatUtc(1641378600), '2022-01-05 10:30 UTC');
  assert.equal(units.formatDay(1641378600), '5 January 2022');
  assert.deepEqual([86_400, 172_800, 604_800, 5400, 129_600, 100_000].map(units.formatDuration), [
    '24 h',
    '2 days',
    '7 days',
    '90 min',
    '36 h',
    '27.8 h',
  ]);
});

test('counts get thin spaces between thousands', () => {
  assert.deepEqual([7, 1234, 716112].map(units.formatCount), ['7', '1\u2009234', '716\u2009112']);
});

test('a count agrees with its noun', () => {
  assert.deepEqual(
    [0, 1, 2016].map((count) => units.formatCounted(count, 'header')),
    ['0 headers', '1 header', '2\u2009016 headers'],
  );
});
