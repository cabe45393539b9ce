import { estimateTrend } from '../../src/observatory/hashrate/trend.ts';
import { DAY_SEC, binCounts } from '../../src/observatory/series/observations.ts';
import type { Estimator, Trial } from './estimator.ts';
import type { History } from './histories.ts';
import { LONG_SPAN, vantageSec } from './long-span.ts';

const BIN_SEC = DAY_SEC / 4;

/**
 * The trend's band in each bin of six hours over a chart of 30 days, a step in its middle (at least 24 days for some that
 * retarget).
 */
export const MONTH_TREND_ESTIMATOR: Estimator = {
  name: 'trend of 30 days',
  span: LONG_SPAN,
  trials(history, level) {
    const toSec = history.atSec + 15 * DAY_SEC;
    return trendTrials(history, { level, name: 'trend of 30 days', fromSec: toSec - 30 * DAY_SEC, toSec });
  },
};

/** The same over 120 days, a step anywhere in the last 91. The last day, and the days beside a step, are also told apart. */
export const TREND_ESTIMATOR: Estimator = {
  name: 'trend of 120 days',
  span: LONG_SPAN,
  trials(history, level) {
    const toSec = vantageSec(history) + 15 * DAY_SEC;
    return trendTrials(history, { level, name: 'trend of 120 days', fromSec: toSec - 120 * DAY_SEC, toSec });
  },
};

function trendTrials(
  { series, hashrate, atSec, kind }: History,
  chart: { readonly level: number; readonly name: string; readonly fromSec: number; readonly toSec: number },
): Trial[] {
  const { level, name, toSec } = chart;
  const fromSec = Math.max(series.timesSec[0]!, chart.fromSec);
  const bins = binCounts(series, { fromSec, toSec, stepSec: BIN_SEC });
  const { points } = estimateTrend(bins, level);
  const trials: Trial[] = [];
  for (let t = 0; t < points.length; t++) {
    const { low, high, timeSec } = points[t]!;
    const trial = { low, high, truth: hashrate.mean(bins[t]!.fromSec, bins[t]!.toSec) };
    trials.push({ name, ...trial });
    if (t >= points.length - DAY_SEC / BIN_SEC) trials.push({ name: `${name}, last day`, ...trial });
    if (kind === 'stepped' && Math.abs(timeSec - atSec) < DAY_SEC)
      trials.push({ name: `${name}, a day beside the step`, ...trial });
  }
  return trials;
}
