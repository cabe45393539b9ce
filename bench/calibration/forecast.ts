import { assert } from '../../src/bytes/assert.ts';
import { networkParams } from '../../src/consensus/params.ts';
import { targetFromBits } from '../../src/primitives/target.ts';
import { forecastDifficulty } from '../../src/observatory/difficulty/forecast.ts';
import { firstIndexAtOrAfter } from '../../src/observatory/series/block-series.ts';
import { DAY_SEC, binCounts } from '../../src/observatory/series/observations.ts';
import type { WindowCount } from '../../src/observatory/series/window-count.ts';
import type { Estimator, Trial } from './estimator.ts';
import type { History } from './histories.ts';
import { LONG_SPAN, LOOK_BACK_DAYS, vantageSec } from './long-span.ts';

const EPOCH_BLOCKS = 2016;
const BIN_SEC = 21_600;

/** Shares of an epoch at which its end is forecast: 20, 202, 1008 and 1814 blocks into it. */
const SHARES = [0.01, 0.1, 0.5, 0.9];

/** Bits that stand for about the work of a history's blocks: the forecast reads work from bits, rounded to 24 bits. */
function bitsFromWork(work: number): number {
  const exponent = Math.ceil((256 - Math.log2(work)) / 8) + 1;
  const mantissa = Math.round(2 ** (256 - 8 * (exponent - 3)) / work);
  const bits = mantissa < 0x800000 ? exponent * 0x1000000 + mantissa : (exponent + 1) * 0x1000000 + (mantissa >> 8);
  return targetFromBits(bits) > 0n ? bits : 0;
}

/** Counts of six hours up to the tip, from as far back as `vigil difficulty` looks. */
function countsUpTo(history: History, tipTimeSec: number): WindowCount[] {
  const { series } = history;
  const bins = Math.floor(Math.min(LOOK_BACK_DAYS * DAY_SEC, tipTimeSec - series.timesSec[0]!) / BIN_SEC);
  return binCounts(series, { fromSec: tipTimeSec - bins * BIN_SEC, toSec: tipTimeSec, stepSec: BIN_SEC });
}

/** Forecasts the end of the epoch that begins with block `first`, as of block `tip`. */
function forecastAt(history: History, block: { readonly first: number; readonly tip: number; level: number }): Trial[] {
  const { series, headerTimesSec } = history;
  const { first, tip, level } = block;
  const last = first + EPOCH_BLOCKS - 1;
  assert(last < series.timesSec.length, 'the history goes on until the epoch ends');
  const forecast = forecastDifficulty({
    params: networkParams('mainnet'),
    epoch: {
      firstTimeSec: headerTimesSec[first]!,
      tipHeight: series.firstHeight + tip,
      tipTimeSec: headerTimesSec[tip]!,
      bits: bitsFromWork(series.work[first]!),
    },
    counts: countsUpTo(history, series.timesSec[tip]!),
    level,
  });
  if (forecast.kind === 'none') return [];
  const { low, high } = forecast.time;
  return [
    {
      name: `date at ${Math.round((100 * (tip + 1 - first)) / EPOCH_BLOCKS)} %`,
      low,
      high,
      truth: headerTimesSec[last]!,
    },
  ];
}

/**
 * Date of the next retarget, forecast from 90 days of counts, in the first epoch that begins after a moment up to 76 days
 * after the moment of interest: a step lies anywhere in what is looked at. Forecasts within two weeks of a step are also
 * told apart. A step that is yet to come can't be foreseen, and is counted by itself: there the forecast is made just
 * before the step, for the end of the epoch under way.
 */
export const FORECAST_ESTIMATOR: Estimator = {
  name: 'forecast',
  span: LONG_SPAN,
  trials(history, level) {
    const { series, kind, atSec } = history;
    const first = epochAfter(firstIndexAtOrAfter(series.timesSec, vantageSec(history)));
    const trials = SHARES.flatMap((share) => {
      const tip = first + Math.round(share * EPOCH_BLOCKS) - 1;
      const at = forecastAt(history, { first, tip, level });
      const isFresh = kind === 'stepped' && series.timesSec[tip]! < atSec + 14 * DAY_SEC;
      return isFresh ? [...at, ...at.map((trial) => ({ ...trial, name: FRESH_STEP }))] : at;
    });
    if (kind !== 'stepped') return trials;
    const next = firstIndexAtOrAfter(series.timesSec, atSec);
    const surprised = forecastAt(history, { first: epochAfter(next) - EPOCH_BLOCKS, tip: next - 1, level });
    return [...trials, ...surprised.map((trial) => ({ ...trial, name: STEP_TO_COME }))];
  },
};

const FRESH_STEP = 'date, a step in the last 14 d';
const STEP_TO_COME = 'date, the step comes next';

/** First block of the first epoch that begins with this block or after it. */
function epochAfter(block: number): number {
  return Math.ceil(block / EPOCH_BLOCKS) * EPOCH_BLOCKS;
}
