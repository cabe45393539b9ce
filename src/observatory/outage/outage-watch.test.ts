import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { changeIndex } from './change-moment.ts';
import { findOutages } from './find-outages.ts';
import type { OutageSearch, OutageSignal } from './find-outages.ts';
import { outageThreshold } from './outage-threshold.ts';
import { SortedWindow } from './sorted-window.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const OPTIONS = { kind: 'level', falseAlarmsPerYear: 1, minDepth: 0.1, level: 0.9 } as const;

/** A signal of some weeks: 100 with a rhythm of the day, a little noise that is not chance, and what is left of it. */
function signal(weeks: number, left: (atSec: number) => number = () => 1, stepSec = HOUR): OutageSignal {
  const length = (weeks * WEEK) / stepSec;
  const atSec = Float64Array.from({ length }, (_, i) => i * stepSec);
  const values = atSec.map((sec, i) => {
    const rhythm = 1 + 0.3 * Math.sin((2 * Math.PI * sec) / DAY);
    // A rotation by the golden ratio: spread like noise, and the same on every machine.
    const noise = 0.06 * (((i * 0.618_033_988_75) % 1) - 0.5);
    return 100 * rhythm * (1 + noise) * left(sec);
  });
  return { atSec, values };
}

function between(fromSec: number, toSec: number, left: number): (atSec: number) => number {
  return (sec) => (sec >= fromSec && sec < toSec ? left : 1);
}

function search(given: OutageSignal, options: Partial<Parameters<typeof findOutages>[1]> = {}): OutageSearch {
  return findOutages(given, { ...OPTIONS, ...options });
}

describe('findOutages', () => {
  test('a signal that only follows its rhythm has none', () => {
    const { outages, judgedFromSec, stepSec } = search(signal(12));
    assert.deepEqual(outages, []);
    assert.equal(stepSec, HOUR);
    assert.ok(judgedFromSec! >= 2 * DAY && judgedFromSec! <= 4 * DAY);
  });

  for (const depth of [0.2, 0.5, 0.98, 1]) {
    test(`a fall of ${depth} is found: its start and end to the hour, and its depth`, () => {
      const [from, to] = [6 * WEEK + 34 * HOUR, 6 * WEEK + 70 * HOUR];
      const { outages } = search(signal(8, between(from, to, 1 - depth)));
      assert.equal(outages.length, 1);
      const [outage] = outages;
      assert.equal(outage!.start.at, from);
      assert.ok(outage!.start.low < from && outage!.start.high >= from);
      assert.equal(outage!.end?.at, to);
      assert.ok(outage!.depth.low <= depth && depth <= outage!.depth.high, JSON.stringify(outage!.depth));
      assert.ok(outage!.alarmAt >= from && outage!.alarmAt <= from + 12 * HOUR);
    });
  }

  test('a fall below the least depth is none, one above it is', () => {
    const [from, to] = [6 * WEEK, 6 * WEEK + 3 * DAY];
    assert.equal(search(signal(8, between(from, to, 0.93))).outages.length, 0);
    assert.equal(search(signal(8, between(from, to, 0.93)), { minDepth: 0.05 }).outages.length, 1);
  });

  test('one point that is off raises no alarm, however far', () => {
    const at = 6 * WEEK + 5 * HOUR;
    assert.deepEqual(search(signal(8, between(at, at + HOUR, 0))).outages, []);
  });

  test('an outage that lasts has no end, and one that is gone for some hours in between is two', () => {
    const from = 6 * WEEK;
    const lasts = search(signal(7, between(from, 99 * WEEK, 0.1))).outages;
    assert.equal(lasts.length, 1);
    assert.equal(lasts[0]!.end, null);
    const back = 6 * WEEK + 20 * HOUR;
    const left = (sec: number): number =>
      sec >= back && sec < back + 6 * HOUR ? 1 : between(from, from + 3 * DAY, 0.02)(sec);
    const two = search(signal(8, left)).outages;
    assert.deepEqual(
      two.map(({ start, end }) => [start.at, end?.at]),
      [
        [from, back],
        [back + 6 * HOUR, from + 3 * DAY],
      ],
    );
  });

  test('after four weeks below it the lower level is the usual one, and falls from there are found', () => {
    const again = 14 * WEEK;
    const left = (sec: number): number => (sec < 6 * WEEK ? 1 : sec >= again && sec < again + DAY ? 0.2 : 0.6);
    const { outages } = search(signal(16, left));
    assert.equal(outages.length, 2);
    assert.equal(outages[0]!.end, null);
    assert.ok(Math.abs(outages[1]!.depth.median - 2 / 3) < 0.03, JSON.stringify(outages[1]!.depth));
  });

  test('points that are missing are no loss', () => {
    const given = signal(8);
    const values = given.values.map((value, i) => (i > 1000 && i < 1060 ? Number.NaN : value));
    assert.deepEqual(search({ atSec: given.atSec, values }).outages, []);
  });

  test('too few points are not judged', () => {
    for (const length of [0, 1, 40]) {
      const { atSec, values } = signal(1);
      const { judgedFromSec, outages } = search({ atSec: atSec.slice(0, length), values: values.slice(0, length) });
      assert.equal(judgedFromSec, null);
      assert.deepEqual(outages, []);
    }
  });

  test('of two weeks of ten minutes the hours of the day are known, and an outage is found within half an hour', () => {
    const from = 12 * DAY + 10.5 * HOUR;
    const { outages, stepSec, points } = search(signal(2, between(from, 99 * WEEK, 0.05), 600));
    assert.equal(stepSec, 600);
    assert.equal(points.at(-1)!.pattern, 'day');
    assert.equal(outages[0]!.start.at, from);
    assert.ok(outages[0]!.alarmAt <= from + 1800);
  });

  test('any signal gives an answer: outages in order, none that ends before it starts', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: false }), { maxLength: 400 }), (values) => {
        const atSec = Float64Array.from(values, (_, i) => i * HOUR);
        const { outages } = search({ atSec, values: Float64Array.from(values) }, { kind: 'count' });
        let last = -Infinity;
        for (const { start, end, depth } of outages) {
          assert.ok(start.low <= start.at && start.at <= start.high && start.at >= last);
          assert.ok(depth.low <= depth.median && depth.median <= depth.high && depth.high <= 1);
          if (end !== null) assert.ok(end.at > start.at && end.low <= end.high);
          last = end?.at ?? Infinity;
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('changeIndex', () => {
  test('a clear change is placed where it is, an unclear one within an interval', () => {
    const change = { from: 0, to: -5, correlation: 0, level: 0.9 };
    assert.deepEqual(changeIndex([0.3, -0.2, -5.1, -4.8], change), { low: 2, mode: 2, high: 2 });
    const vague = changeIndex([0, -0.6, -0.4, -0.7, -1.2, -0.9], { ...change, to: -1 });
    assert.ok(vague.low < vague.high);
    assert.ok(vague.low <= vague.mode && vague.mode <= vague.high);
  });
});

describe('outageThreshold', () => {
  test('rises as alarms are to be rarer, and as points are closer', () => {
    assert.ok(outageThreshold(0.1, HOUR) > outageThreshold(1, HOUR));
    assert.ok(outageThreshold(1, 600) > outageThreshold(1, HOUR));
    assert.ok(outageThreshold(1e6, HOUR) >= 4, 'two points at least');
  });
});

describe('SortedWindow', () => {
  test('its median is that of the last values, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }),
        (size, values) => {
          const window = new SortedWindow(size);
          for (const [i, value] of values.entries()) {
            window.push(value);
            const last = values.slice(Math.max(0, i + 1 - size), i + 1).sort((a, b) => a - b);
            const middle = last.length >> 1;
            const median = last.length % 2 === 1 ? last[middle]! : (last[middle]! + last[middle - 1]!) / 2;
            assert.equal(window.median, median);
          }
        },
      ),
    );
    assert.ok(Number.isNaN(new SortedWindow(3).median));
  });
});
