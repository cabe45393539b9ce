import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureDetection, measureFalseAlarms } from './outage/measure.ts';
import { WORLDS } from './outage/worlds.ts';

/** The full run is `npm run bench -- bench/outage.ts`; this is a small one. The seed is fixed, so it can't fail by luck. */
const SEED = 1;

/** The world of ten minutes takes six times as long as the others. */
const HOURLY = WORLDS.filter(({ stepSec }) => stepSec === 3600);

test('signals without an outage raise no more alarms than stated, in each world', () => {
  for (const world of HOURLY) {
    const { alarms, years } = measureFalseAlarms(world, { seed: SEED, signals: 8, weeks: 40 });
    const limit = years + 3 * Math.sqrt(years);
    assert.ok(alarms <= limit, `${world.name}: ${alarms} alarms in ${years.toFixed(1)} years`);
  }
});

test('falls of half a signal and more are found within hours, and their intervals hold start, end and depth', () => {
  let found = 0;
  let held = 0;
  for (const world of HOURLY) {
    for (const depth of [0.5, 0.9]) {
      const row = measureDetection(world, { seed: SEED, signals: 8, depth });
      assert.ok(row.found >= 7, `${world.name}, ${depth}: ${row.found} of 8`);
      assert.ok(row.delayHours <= 6, `${world.name}, ${depth}: after ${row.delayHours} h`);
      found += row.found;
      held += row.startsHeld + row.endsHeld + row.depthsHeld;
    }
  }
  assert.ok(held / (3 * found) > 0.87, `${held} of ${3 * found} intervals of 90 % hold what they should`);
});
