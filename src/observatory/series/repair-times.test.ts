import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { repairTimes } from './repair-times.ts';

test('times that ascend are returned as they are', () => {
  const { timesSec, repaired } = repairTimes([10, 20, 20, 30]);
  assert.deepEqual([...timesSec], [10, 20, 20, 30]);
  assert.deepEqual(repaired, []);
});

test('a time before its parent is replaced by one between its neighbours', () => {
  const { timesSec, repaired } = repairTimes([100, 200, 300, 250, 400, 500]);
  assert.equal(repaired.length, 1);
  const moved = repaired[0]!;
  assert.ok(moved === 2 || moved === 3, 'either of the two may be believed');
  assert.equal(timesSec[moved], (timesSec[moved - 1]! + timesSec[moved + 1]!) / 2);
});

test('one clock that is two hours ahead moves only its own block', () => {
  const times = [0, 600, 1200 + 7200, 1800, 2400, 3000];
  const { timesSec, repaired } = repairTimes(times);
  assert.deepEqual(repaired, [2]);
  assert.deepEqual([...timesSec], [0, 600, 1200, 1800, 2400, 3000]);
});

test('a wrong first or last time takes its neighbour', () => {
  assert.deepEqual([...repairTimes([500, 100, 200, 300]).timesSec], [100, 100, 200, 300]);
  assert.deepEqual([...repairTimes([100, 200, 300, 50]).timesSec], [100, 200, 300, 300]);
});

test('no time and one time are fine', () => {
  assert.deepEqual(repairTimes([]).repaired, []);
  assert.deepEqual([...repairTimes([7]).timesSec], [7]);
});

test('repaired times never run backwards, lie within the span, and repairing again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 }), (times) => {
      const { timesSec, repaired } = repairTimes(times);
      assert.equal(timesSec.length, times.length);
      for (let i = 1; i < timesSec.length; i++) assert.ok(timesSec[i]! >= timesSec[i - 1]!);
      assert.ok(timesSec[0]! >= Math.min(...times) && timesSec[timesSec.length - 1]! <= Math.max(...times));
      const kept = new Set(repaired);
      times.forEach((time, i) => kept.has(i) || assert.equal(timesSec[i], time));
      assert.deepEqual(repairTimes(timesSec).repaired, []);
    }),
  );
});
