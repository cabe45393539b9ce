import { hashrateRatio, hashrateRatioWithGrowth } from '../../src/observatory/hashrate/ratio.ts';
import { countBlocks } from '../../src/observatory/series/block-series.ts';
import { DAY_SEC, binCounts } from '../../src/observatory/series/observations.ts';
import type { Estimator, Trial } from './estimator.ts';
import type { HashrateCurve } from './hashrate-curve.ts';
import type { History } from './histories.ts';

const BASELINE_SEC = 7 * DAY_SEC;

/** Ratio of 24 h and of 7 days after the moment of interest to the 7 days before it, with and without growth. */
export const RATIO_ESTIMATOR: Estimator = { name: 'ratio', trials: ratioTrials };

function ratioTrials({ series, hashrate, atSec }: History, level: number): Trial[] {
  const fromSec = atSec - BASELINE_SEC;
  const baseline = countBlocks(series, fromSec, atSec);
  const bins = binCounts(series, { fromSec, toSec: atSec, stepSec: DAY_SEC });
  const trials: Trial[] = [];
  for (const days of [1, 7]) {
    const toSec = atSec + days * DAY_SEC;
    const window = countBlocks(series, atSec, toSec);
    const after = hashrate.mean(atSec, toSec);
    const plain = hashrateRatio({ baseline, window, level });
    const truth = after / hashrate.mean(fromSec, atSec);
    trials.push({ name: `ratio ${days} d / 7 d`, low: plain.low, high: plain.high, truth });
    const grown = hashrateRatioWithGrowth({ bins, window, level });
    const expected = extrapolated(hashrate, { fromSec, toSec: atSec, atSec: (atSec + toSec) / 2 });
    trials.push({ name: `ratio ${days} d / 7 d, growth`, low: grown.low, high: grown.high, truth: after / expected });
  }
  return trials;
}

/** The true hashrate of a span, carried on to a moment by the log-linear trend of its own days (least squares). */
function extrapolated(
  hashrate: HashrateCurve,
  span: { readonly fromSec: number; readonly toSec: number; readonly atSec: number },
): number {
  const middle = (span.fromSec + span.toSec) / 2;
  let count = 0;
  let sum = 0;
  let cross = 0;
  let square = 0;
  for (let from = span.fromSec; from + DAY_SEC <= span.toSec; from += DAY_SEC) {
    const time = from + DAY_SEC / 2 - middle;
    const log = Math.log(hashrate.mean(from, from + DAY_SEC));
    count++;
    sum += log;
    cross += time * log;
    square += time * time;
  }
  return Math.exp(sum / count + (cross / square) * (span.atSec - middle));
}
