import { OnlineDetector } from '../../src/observatory/hashrate/online.ts';
import type { OnlineAlarm } from '../../src/observatory/hashrate/online.ts';
import { AVERAGE_RUN_LENGTH_DAYS } from '../../src/observatory/hashrate/online-threshold.ts';
import { DAY_SEC, binCounts } from '../../src/observatory/series/observations.ts';
import type { Detector } from './estimator.ts';
import type { History } from './histories.ts';

const BIN_SEC = 3600;

function watch(
  history: History,
  toSec: number,
): { readonly alarms: readonly OnlineAlarm[]; readonly monitoredSec: number } {
  const detector = new OnlineDetector();
  const alarms: OnlineAlarm[] = [];
  for (const count of binCounts(history.series, { fromSec: history.series.timesSec[0]!, toSec, stepSec: BIN_SEC })) {
    const alarm = detector.observe(count);
    if (alarm !== undefined) alarms.push(alarm);
  }
  return { alarms, monitoredSec: detector.monitoredSec };
}

/** The online detector on hourly bins: alarms per run length stated, and falls alarmed after the step in time. */
export const ONLINE_DETECTOR: Detector = {
  name: 'online detector (CUSUM)',
  per: `${AVERAGE_RUN_LENGTH_DAYS} days watched`,
  statedRate: 1,
  falseAlarms(history) {
    const { timesSec } = history.series;
    const { alarms, monitoredSec } = watch(history, timesSec[timesSec.length - 1]!);
    return { alarms: alarms.length, units: monitoredSec / DAY_SEC / AVERAGE_RUN_LENGTH_DAYS };
  },
  detects(history, windowSec) {
    const { alarms } = watch(history, history.atSec + windowSec);
    return alarms.some(({ direction, timeSec }) => direction === 'fall' && timeSec > history.atSec);
  },
};
