import { networkParams } from '../../src/consensus/params.ts';
import { targetFromBits } from '../../src/primitives/target.ts';
import { forecastDifficulty } from '../../src/observatory/difficulty/forecast.ts';
import { countBlocks } from '../../src/observatory/series/block-series.ts';
import type { WindowCount } from '../../src/observatory/series/window-count.ts';
import type { Estimator, Trial } from './estimator.ts';
import type { History } from './histories.ts';

const EPOCH_BLOCKS = 2016;
const BIN_SEC = 21_600;

/** Shares of the second epoch at which it is forecast: 20, 202, 1008 and 1814 blocks into it. */
const SHARES = [0.01, 0.1, 0.5, 0.9];

/** Bits that stand for about the work of a history's blocks: the forecast reads work from bits, rounded to 24 bits. */
function bitsFromWork(work: number): number {
  const exponent = Math.ceil((256 - Math.log2(work)) / 8) + 1;
  const mantissa = Math.round(2 ** (256 - 8 * (exponent - 3)) / work);
  const bits = mantissa < 0x800000 ? exponent * 0x1000000 + mantissa : (exponent + 1) * 0x1000000 + (mantissa >> 8);
  return targetFromBits(bits) > 0n ? bits : 0;
}

/** Six-hour bins from the series' start to the tip, the last one shorter. */
function countsUpTo(history: History, tipTimeSec: number): WindowCount[] {
  const { series } = history;
  const counts: WindowCount[] = [];
  for (let fromSec = series.timesSec[0]!; fromSec < tipTimeSec; fromSec += BIN_SEC) {
    counts.push(countBlocks(series, fromSec, Math.min(fromSec + BIN_SEC, tipTimeSec)));
  }
  return counts;
}

/** Date of the next retarget, forecast from the second epoch of each history (about two weeks of blocks lie before it). */
export const FORECAST_ESTIMATOR: Estimator = {
  name: 'forecast',
  trials(history, level) {
    const { series, headerTimesSec } = history;
    const last = 2 * EPOCH_BLOCKS - 1;
    if (series.timesSec.length <= last) return [];
    const trials: Trial[] = [];
    for (const share of SHARES) {
      const tip = EPOCH_BLOCKS + Math.round(share * EPOCH_BLOCKS) - 1;
      const forecast = forecastDifficulty({
        params: networkParams('mainnet'),
        epoch: {
          firstTimeSec: headerTimesSec[EPOCH_BLOCKS]!,
          tipHeight: series.firstHeight + tip,
          tipTimeSec: headerTimesSec[tip]!,
          bits: bitsFromWork(series.work[EPOCH_BLOCKS]!),
        },
        counts: countsUpTo(history, series.timesSec[tip]!),
        level,
      });
      if (forecast.kind === 'none') continue;
      const { low, high } = forecast.time;
      trials.push({ name: `date at ${100 * share} %`, low, high, truth: headerTimesSec[last]! });
    }
    return trials;
  },
};
