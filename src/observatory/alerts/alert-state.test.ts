import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quietState, stepAlert } from './alert-state.ts';
import type { AlertState } from './alert-state.ts';

type Look = { readonly holds: boolean | null; readonly isClear: boolean };
const YES: Look = { holds: true, isClear: false };
const NO: Look = { holds: false, isClear: true };
const BETWEEN: Look = { holds: false, isClear: false };
const NOTHING: Look = { holds: null, isClear: false };

/** Looks once a minute. @returns What was told, with the minute. */
function watch(looks: readonly Look[], holdSec: number): string[] {
  let state: AlertState = quietState(0);
  return looks.flatMap((look, minute) => {
    const step = stepAlert(state, look, { nowSec: 60 * minute, holdSec });
    ({ state } = step);
    return step.event === undefined ? [] : [`${step.event} ${minute}`];
  });
}

const times = (count: number, look: Look): Look[] => Array.from({ length: count }, () => look);

test('a rule fires when it has held for long enough, and not a minute before', () => {
  assert.deepEqual(watch(times(5, YES), 300), []);
  assert.deepEqual(watch(times(6, YES), 300), ['fired 5']);
  assert.deepEqual(watch(times(1, YES), 0), ['fired 0']);
  assert.deepEqual(watch([...times(5, YES), NO, ...times(5, YES)], 300), [], 'in between it starts anew');
});

test('it is over when it was clearly over for a quarter of an hour, or as long as it had to hold', () => {
  assert.deepEqual(watch([YES, ...times(15, NO)], 0), ['fired 0']);
  assert.deepEqual(watch([YES, ...times(16, NO)], 0), ['fired 0', 'resolved 16']);
  const long = [...times(31, YES), ...times(30, NO)];
  assert.deepEqual(watch(long, 1800), ['fired 30']);
  assert.deepEqual(watch([...long, NO], 1800), ['fired 30', 'resolved 61']);
});

test('to and fro over the limit it is told once', () => {
  const flapping = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? YES : BETWEEN));
  assert.deepEqual(watch(flapping, 0), ['fired 0']);
  const swinging = Array.from({ length: 200 }, (_, i) => (i % 10 < 5 ? YES : NO));
  assert.deepEqual(watch(swinging, 0), ['fired 0']);
});

test('where nothing can be told, nothing changes', () => {
  assert.deepEqual(watch([YES, ...times(100, NOTHING)], 0), ['fired 0']);
  assert.deepEqual(watch(times(100, NOTHING), 0), []);
  assert.deepEqual(watch([YES, YES, NOTHING, NOTHING, YES, YES], 300), ['fired 5']);
});

test('fired and resolved take turns, a quarter of an hour apart at least, whatever comes', () => {
  const look = fc.constantFrom(YES, NO, BETWEEN, NOTHING);
  fc.assert(
    fc.property(fc.array(look, { maxLength: 300 }), fc.constantFrom(0, 120, 1800), (looks, holdSec) => {
      const told = watch(looks, holdSec).map((line) => line.split(' '));
      told.forEach(([event, minute], i) => {
        assert.equal(event, i % 2 === 0 ? 'fired' : 'resolved');
        if (i % 2 === 1) assert.ok(Number(minute) - Number(told[i - 1]![1]) >= 15);
      });
    }),
  );
});
