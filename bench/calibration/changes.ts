import { findChanges } from '../../src/observatory/hashrate/changes.ts';
import type { Change } from '../../src/observatory/hashrate/changes.ts';
import { falseAlarmRate } from '../../src/observatory/hashrate/changes-threshold.ts';
import { DAY_SEC, binCounts } from '../../src/observatory/series/observations.ts';
import type { Detector, Estimator } from './estimator.ts';
import type { History } from './histories.ts';

const LEVEL = 0.9;
const BIN_SEC = 21_600;

/** Steady span that false alarms are counted in: all histories are this long. */
const QUIET_DAYS = 29;

/** Time before the step that is analysed for the power, days. */
const BEFORE_DAYS = 14;

function changesBetween(history: History, fromSec: number, toSec: number): readonly Change[] {
  return findChanges(binCounts(history.series, { fromSec, toSec, stepSec: BIN_SEC }), { level: LEVEL }).changes;
}

/** A change that is reported within a day of a moment, give or take its own interval. */
function changeNear(changes: readonly Change[], atSec: number): Change | undefined {
  return changes.find(({ fromSec, toSec }) => fromSec - DAY_SEC <= atSec && atSec <= toSec + DAY_SEC);
}

/** The segmentation as a detector: two weeks before the step and the window after it, in bins of six hours. */
export const CHANGES_DETECTOR: Detector = {
  name: 'changes (segmentation)',
  per: `analysis of ${QUIET_DAYS} days`,
  statedRate: falseAlarmRate(QUIET_DAYS * 144),
  falseAlarms(history) {
    const start = history.series.timesSec[0]!;
    return { alarms: Number(changesBetween(history, start, start + QUIET_DAYS * DAY_SEC).length > 0), units: 1 };
  },
  detects(history, windowSec) {
    const { atSec } = history;
    const changes = changesBetween(history, atSec - BEFORE_DAYS * DAY_SEC, atSec + windowSec);
    const change = changeNear(changes, atSec);
    return change !== undefined && change.ratio.median < 1;
  },
};

/**
 * Size and moment of the change that is reported at the step of a `stepped` history. Only reported changes can be counted,
 * and small steps are reported when luck made them look large.
 */
export const CHANGES_ESTIMATOR: Estimator = {
  name: 'changes',
  trials(history) {
    const { kind, series, atSec, step } = history;
    if (kind !== 'stepped') return [];
    const changes = changesBetween(history, series.timesSec[0]!, series.timesSec[series.timesSec.length - 1]!);
    const change = changeNear(changes, atSec);
    if (change === undefined) return [];
    const size = Math.abs(Math.log(step)) > 0.2 ? 'over 20 %' : 'under 20 %';
    return [
      { name: `ratio, ${size}`, low: change.ratio.low, high: change.ratio.high, truth: step },
      { name: `moment, ${size}`, low: change.fromSec, high: change.toSec, truth: atSec },
      {
        name: `level before, ${size}`,
        low: change.before.low,
        high: change.before.high,
        truth: history.hashrate.at(atSec - 1),
      },
      {
        name: `level after, ${size}`,
        low: change.after.low,
        high: change.after.high,
        truth: history.hashrate.at(atSec + 1),
      },
    ];
  },
};
