import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_DETECTOR } from './calibration/claim-detector.ts';
import { CoverageTable, calibrate } from './calibration/coverage.ts';
import type { CoverageRow } from './calibration/coverage.ts';
import { measureFalseAlarms } from './calibration/detection.ts';
import type { Estimator } from './calibration/estimator.ts';
import { FORECAST_ESTIMATOR } from './calibration/forecast.ts';
import { HISTORY_KINDS, drawHistory } from './calibration/histories.ts';
import { RATIO_ESTIMATOR } from './calibration/ratio-estimators.ts';
import { calibrationTables } from './calibration/report.ts';
import { leftTolerance } from './calibration/tolerance.ts';
import { TREND_ESTIMATOR } from './calibration/trend-estimator.ts';
import { WINDOW_ESTIMATOR } from './calibration/window-estimators.ts';

/** The full run is `npm run bench -- bench/calibration.ts`; this is a small one. The seed is fixed, so it can't fail by luck. */
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
  const [trend] = mixes(run([TREND_ESTIMATOR], 12).rows());
  // Bins of one history hold or miss the truth together: the error is that of a binomial of about as many histories.
  const error = Math.sqrt((LEVEL * (1 - LEVEL)) / trend!.histories);
  assert.equal(trend!.name, 'trend of 120 days');
  assert.ok(Math.abs(trend!.covered - LEVEL) < 3 * error, `${trend!.covered}, error ${error}`);
});

test('a step before the forecast of the next retarget is followed, one that comes after it is told apart', () => {
  const table = new CoverageTable();
  calibrate({
    estimators: [FORECAST_ESTIMATOR],
    kinds: ['stepped'],
    seed: SEED,
    level: LEVEL,
    from: 0,
    to: 60,
    table,
  });
  const rows = table.rows();
  const dates = rows.filter(({ name }) => name.startsWith('forecast: date at'));
  assert.deepEqual(
    dates.map(({ name }) => name),
    ['forecast: date at 1 %', 'forecast: date at 10 %', 'forecast: date at 50 %', 'forecast: date at 90 %'],
  );
  const error = Math.sqrt((LEVEL * (1 - LEVEL)) / 60);
  for (const { name, covered } of dates) assert.ok(Math.abs(covered - LEVEL) < 3 * error, `${name}: ${covered}`);
  const surprised = rows.find(({ name }) => name === 'forecast: date, the step comes next');
  assert.ok(surprised!.covered < 0.4, String(surprised!.covered));
});

test('the alarm that a figure left its tolerance goes off outside of it, and not inside', () => {
  const coverage = (name: string, covered: number, histories = 2000): CoverageRow[] =>
    HISTORY_KINDS.map((kind) => {
      return { name, kind, histories, covered, error: 0.0067, tooHigh: 0, tooLow: 1 - covered, width: 1 };
    });
  const left = (rows: CoverageRow[], alarms = 100, atMost = false): string[] => {
    const units = 100;
    const alarm = {
      name: 'alarm',
      per: 'year',
      stated: 1,
      atMost,
      alarms,
      units,
      measured: alarms / units,
      error: 0.1,
    };
    return leftTolerance({ level: LEVEL, coverage: rows, falseAlarms: [alarm] });
  };
  assert.deepEqual(left([...coverage('window 24 h', 0.905), ...coverage('trend of 120 days', 0.895)]), []);
  assert.match(left(coverage('window 24 h', 0.925)).join('\n'), /^window 24 h, mix: 92.5 %, stated 89 to 91 %$/m);
  assert.match(left(coverage('forecast: date at 10 %', 0.84)).join('\n'), /drifting: 84.0 %, stated 88 to 92 %/);
  assert.deepEqual(left(coverage('window 24 h', 1, 3)), [], 'three histories prove nothing');
  assert.deepEqual(left([], 145), []);
  assert.deepEqual(left([], 160), ['alarm: 1.60 false alarms, stated 1.00']);
  assert.deepEqual(left([], 40), ['alarm: 0.400 false alarms, stated 1.00']);
  assert.deepEqual(left([], 40, true), []);
});

test('the claim test raises no more false alarms than it states, and not far fewer', () => {
  const [row] = measureFalseAlarms({ detectors: [CLAIM_DETECTOR], seed: SEED, from: 0, to: 1500 });
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
