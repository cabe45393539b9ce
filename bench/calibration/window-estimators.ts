import { estimateBlockCount, estimateWindow } from '../../src/observatory/hashrate/window-estimate.ts';
import { countBlocks } from '../../src/observatory/series/block-series.ts';
import type { Estimator, Trial } from './estimator.ts';
import type { History } from './histories.ts';

const HOUR_SEC = 3600;

/** Windows of fixed times that begin at the moment of interest; the truth is the time average over the window. */
const WINDOWS: readonly (readonly [name: string, seconds: number])[] = [
  ['window 6 h', 6 * HOUR_SEC],
  ['window 24 h', 24 * HOUR_SEC],
  ['window 7 d', 168 * HOUR_SEC],
];

/** Height of the last block (counted from the history's first) of the windows of a fixed count. */
const LAST_BLOCK = 2100;

/** Hashrate of windows: fixed times, and fixed counts of blocks. */
export const WINDOW_ESTIMATOR: Estimator = { name: 'window', trials: windowTrials };

function windowTrials({ series, hashrate, atSec }: History, level: number): Trial[] {
  const trials: Trial[] = WINDOWS.map(([name, seconds]) => {
    const { low, high } = estimateWindow(countBlocks(series, atSec, atSec + seconds), level);
    return { name, low, high, truth: hashrate.mean(atSec, atSec + seconds) };
  });
  for (const blocks of [144, 2016]) {
    const found = estimateBlockCount(series, { end: LAST_BLOCK, blocks, level });
    if (found === undefined) continue;
    const { low, high, fromSec, toSec } = found;
    trials.push({ name: `window ${blocks} blocks`, low, high, truth: hashrate.mean(fromSec, toSec) });
  }
  return trials;
}
