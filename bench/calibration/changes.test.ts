import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGES_DETECTOR, CHANGES_ESTIMATOR } from './changes.ts';
import type { Trial } from './estimator.ts';
import { FORECAST_ESTIMATOR } from './forecast.ts';
import { drawHistory } from './histories.ts';
import { ONLINE_DETECTOR } from './online.ts';

const SEED = 2022;
const LEVEL = 0.9;

function share(trials: readonly Trial[]): number {
  return trials.filter(({ low, high, truth }) => low <= truth && truth <= high).length / trials.length;
}

test('intervals of reported changes hold the truth about as often as they say', () => {
  const trials: Trial[] = [];
  for (let index = 0; index < 150; index++) {
    trials.push(...CHANGES_ESTIMATOR.trials(drawHistory({ kind: 'stepped', seed: SEED, index }), LEVEL));
  }
  for (const quantity of ['ratio', 'moment', 'level before', 'level after']) {
    const own = trials.filter(({ name }) => name.startsWith(quantity));
    assert.ok(own.length > 60, `${quantity}: ${own.length}`);
    // Three standard errors of 100 trials beside 0.9.
    assert.ok(Math.abs(share(own) - LEVEL) < 0.09, `${quantity}: ${share(own)}`);
  }
});

test('a fall by 30 % is seen within three days by the segmentation and by the online detector', () => {
  let segmented = 0;
  let alarmed = 0;
  for (let index = 0; index < 60; index++) {
    const history = drawHistory({ kind: 'stepped', seed: SEED, index, step: 0.7 });
    segmented += Number(CHANGES_DETECTOR.detects(history, 3 * 86_400));
    alarmed += Number(ONLINE_DETECTOR.detects(history, 3 * 86_400));
  }
  assert.ok(segmented >= 48, `segmentation: ${segmented} of 60`);
  assert.ok(alarmed >= 54, `online: ${alarmed} of 60`);
});

test('while nothing changes, false alarms are as rare as stated', () => {
  let changes = 0;
  let alarms = 0;
  let years = 0;
  for (let index = 0; index < 120; index++) {
    const history = drawHistory({ kind: 'steady', seed: SEED, index });
    changes += CHANGES_DETECTOR.falseAlarms(history).alarms;
    const watched = ONLINE_DETECTOR.falseAlarms(history);
    alarms += watched.alarms;
    years += watched.units;
  }
  // One is expected of the segmentation, and one a year of the online detector: bounds of 1 in 1000 for a fixed seed.
  assert.ok(changes <= 5, `${changes} of 120`);
  assert.ok(years > 5 && alarms <= 3 * years, `${alarms} in ${years} years`);
});

test('the date of the next retarget lies in its interval about as often as stated, when the hashrate drifts', () => {
  const trials: Trial[] = [];
  for (let index = 0; index < 60; index++) {
    const history = drawHistory({ kind: 'drifting', seed: SEED, index, ...FORECAST_ESTIMATOR.span });
    trials.push(...FORECAST_ESTIMATOR.trials(history, LEVEL));
  }
  assert.equal(trials.length, 4 * 60);
  assert.ok(Math.abs(share(trials) - LEVEL) < 0.08, `${share(trials)}`);
});
