import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_DETECTOR } from './calibration/claim-detector.ts';
import { CoverageTable, calibrate } from './calibration/coverage.ts';
import type { CoverageRow } from './calibration/coverage.ts';
import { measureFalseAlarms } from './calibration/detection.ts';
import type { Estimator } from './calibration/estimator.ts';
import { HISTORY_KINDS, drawHistory } from './calibration/histories.ts';
import { RATIO_ESTIMATOR } from './calibration/ratio-estimators.ts';
import { calibrationTables } from './calibration/report.ts';
import { TREND_ESTIMATOR } from './calibration/trend-estimator.ts';
import { WINDOW_ESTIMATOR } from './calibration/window-estimators.ts';

/** The full run is `node dist/bench/calibration.js`; this is a small one. The seed is fixed, so it can't fail by luck. */
const SEED = 2022;
const LEVEL = 0.9;

/** Standard errors that a share may lie off its level. */
const TOLERANCE = 4;

function run(estimators: readonly Estimator[], histories: number): CoverageTable {
  const table = new CoverageTable();
  calibrate({ estimators, kinds: HISTORY_KINDS, seed: SEED, level: LEVEL, from: 0, to: histories, table });
  return table;
}

/** Means over the kinds, with the binomial error of that many intervals. */
function mixes(rows: readonly CoverageRow[]): { name: string; covered: number; histories: number }[] {
  return [...new Set(rows.map(({ name }) => name))].map((name) => {
    const own = rows.filter((row) => row.name === name);
    const histories = own.reduce((sum, row) => sum + row.histories, 0);
    return { name, histories, covered: own.reduce((sum, row) => sum + row.covered * row.histories, 0) / histories };
  });
}

test('90 % intervals of windows and ratios hold the truth 90 % of the time, within binomial error', () => {
  const found = mixes(run([WINDOW_ESTIMATOR, RATIO_ESTIMATOR], 120).rows());
  assert.equal(found.length, 9);
  for (const { name, covered, histories } of found) {
    const error = Math.sqrt((LEVEL * (1 - LEVEL)) / histories);
    assert.ok(Math.abs(covered - LEVEL) < TOLERANCE * error, `${name}: ${covered} of ${histories}, error ${error}`);
  }
});

test("the trend's 90 % band holds the truth about 90 % of the time over the mix of histories", () => {
  const [trend] = mixes(run([TREND_ESTIMATOR], 40).rows());
  // Bins of one history hold or miss the truth together: the error is that of a binomial of about as many histories.
  const error = Math.sqrt((LEVEL * (1 - LEVEL)) / trend!.histories);
  assert.equal(trend!.name, 'trend');
  assert.ok(Math.abs(trend!.covered - LEVEL) < TOLERANCE * error, `${trend!.covered}, error ${error}`);
});

test('the claim test raises no more false alarms than it states, and not far fewer', () => {
  const [row] = measureFalseAlarms({ detectors: [CLAIM_DETECTOR], seed: SEED, histories: 1500 });
  const error = Math.sqrt((0.05 * 0.95) / 1500);
  assert.ok(
    row!.measured < 0.05 + TOLERANCE * error && row!.measured > 0.04 - TOLERANCE * error,
    String(row!.measured),
  );
});

test('histories are replayed by their seed and number, in any order', () => {
  for (const kind of HISTORY_KINDS) {
    const later = drawHistory({ kind, seed: SEED, index: 5 });
    drawHistory({ kind, seed: SEED, index: 4 });
    assert.deepEqual(drawHistory({ kind, seed: SEED, index: 5 }).headerTimesSec, later.headerTimesSec);
    assert.notDeepEqual(drawHistory({ kind, seed: SEED + 1, index: 5 }).headerTimesSec, later.headerTimesSec);
  }
});

test("header times keep the chain's rules: after the median of eleven, at most two hours ahead", () => {
  const { headerTimesSec, foundSec, series } = drawHistory({ kind: 'noisy', seed: SEED, index: 0 });
  let back = 0;
  for (let i = 11; i < headerTimesSec.length; i++) {
    const median = headerTimesSec.slice(i - 11, i).toSorted()[5]!;
    assert.ok(headerTimesSec[i]! > median && headerTimesSec[i]! <= foundSec[i]! + 7200);
    if (headerTimesSec[i]! < headerTimesSec[i - 1]!) back++;
  }
  assert.ok(back > 0 && back < 0.02 * headerTimesSec.length);
  assert.ok(series.repaired.length >= back);
});

test('the difficulty follows the header times of 2015 intervals', () => {
  const { headerTimesSec, series } = drawHistory({ kind: 'retarget', seed: SEED, index: 1 });
  const span = headerTimesSec[2015]! - headerTimesSec[0]!;
  assert.ok(Math.abs((series.work[2016]! / series.work[2015]! / 1_209_600) * span - 1) < 1e-12);
  assert.equal(series.work[2015], series.work[0]);
});

test('a table of jobs that were merged is the table of one job', () => {
  const whole = run([WINDOW_ESTIMATOR], 6);
  const merged = run([WINDOW_ESTIMATOR], 3);
  const rest = new CoverageTable();
  const options = { estimators: [WINDOW_ESTIMATOR], kinds: HISTORY_KINDS, seed: SEED, level: LEVEL };
  calibrate({ ...options, from: 3, to: 6, table: rest });
  merged.merge(rest.entries());
  const tables = [whole, merged].map((table) =>
    calibrationTables({ level: LEVEL, seed: SEED, histories: 6, coverage: table.rows(), falseAlarms: [], power: [] }),
  );
  assert.equal(tables[0], tables[1]);
  assert.match(tables[0]!, /\| window 24 h +\| [\d.]+ ± [\d.]+ /);
});
