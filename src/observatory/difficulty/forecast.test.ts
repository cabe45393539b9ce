import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { networkParams } from '../../consensus/params.ts';
import { difficultyFromBits, workFromBits } from '../../primitives/work.ts';
import { parseEpochTable } from '../history/epoch-table.ts';
import { blockSeries, countBlocks } from '../series/block-series.ts';
import type { WindowCount } from '../series/window-count.ts';
import { forecastDifficulty } from './forecast.ts';
import type { DifficultyForecast, ForecastQuestion } from './forecast.ts';

const DAY = 86_400;
const BITS = 0x170b8c8b;
const WORK = Number(workFromBits(BITS));
const PLANNED = 14 * DAY;
const FIRST_HEIGHT = 717_696;
const START = 1_640_000_000;

/** Steady days up to `endSec`: each with as many blocks as a network of `pace` times the planned speed finds. */
function steadyDays(endSec: number, pace: number, days = 40): WindowCount[] {
  return Array.from({ length: days }, (_, i) => {
    const fromSec = endSec - (days - i) * DAY;
    return { fromSec, toSec: fromSec + DAY, blocks: Math.round(144 * pace), exposure: DAY / WORK };
  });
}

/** A question about an epoch in which `found` blocks were found (the first one included), at a steady pace. */
function question(found: number, pace = 1, more: Partial<ForecastQuestion> = {}): ForecastQuestion {
  const tipTimeSec = START + Math.round(((found - 1) * 600) / pace);
  return {
    params: networkParams('mainnet'),
    epoch: { firstTimeSec: START, tipHeight: FIRST_HEIGHT + found - 1, tipTimeSec, bits: BITS },
    counts: steadyDays(tipTimeSec, pace),
    level: 0.9,
    ...more,
  };
}

function forecastOf(asked: ForecastQuestion): DifficultyForecast {
  const forecast = forecastDifficulty(asked);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

/** A whole epoch that took `seconds` from its first to its last block. */
function wholeEpoch(seconds: number): DifficultyForecast {
  const asked = question(2016);
  return forecastOf({ ...asked, epoch: { ...asked.epoch, tipTimeSec: START + seconds } });
}

test('at the last block of the epoch all is certain, and is what the rule says', () => {
  const forecast = wholeEpoch(PLANNED / 2);
  assert.equal(forecast.blocksLeft, 0);
  assert.equal(forecast.height, FIRST_HEIGHT + 2016);
  assert.ok(Math.abs(forecast.change.median - 2) < 2e-5);
  assert.deepEqual([forecast.change.low, forecast.change.high], [forecast.change.median, forecast.change.median]);
  assert.equal(forecast.time.low, START + PLANNED / 2);
  assert.equal(forecast.time.high, forecast.time.low);
  assert.equal(forecast.probabilityUp, 1);
  assert.equal(wholeEpoch(PLANNED + 60).probabilityUp, 0);
  assert.equal(wholeEpoch(PLANNED).probabilityUp, 0, 'a change of exactly 1 is no rise');
});

test('the next block opens a new epoch, with all but its own first block to come', () => {
  const forecast = forecastOf(question(1));
  assert.equal(forecast.height, FIRST_HEIGHT + 2016);
  assert.equal(forecast.blocksLeft, 2015);
  assert.equal(forecastOf(question(2015)).blocksLeft, 1);
});

test('changes are clamped at exactly four times, both ways', () => {
  const up = (seconds: number): number => wholeEpoch(seconds).change.median;
  assert.ok(Math.abs(up(PLANNED / 4) - 4) < 5e-5);
  assert.equal(up(PLANNED / 4 - 1), up(PLANNED / 4));
  assert.ok(up(PLANNED / 4 + 3600) < up(PLANNED / 4));
  assert.ok(Math.abs(up(PLANNED * 4) - 0.25) < 1e-6);
  assert.equal(up(PLANNED * 4 + 1), up(PLANNED * 4));
  assert.ok(up(PLANNED * 4 - 3600) > up(PLANNED * 4));
});

test('the new difficulty does not fall below the easiest target', () => {
  const easiest = 0x1d00ffff;
  const asked = question(2016);
  const { change, difficulty } = forecastOf({
    ...asked,
    epoch: { ...asked.epoch, bits: easiest, tipTimeSec: START + 3 * PLANNED },
  });
  assert.equal(change.low, 1);
  assert.equal(difficulty.high, difficultyFromBits(easiest));
});

test('at the planned pace the median change is that of 2015 intervals against 2016', () => {
  for (const found of [1, 20, 1000, 2000]) {
    const { change, time, probabilityUp } = forecastOf(question(found));
    assert.ok(change.low <= change.median && change.median <= change.high && time.low <= time.median);
    assert.ok(Math.abs(change.median - 2016 / 2015) < 0.01, `${found}: ${change.median}`);
    assert.ok(probabilityUp > 0.3 && probabilityUp < 0.8, `${found}: ${probabilityUp}`);
  }
});

test('intervals shrink as the epoch goes on, and a faster network makes a rise certain', () => {
  const widths = [1, 500, 1000, 1900].map((found) => {
    const { time } = forecastOf(question(found));
    return time.high - time.low;
  });
  for (let i = 1; i < widths.length; i++) assert.ok(widths[i]! < widths[i - 1]!);
  const fast = forecastOf(question(1000, 1.3));
  assert.ok(fast.probabilityUp > 0.999 && Math.abs(fast.change.median - 1.3) < 0.03);
  assert.ok(forecastOf(question(1000, 0.7)).probabilityUp < 0.001);
});

test('blocks before a step do not weigh on the forecast, wherever in three months the step was', () => {
  const tipTimeSec = START + 20 * 600;
  for (const [days, tolerance] of [
    [5, 0.05],
    [20, 0.03],
    [60, 0.03],
  ] as const) {
    const before = steadyDays(tipTimeSec - days * DAY, 1, 90 - days);
    const { hashrate } = forecastOf(question(21, 1, { counts: [...before, ...steadyDays(tipTimeSec, 0.7, days)] }));
    const after = (0.7 * WORK) / 600;
    assert.ok(Math.abs(hashrate.median / after - 1) < tolerance, `${days} days: ${hashrate.median / after}`);
    assert.ok(hashrate.low < after && after < hashrate.high);
  }
});

test('growth of months is carried on into the epoch to come', () => {
  const counts = steadyDays(START, 1, 90).map((count, i) => {
    return { ...count, exposure: count.exposure / Math.exp(0.003 * (i - 90)) };
  });
  const { change } = forecastOf(question(1, 1, { counts }));
  // Half an epoch ahead, the network is 2 % faster on average than now.
  assert.ok(Math.abs(change.median - 1.02) < 0.01, String(change.median));
});

test('four fast blocks at the start of an epoch do not outweigh the weeks before it', () => {
  const asked = question(4);
  const lucky = { fromSec: START, toSec: START + 120, blocks: 3, exposure: 120 / WORK };
  const { change } = forecastOf({
    ...asked,
    epoch: { ...asked.epoch, tipTimeSec: START + 120 },
    counts: [...steadyDays(START, 1), lucky],
  });
  assert.ok(Math.abs(change.median - 1) < 0.02, `${change.median}`);
});

test('a block that is late moves the date by about its delay', () => {
  const asked = question(1500);
  const onTime = forecastOf(asked);
  const late = forecastOf({ ...asked, nowSec: asked.epoch.tipTimeSec + 7200 });
  const moved = late.time.median - onTime.time.median;
  assert.ok(moved > 7200 && moved < 3 * 7200, `${moved}`);
  const past = forecastOf({ ...asked, nowSec: asked.epoch.tipTimeSec - 7200 });
  assert.deepEqual(past, onTime);
});

test('work and hashrate a thousand times larger give the same date and change', () => {
  const asked = question(700, 1.1);
  const harder = 0x1502f1b6;
  const ratio = Number(workFromBits(harder)) / WORK;
  const scaled = forecastOf({
    ...asked,
    epoch: { ...asked.epoch, bits: harder },
    counts: asked.counts.map((count) => ({ ...count, exposure: count.exposure / ratio })),
  });
  const one = forecastOf(asked);
  assert.ok(Math.abs(scaled.time.high - one.time.high) < 5);
  assert.ok(Math.abs(scaled.change.median / one.change.median - 1) < 1e-5);
  assert.ok(Math.abs(scaled.hashrate.median / one.hashrate.median / ratio - 1) < 1e-6);
});

test('there is no forecast without retargets, where late blocks are easy, or without counts; there is on signet', () => {
  const on = (name: Parameters<typeof networkParams>[0]): ReturnType<typeof forecastDifficulty> =>
    forecastDifficulty({ ...question(100), params: networkParams(name) });
  assert.deepEqual(on('regtest'), { kind: 'none', reason: 'no-retargeting' });
  assert.deepEqual(on('testnet3'), { kind: 'none', reason: 'minimum-difficulty' });
  assert.deepEqual(on('testnet4'), { kind: 'none', reason: 'minimum-difficulty' });
  assert.equal(on('signet').kind, 'forecast');
  assert.deepEqual(forecastDifficulty({ ...question(100), counts: [] }), { kind: 'none', reason: 'no-counts' });
});

test('no blocks at all, and one bin of 100,000, give finite intervals', () => {
  const asked = question(100);
  const end = asked.epoch.tipTimeSec;
  for (const blocks of [0, 100_000]) {
    const counts = [{ fromSec: end - DAY, toSec: end, blocks, exposure: DAY / WORK }];
    const forecast = forecastOf({ ...asked, counts });
    for (const value of [forecast.time.low, forecast.time.high, forecast.change.low, forecast.change.high]) {
      assert.ok(Number.isFinite(value), `${blocks}: ${value}`);
    }
    assert.ok(forecast.change.low >= 0.2499 && forecast.change.high <= 4.0001);
  }
});

test('the epochs of January 2022 end within the intervals forecast from their blocks', (t) => {
  const file = '../shared/data/timestamps/mainnet_block_times_716112_718559.csv';
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  } catch {
    t.skip(`${file} is not there`);
    return;
  }
  const table = parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8'));
  assert.ok(!('code' in table));
  const rows = lines.map((line) => line.split(',').map(Number) as [number, number]);
  const epochOf = (height: number): (typeof table.epochs)[number] => table.epochs[Math.floor(height / 2016)]!;
  const series = blockSeries({
    firstHeight: rows[0]![0],
    timesSec: rows.map(([, time]) => time),
    work: rows.map(([height]) => epochOf(height).work),
    timeSource: 'header',
  });
  for (const tipHeight of [716_500, 717_000, 717_600, 717_800, 718_500]) {
    const tipTimeSec = series.timesSec[tipHeight - series.firstHeight]!;
    const counts: WindowCount[] = [];
    for (let from = series.timesSec[0]!; from < tipTimeSec; from += 21_600) {
      counts.push(countBlocks(series, from, Math.min(from + 21_600, tipTimeSec)));
    }
    const { firstTimeSec, lastTimeSec, bits } = epochOf(tipHeight);
    const forecast = forecastOf({
      params: networkParams('mainnet'),
      epoch: { firstTimeSec, tipHeight, tipTimeSec, bits },
      counts,
      level: 0.99,
    });
    const truth = epochOf(tipHeight + 2016).difficulty / epochOf(tipHeight).difficulty;
    assert.ok(forecast.change.low <= truth && truth <= forecast.change.high, `${tipHeight}: ${truth}`);
    assert.ok(forecast.time.low <= lastTimeSec! && lastTimeSec! <= forecast.time.high, `${tipHeight}`);
  }
});
