import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WindowCount } from '../series/window-count.ts';
import { ONLINE_MOTION, firstBaseline, learnBaseline } from './online-baseline.ts';
import { onlineThreshold } from './online-threshold.ts';
import { OnlineDetector } from './online.ts';
import type { OnlineAlarm } from './online.ts';

const DAY = 86_400;
const HOUR = 3600;

/** Hourly bins with the whole number of blocks that keeps pace with a hashrate of `level(day)` times six blocks an hour. */
function hours(days: number, level: (day: number) => number, exposure = 6): WindowCount[] {
  let due = 0;
  return Array.from({ length: days * 24 }, (_, i) => {
    due += 6 * level(i / 24);
    const blocks = Math.floor(due);
    due -= blocks;
    return { fromSec: i * HOUR, toSec: (i + 1) * HOUR, blocks, exposure };
  });
}

function alarmsOf(counts: readonly WindowCount[], detector = new OnlineDetector()): OnlineAlarm[] {
  return counts.map((count) => detector.observe(count)).filter((alarm) => alarm !== undefined);
}

test('a fall by 20 % is alarmed within some days, with the moment it began and about its size', () => {
  const alarms = alarmsOf(hours(40, (day) => (day < 30 ? 1 : 0.8)));
  assert.equal(alarms.length, 1);
  const [alarm] = alarms;
  assert.equal(alarm!.direction, 'fall');
  assert.ok(Math.abs(alarm!.sinceSec - 30 * DAY) <= 3 * HOUR, `since ${alarm!.sinceSec / DAY}`);
  assert.ok(alarm!.timeSec > 31 * DAY && alarm!.timeSec < 34 * DAY, `at ${alarm!.timeSec / DAY}`);
  assert.equal(alarm!.delaySec, alarm!.timeSec - alarm!.sinceSec);
  assert.ok(Math.abs(alarm!.ratio - 0.8) < 0.03);
  assert.ok(alarm!.evidence > onlineThreshold(6));
});

test('a larger fall is alarmed sooner, and a rise as a rise', () => {
  const [large] = alarmsOf(hours(40, (day) => (day < 30 ? 1 : 0.5)));
  const [small] = alarmsOf(hours(40, (day) => (day < 30 ? 1 : 0.8)));
  const [rise] = alarmsOf(hours(40, (day) => (day < 30 ? 1 : 1.25)));
  assert.ok(large!.delaySec < small!.delaySec && large!.delaySec < DAY);
  assert.equal(rise!.direction, 'rise');
});

test('a hashrate that is steady, or grows or shrinks by 0.3 % a day, gives no alarm', () => {
  for (const growth of [0, 0.003, -0.003]) {
    assert.deepEqual(alarmsOf(hours(120, (day) => Math.exp(growth * day))), [], `growth ${growth}`);
  }
});

test('nothing is watched in the first 15 days, nor in the 10 days of learning after an alarm', () => {
  const early = new OnlineDetector();
  alarmsOf(
    hours(15, (day) => (day < 7 ? 1 : 0.3)),
    early,
  );
  assert.equal(early.monitoredSec, 0);
  const counts = hours(45, (day) => (day < 20 ? 1 : day < 25 ? 0.4 : 0.2));
  const [first, second] = alarmsOf(counts);
  assert.ok(first!.timeSec < 21.5 * DAY);
  assert.ok(second === undefined || second.timeSec - first!.sinceSec >= 15 * DAY);
});

test('the alarms do not depend on what a hash costs', () => {
  const counts = hours(40, (day) => (day < 30 ? 1 : 0.75));
  const scaled = counts.map((count) => ({ ...count, exposure: count.exposure * 1e-22 }));
  const [alarm] = alarmsOf(counts);
  const [same] = alarmsOf(scaled);
  assert.equal(same!.timeSec, alarm!.timeSec);
  assert.ok(Math.abs(same!.evidence / alarm!.evidence - 1) < 1e-6);
});

test('a total outage and a burst of 100,000 blocks are alarmed at once and leave the detector in order', () => {
  const outage = new OnlineDetector();
  const [stop] = alarmsOf(
    hours(32, (day) => (day < 30 ? 1 : 0)),
    outage,
  );
  assert.ok(stop!.direction === 'fall' && stop!.delaySec <= 8 * HOUR, `after ${stop!.delaySec} s`);
  const counts = hours(60, () => 1);
  counts[30 * 24] = { ...counts[30 * 24]!, blocks: 100_000 };
  const burst = new OnlineDetector();
  const alarms = alarmsOf(counts, burst);
  assert.ok(alarms.some(({ direction, timeSec }) => direction === 'rise' && timeSec === counts[30 * 24]!.toSec));
  assert.ok(Number.isFinite(burst.evidence.fall) && Number.isFinite(burst.evidence.rise));
});

test('bins without exposure before the first block, and blocks of one second, do no harm', () => {
  const detector = new OnlineDetector();
  detector.observe({ fromSec: 0, toSec: 10, blocks: 0, exposure: 0 });
  for (const count of hours(20, () => 1)) {
    detector.observe({ ...count, fromSec: count.fromSec + 10, toSec: count.toSec + 10 });
  }
  detector.observe({ fromSec: 20 * DAY + 10, toSec: 20 * DAY + 10, blocks: 1, exposure: 0 });
  assert.ok(detector.monitoredSec > 0);
  assert.throws(() => detector.observe({ fromSec: 0, toSec: 10, blocks: 1, exposure: 1 }));
});

test('the baseline learns level and growth of a network that grows by 0.3 % a day', () => {
  const counts = hours(200, (day) => Math.exp(0.003 * day));
  let belief = firstBaseline(counts[0]!, ONLINE_MOTION);
  for (const count of counts.slice(1)) belief = learnBaseline(belief, count, ONLINE_MOTION);
  assert.ok(Math.abs(belief.growth - 0.003) < 2e-4, `growth ${belief.growth}`);
  assert.ok(Math.abs(belief.level - 0.6) < 0.01, `level ${belief.level}`);
  assert.ok(Math.sqrt(belief.levelVariance) < 0.03);
});

test('wider bins have a lower threshold: they overshoot it by more', () => {
  for (const [narrow, wide] of [
    [0, 1],
    [1, 2],
    [6, 36],
    [36, 144],
  ] as const) {
    assert.ok(onlineThreshold(narrow) >= onlineThreshold(wide));
  }
  assert.equal(onlineThreshold(1e6), onlineThreshold(144));
});
