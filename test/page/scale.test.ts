import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linearScale, linearTicks, logScale, logTicks, niceUpTo } from '../../web/src/charts/scale.ts';
import { timeTicks } from '../../web/src/charts/time-ticks.ts';

const finite = fc.double({ min: -1e21, max: 1e21, noNaN: true });

test('a linear scale maps the ends of its domain to the ends of its range, and back', () => {
  fc.assert(
    fc.property(finite, fc.double({ min: 1e-3, max: 1e21, noNaN: true }), (low, span) => {
      fc.pre(low + span > low);
      const scale = linearScale([low, low + span], [300, 20]);
      assert.ok(Math.abs(scale.map(low) - 300) < 1e-6);
      assert.ok(Math.abs(scale.map(low + span) - 20) < 1e-6);
      assert.ok(Math.abs(scale.invert(300) - low) <= Math.abs(low) * 1e-12 + span * 1e-9);
    }),
  );
});

test('a log scale gives each power of ten the same room, and puts zero at its low end', () => {
  const scale = logScale([1, 1e6], [0, 600]);
  assert.equal(Math.round(scale.map(1e3)), 300);
  assert.equal(Math.round(scale.map(1e4) - scale.map(1e3)), 100);
  assert.equal(scale.map(0), 0);
  assert.ok(Math.abs(scale.invert(300) - 1e3) < 1e-9);
});

test('ticks are round, within the domain, and about as many as asked for', () => {
  assert.deepEqual(linearTicks([0, 300], 4), [0, 100, 200, 300]);
  assert.deepEqual(linearTicks([0, 1], 5), [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  assert.ok(
    linearTicks([-3, 300], 4).every((tick) => !Object.is(tick, -0)),
    'zero has no sign',
  );
  assert.deepEqual(linearTicks([5, 5], 4), [5]);
  fc.assert(
    fc.property(
      finite,
      fc.double({ min: 1e-6, max: 1e21, noNaN: true }),
      fc.integer({ min: 1, max: 12 }),
      (low, span, count) => {
        fc.pre(span > Math.abs(low) * 1e-9);
        const ticks = linearTicks([low, low + span], count);
        assert.ok(ticks.length <= count * 2 + 2, `${ticks.length} ticks for ${count}`);
      },
    ),
  );
});

test('log ticks are powers of ten over many decades, and 1, 2, 5 within one', () => {
  assert.deepEqual(logTicks([1, 1e9], 10), [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]);
  assert.deepEqual(logTicks([1, 10], 6), [1, 2, 5, 10]);
  assert.ok(logTicks([1, 1e20], 5).length <= 6);
});

test('an axis from zero ends at a round value above the highest count', () => {
  assert.deepEqual(niceUpTo(0, 259), [0, 300]);
  assert.deepEqual(niceUpTo(0, 300), [0, 300]);
});

test('time ticks stand on midnights and month ends in UTC, and name the year once', () => {
  const days = timeTicks([Date.UTC(2021, 11, 29) / 1000, Date.UTC(2022, 0, 14) / 1000], 8);
  assert.ok(days.every(({ timeSec }) => timeSec % 86_400 === 0));
  assert.deepEqual(
    days.filter(({ heading }) => heading !== undefined).map(({ heading }) => heading),
    ['2021', '2022'],
  );
  const months = timeTicks([Date.UTC(2021, 3, 1) / 1000, Date.UTC(2022, 0, 1) / 1000], 9);
  assert.deepEqual([months[0]!.label, months.at(-1)!.label, months.at(-1)!.heading], ['Apr', 'Jan', '2022']);
  const years = timeTicks([Date.UTC(2009, 0, 9) / 1000, Date.UTC(2024, 0, 2) / 1000], 8);
  assert.deepEqual(years[0], { timeSec: Date.UTC(2010, 0, 1) / 1000, label: '2010' });
});
