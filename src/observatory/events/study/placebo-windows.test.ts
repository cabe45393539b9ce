import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePlacebo, independentWindows, windowsThatCountAsOne } from './placebo-windows.ts';
import type { PlaceboSearch } from './placebo-windows.ts';
import { hourOfDay, weekdayOf } from './hourly-model.ts';

const HOUR = 3600;
/** Wednesday, 5 January 2022, 19:00 UTC. */
const EVENT = Date.UTC(2022, 0, 5, 19) / 1000;

function search(years: number, replaced: Partial<PlaceboSearch> = {}): PlaceboSearch {
  const base = Math.round(years * 8766);
  return {
    base,
    first: 0,
    timeOf: (index) => EVENT + (index - base) * HOUR,
    stepSec: HOUR,
    longestSec: 24 * HOUR,
    avoid: [],
    ...replaced,
  };
}

test('with twenty years at hand, windows start at the same hour of the same weekday', () => {
  const given = search(20);
  const { starts, match } = choosePlacebo(given);
  assert.ok(match.exact && match.windows === starts.length && starts.length >= 1000);
  for (const start of starts) {
    assert.equal(weekdayOf(given.timeOf(start)), 3);
    assert.equal(hourOfDay(given.timeOf(start)), 19);
  }
});

test('with less, they match more widely, and say so: working days within two hours, a year back', () => {
  const given = search(3);
  const { starts, match } = choosePlacebo(given);
  assert.ok(!match.exact && starts.length >= 1000);
  assert.match(match.words, /within 2 h of the same hour, from Monday to Friday, in the year before/);
  for (const start of starts) {
    assert.ok(weekdayOf(given.timeOf(start)) >= 1 && weekdayOf(given.timeOf(start)) <= 5);
    assert.ok(Math.abs(hourOfDay(given.timeOf(start)) - 19) <= 2);
    assert.ok(given.timeOf(start) >= EVENT - 365 * 86_400);
  }
});

test('where a thousand can not be had, all there are are given', () => {
  const { starts, match } = choosePlacebo(search(0.1));
  assert.match(match.words, /any hour/);
  assert.equal(starts.length, 877 - 24 + 1);
});

test('every window ends before the event, and the last one may end as it begins', () => {
  const given = search(0.1);
  const { starts } = choosePlacebo(given);
  assert.equal(given.timeOf(starts.at(-1)!) + given.longestSec, EVENT);
});

test('no window holds what is known to have happened: its first moment counts, the one it ends at does not', () => {
  const given = search(0.1);
  const at = given.base - 400;
  const momentSec = given.timeOf(at);
  const { starts } = choosePlacebo({ ...given, avoid: [{ fromSec: momentSec, toSec: momentSec }] });
  assert.ok(starts.includes(at + 1) && starts.includes(at - 24));
  for (let start = at - 23; start <= at; start++) assert.ok(!starts.includes(start));
});

test('windows that fit beside each other are counted', () => {
  assert.equal(independentWindows([0, 1, 2, 3, 4, 5], 1), 6);
  assert.equal(independentWindows([0, 1, 2, 3, 4, 5], 3), 2);
  assert.equal(independentWindows([0, 10, 12], 3), 2);
});

test('windows that lie apart count for themselves, and those that overlap by the squares of what they share', () => {
  assert.equal(windowsThatCountAsOne([0, 1, 2, 9], 1), 1);
  assert.equal(windowsThatCountAsOne([0, 7, 14], 7), 1);
  // Two windows of four days that share two: a quarter of each is the other's.
  assert.equal(windowsThatCountAsOne([0, 2], 4), 1.25);
  const many = Array.from({ length: 20_000 }, (_, i) => i);
  assert.ok(Math.abs(windowsThatCountAsOne(many, 7) - (2 * 49 + 1) / 21) < 0.01);
  assert.equal(windowsThatCountAsOne([], 7), 0);
});
