import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatTimeTick, linearScale, logScale, logTicks, niceTicks, timeTicks } from './scale.ts';

test('a linear scale maps its ends to the ends of the range, a domain of no width to the middle', () => {
  const y = linearScale([0, 200], [300, 100]);
  assert.deepEqual([y(0), y(200), y(100)], [300, 100, 200]);
  assert.equal(linearScale([5, 5], [0, 10])(5), 5);
});

test('a logarithmic scale gives each power of ten the same width', () => {
  const y = logScale([1, 1000], [0, 30]);
  assert.deepEqual([y(1), y(10), y(100), y(1000)].map(Math.round), [0, 10, 20, 30]);
  assert.equal(y(0), 0);
  assert.deepEqual(logTicks(0.5, 200), [1, 10, 100]);
  assert.deepEqual(logTicks(2, 9), [2, 5]);
});

test('ticks are round, ascending, within their span, and no more than asked for', () => {
  assert.deepEqual(niceTicks(0, 270, 6), [0, 100, 200]);
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      (low, width, most) => {
        const high = low + width;
        const ticks = niceTicks(low, high, most);
        assert.ok(ticks.length <= most);
        for (const [i, tick] of ticks.entries()) {
          assert.ok(tick >= low - width * 1e-6 && tick <= high + width * 1e-6);
          if (i > 0) assert.ok(tick > ticks[i - 1]!);
        }
      },
    ),
  );
});

test('ticks of time stand at whole hours, days, months or years of UTC', () => {
  const from = Date.UTC(2021, 11, 29) / 1000;
  const fortnight = timeTicks(from, from + 16 * 86_400, 10);
  assert.equal(fortnight.stepSec, 2 * 86_400);
  assert.equal(formatTimeTick(fortnight.times[1]!, fortnight.stepSec), '31 Dec');
  const day = timeTicks(from, from + 86_400, 6);
  assert.equal(formatTimeTick(from + 6 * 3600, day.stepSec), '06:00');
  const decade = timeTicks(Date.UTC(2012, 0, 1) / 1000, Date.UTC(2022, 0, 1) / 1000, 8);
  assert.deepEqual(
    decade.times.map((time) => formatTimeTick(time, decade.stepSec)),
    ['2012', '2014', '2016', '2018', '2020', '2022'],
  );
});
