import { estimateTrend } from '../../src/observatory/hashrate/trend.ts';
import { DAY_SEC, binCounts, coverage } from '../../src/observatory/series/observations.ts';
import type { Estimator, Trial } from './estimator.ts';
import type { History } from './histories.ts';

const BIN_SEC = DAY_SEC / 4;

/** The trend's band in each bin of six hours; its last day, and the days beside a step, are also told apart. */
export const TREND_ESTIMATOR: Estimator = { name: 'trend', trials: trendTrials };

function trendTrials({ series, hashrate, atSec, kind }: History, level: number): Trial[] {
  const { fromSec, toSec } = coverage(series);
  const bins = binCounts(series, { fromSec, toSec, stepSec: BIN_SEC });
  const { points } = estimateTrend(bins, level);
  const trials: Trial[] = [];
  for (let t = 0; t < points.length; t++) {
    const { low, high, timeSec } = points[t]!;
    const trial = { low, high, truth: hashrate.mean(bins[t]!.fromSec, bins[t]!.toSec) };
    trials.push({ name: 'trend', ...trial });
    if (t >= points.length - DAY_SEC / BIN_SEC) trials.push({ name: 'trend, last day', ...trial });
    if (kind === 'stepped' && Math.abs(timeSec - atSec) < DAY_SEC)
      trials.push({ name: 'trend, a day beside the step', ...trial });
  }
  return trials;
}
