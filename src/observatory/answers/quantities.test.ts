import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as quantities from './quantities.ts';
import type { BadQuantity } from './quantities.ts';

function message(value: unknown): string {
  assert.ok(
    typeof value === 'object' && value !== null && 'code' in value,
    `expected a reject, got ${JSON.stringify(value)}`,
  );
  return (value as BadQuantity).message;
}

test('times are read as UTC in every form that people write', () => {
  const shutdown = 1641378600;
  for (const text of [
    '2022-01-05T10:30Z',
    '2022-01-05T10:30',
    '2022-01-05 10:30',
    '2022-01-05T10:30:00Z',
    '1641378600',
  ]) {
    assert.equal(quantities.parseTime(text), shutdown, text);
  }
  assert.equal(quantities.parseTime('2022-01-05T16:30+06:00'), shutdown);
  assert.equal(quantities.parseTime('2022-01-05'), 1641340800);
});

test('days that do not exist, other forms and times beyond 2106 are not times', () => {
  for (const text of ['2022-02-30', '2022-13-01', '5 January 2022', 'now', '', '2022-01-05T25:00Z', '20220105']) {
    assert.match(message(quantities.parseTime(text)), /is not a time/, text);
  }
  assert.match(message(quantities.parseTime('2107-01-01')), /outside of 1970 to 2106/);
  assert.match(message(quantities.parseTime('1969-12-31')), /outside of 1970 to 2106/);
});

test('durations take minutes, hours, days and weeks', () => {
  assert.equal(quantities.parseDuration('90m'), 5400);
  assert.equal(quantities.parseDuration('24h'), 86_400);
  assert.equal(quantities.parseDuration('1.5d'), 129_600);
  assert.equal(quantities.parseDuration('2w'), 1_209_600);
  for (const text of ['0h', '-1d', '7', 'd', '1y', '1e3h', '99999999w']) {
    assert.match(message(quantities.parseDuration(text)), /is not a duration/, text);
  }
});

test('windows are spans of time or numbers of blocks', () => {
  assert.deepEqual(quantities.parseWindowLength('24h'), { kind: 'time', seconds: 86_400 });
  assert.deepEqual(quantities.parseWindowLength('2016b'), { kind: 'blocks', blocks: 2016 });
  assert.match(message(quantities.parseWindowLength('1b')), /at least 2/);
  assert.match(message(quantities.parseWindowLength('b')), /is not a window/);
});

test('shares are percents or fractions; a bare 12 asks whether 12% was meant', () => {
  assert.equal(quantities.parseShare('12%', 1), 0.12);
  assert.equal(quantities.parseShare('12 %', 1), 0.12);
  assert.equal(quantities.parseShare('0.12', 1), 0.12);
  assert.equal(quantities.parseShare('100%', 1), 1);
  assert.match(message(quantities.parseShare('12', 1)), /did you mean 12%/);
  for (const text of ['0%', '100.1%', '-5%', 'a lot', '']) {
    assert.match(message(quantities.parseShare(text, 1)), /is not a share above 0 and up to 100%/, text);
  }
});

test('levels lie from 0.5 to 0.999', () => {
  assert.equal(quantities.parseLevel('0.9'), 0.9);
  assert.equal(quantities.parseLevel('.5'), 0.5);
  assert.equal(quantities.parseLevel('99.9%'), 0.999);
  for (const text of ['0.49', '0.9991', '1', '90', '-0.9', 'NaN']) {
    assert.match(message(quantities.parseLevel(text)), /is not a level/, text);
  }
});

test('whole numbers keep to their bounds', () => {
  assert.equal(quantities.parseWhole('65535', 0, 65_535), 65_535);
  for (const text of ['65536', '-1', '1.5', '0x10', '']) {
    assert.match(message(quantities.parseWhole(text, 0, 65_535)), /is not a whole number from 0 to 65535/, text);
  }
});

test('what was written is shown short, however long it was', () => {
  assert.ok(message(quantities.parseTime('9'.repeat(100_000))).length < 200);
});
