#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { assert } from '../../src/bytes/assert.ts';
import { networkParams } from '../../src/consensus/params.ts';
import { forecastDifficulty } from '../../src/observatory/difficulty/forecast.ts';
import { dayExposures, parseBlocksPerDay } from '../../src/observatory/history/blocks-per-day.ts';
import type { BlocksPerDay } from '../../src/observatory/history/blocks-per-day.ts';
import { EPOCH_BLOCKS, parseEpochTable } from '../../src/observatory/history/epoch-table.ts';
import type { Epoch } from '../../src/observatory/history/epoch-table.ts';
import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import type { WindowCount } from '../../src/observatory/series/window-count.ts';
import { LOOK_BACK_DAYS } from './long-span.ts';

/**
 * Forecasts every real retarget since 2010 from the blocks a day before it, and prints how often the 90 % interval held
 * its date: the same forecast as the benchmark's, on a hashrate that nobody drew.
 *
 *     npm run bench -- bench/calibration/real-retargets.ts
 */
const LEVEL = 0.9;

/** Whole days that lie between the epoch's first day and the forecast. */
const DAYS_IN = [0, 3, 7, 11];

/** Spans of years, both inclusive: the hardware's first years apart. */
const ERAS = [
  [2010, 2014],
  [2015, 2019],
  [2020, 2024],
] as const;

function isHeld(
  epoch: Epoch,
  asOf: { readonly day: number; readonly heights: Int32Array; counts: readonly WindowCount[] },
): boolean {
  const { day, heights, counts } = asOf;
  const forecast = forecastDifficulty({
    params: networkParams('mainnet'),
    epoch: {
      firstTimeSec: epoch.firstTimeSec,
      tipHeight: heights[day + 1]! - 1,
      tipTimeSec: counts[day]!.toSec,
      bits: epoch.bits,
    },
    counts: counts.slice(Math.max(0, day + 1 - LOOK_BACK_DAYS), day + 1),
    level: LEVEL,
  });
  assert(forecast.kind === 'forecast', 'mainnet has forecasts');
  return forecast.time.low <= epoch.lastTimeSec! && epoch.lastTimeSec! <= forecast.time.high;
}

function load(): {
  readonly epochs: readonly Epoch[];
  readonly days: BlocksPerDay;
  readonly counts: readonly WindowCount[];
} {
  const table = parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8'));
  const days = parseBlocksPerDay(readFileSync('data/blocks-per-day.csv', 'utf8'));
  assert(!('code' in table) && !('code' in days), 'the tables are sound');
  const exposures = dayExposures(days, table);
  assert(!('code' in exposures), 'the tables agree');
  return { epochs: table.epochs, days, counts: exposures.series.days };
}

const { epochs, days, counts } = load();
for (const [fromYear, toYear] of ERAS) {
  const shares = DAYS_IN.map((daysIn) => {
    let held = 0;
    let all = 0;
    for (const epoch of epochs) {
      const year = new Date(epoch.firstTimeSec * 1000).getUTCFullYear();
      if (epoch.lastTimeSec === undefined || year < fromYear || year > toYear) continue;
      const day = Math.floor((epoch.firstTimeSec - days.firstDaySec) / DAY_SEC) + daysIn;
      if (day < LOOK_BACK_DAYS || days.firstHeights[day + 1]! >= epoch.firstHeight + EPOCH_BLOCKS) continue;
      all++;
      held += Number(isHeld(epoch, { day, heights: days.firstHeights, counts }));
    }
    return `${daysIn} d: ${((100 * held) / all).toFixed(1)} % of ${all}`;
  });
  console.log(`${fromYear} to ${toYear}: date of the retarget held, so many days into its epoch: ${shares.join(', ')}`);
}
