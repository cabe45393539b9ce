import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exposureBetween, parseEpochTable } from '../history/epoch-table.ts';
import { blockSeries } from '../series/block-series.ts';
import { binCounts } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import { changeThreshold, falseAlarmRate } from './changes-threshold.ts';
import { FEWEST_BINS, findChanges } from './changes.ts';

const DAY = 86_400;
const LEVEL = { level: 0.9 };
const SHARED = '../shared/data/timestamps';

function sharedLines(t: { skip: (reason: string) => void }, file: string): string[] | undefined {
  try {
    return readFileSync(`${SHARED}/${file}`, 'utf8').replaceAll('\r', '').trim().split('\n').slice(1);
  } catch {
    t.skip(`${SHARED}/${file} is not there`);
    return undefined;
  }
}

function epochs(): Parameters<typeof exposureBetween>[0] {
  const table = parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8'));
  assert.ok(!('code' in table));
  return table;
}

/** UTC days of mainnet, from the counts of blocks and the difficulty of each moment. */
function mainnetDays(lines: readonly string[], fromSec: number, toSec: number): WindowCount[] {
  const table = epochs();
  return lines
    .map((line) => {
      const [date, blocks] = line.split(',') as [string, string];
      const [day, month, year] = date.split('/').map(Number) as [number, number, number];
      return { fromSec: Date.UTC(year, month - 1, day) / 1000, blocks: Number(blocks) };
    })
    .filter((row) => row.fromSec >= fromSec && row.fromSec < toSec)
    .map((row) => {
      const end = row.fromSec + DAY;
      return { ...row, toSec: end, exposure: exposureBetween(table, row.fromSec, end) };
    });
}

const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;

/** Six-hour bins of about 36 blocks whose numbers scatter like Poisson numbers, in a fixed order. */
function scattered(bins: number, level: (i: number) => number): WindowCount[] {
  return Array.from({ length: bins }, (_, i) => {
    const scatter = ((i * 37 + ((i * i) % 11)) % 25) / 25 - 0.48;
    const blocks = Math.round(36 * level(i) + 21 * scatter * Math.sqrt(level(i)));
    return { fromSec: i * 21_600, toSec: (i + 1) * 21_600, blocks, exposure: 36 / 2e20 };
  });
}

test("China's ban of June 2021 is found in the blocks of April to December, and so is the blackout of 16 April", (t) => {
  const lines = sharedLines(t, 'daily_block_count_2009_2025.csv');
  if (lines === undefined) return;
  const found = findChanges(mainnetDays(lines, utc('2021-04-01'), utc('2022-01-01')), LEVEL);
  const ban = found.changes.find((change) => change.fromSec > utc('2021-06-10') && change.toSec < utc('2021-07-05'));
  assert.ok(ban !== undefined, JSON.stringify(found.changes));
  assert.ok(ban.probability > 0.99, `probability ${ban.probability}`);
  assert.ok(ban.ratio.high < 0.95 && ban.ratio.low > 0.55);
  assert.ok(
    found.changes.some((c) => c.fromSec > utc('2021-04-14') && c.toSec < utc('2021-04-18') && c.ratio.high < 1),
  );
  assert.ok(found.logBayesFactor > found.threshold);
});

test('no change is found around 5 January 2022, neither in single blocks nor in bins of six hours', (t) => {
  const lines = sharedLines(t, 'mainnet_block_times_716112_718559.csv');
  if (lines === undefined) return;
  const rows = lines.map((line) => line.split(',').map(Number) as [number, number]);
  const table = epochs();
  const series = blockSeries({
    firstHeight: rows[0]![0],
    timesSec: rows.map(([, timeSec]) => timeSec),
    work: rows.map(([height]) => table.epochs[Math.floor(height / 2016)]!.work),
    timeSource: 'header',
  });
  const [fromSec, toSec] = [rows[0]![1], rows[rows.length - 1]![1]];
  assert.deepEqual(findChanges(binCounts(series, { fromSec, toSec, stepSec: 21_600 }), LEVEL).changes, []);
  const single = Array.from({ length: rows.length - 1 }, (_, i) => ({
    fromSec: series.timesSec[i]!,
    toSec: series.timesSec[i + 1]!,
    blocks: 1,
    exposure: series.cumulativeExposure[i + 1]! - series.cumulativeExposure[i]!,
  }));
  assert.deepEqual(findChanges(single, LEVEL).changes, []);
});

test('years that only grow and drift (2018, 2019, 2022, 2023) show no change', (t) => {
  const lines = sharedLines(t, 'daily_block_count_2009_2025.csv');
  if (lines === undefined) return;
  for (const year of [2018, 2019, 2022, 2023]) {
    const days = mainnetDays(lines, utc(`${year}-01-01`), utc(`${year + 1}-01-01`));
    assert.deepEqual(findChanges(days, LEVEL).changes, [], `${year}`);
  }
});

test('a fall by 40 % is reported once, with its size, moment and levels inside the intervals', () => {
  const counts = scattered(120, (i) => (i < 70 ? 1 : 0.6));
  const { changes, segments } = findChanges(counts, LEVEL);
  assert.equal(changes.length, 1);
  const [change] = changes;
  assert.ok(change!.probability > 0.99);
  assert.ok(change!.ratio.low < 0.6 && change!.ratio.high > 0.6 && change!.ratio.high < 0.8);
  assert.ok(change!.fromSec < counts[71]!.fromSec && change!.toSec > counts[69]!.fromSec);
  assert.ok(change!.before.low < 2e20 && change!.before.high > 2e20);
  assert.ok(change!.after.low < 1.2e20 && change!.after.high > 1.2e20);
  assert.equal(segments.length, 2);
  assert.equal(segments[0]!.toSec, segments[1]!.fromSec);
  assert.equal(segments[1]!.toSec, counts[119]!.toSec);
});

test('a steady and a growing hashrate have one segment and no change', () => {
  for (const growth of [0, 0.001]) {
    const { changes, segments } = findChanges(
      scattered(200, (i) => Math.exp(growth * i)),
      LEVEL,
    );
    assert.deepEqual(changes, [], `growth ${growth}`);
    assert.equal(segments.length, 1);
  }
});

test('work that is a thousand times harder scales the hashrates and changes nothing else', () => {
  const counts = scattered(100, (i) => (i < 50 ? 1 : 1.5));
  const one = findChanges(counts, LEVEL);
  const harder = findChanges(
    counts.map((count) => ({ ...count, exposure: count.exposure / 1000 })),
    LEVEL,
  );
  assert.equal(one.changes.length, 1);
  const [a, b] = [one.changes[0]!, harder.changes[0]!];
  for (const [x, y] of [
    [a.ratio.median, b.ratio.median],
    [a.probability, b.probability],
    [a.fromSec, b.fromSec],
    [a.after.high * 1000, b.after.high],
    [one.segments[0]!.hashrate.low * 1000, harder.segments[0]!.hashrate.low],
  ] as const) {
    assert.ok(Math.abs(x / y - 1) < 1e-6, `${x} is not ${y}`);
  }
});

test('no blocks at all, one bin of 100,000 blocks, and an outage give finite answers', () => {
  assert.deepEqual(
    findChanges(
      scattered(FEWEST_BINS, () => 0).map((c) => ({ ...c, blocks: 0 })),
      LEVEL,
    ).changes,
    [],
  );
  const burst = scattered(40, () => 1).map((c, i) => (i === 20 ? { ...c, blocks: 100_000 } : c));
  const outage = scattered(60, () => 1).map((c, i) => (i >= 30 && i < 40 ? { ...c, blocks: 0 } : c));
  for (const counts of [burst, outage]) {
    const { changes } = findChanges(counts, LEVEL);
    assert.ok(changes.length >= 2);
    for (const change of changes) {
      for (const value of [change.ratio.low, change.ratio.high, change.before.low, change.after.high, change.toSec]) {
        assert.ok(Number.isFinite(value) && value >= 0, JSON.stringify(change));
      }
    }
  }
});

test('fewer bins than say anything are refused', () => {
  assert.throws(() =>
    findChanges(
      scattered(FEWEST_BINS - 1, () => 1),
      LEVEL,
    ),
  );
  assert.equal(
    findChanges(
      scattered(FEWEST_BINS, () => 1),
      LEVEL,
    ).segments.length,
    1,
  );
});

test('the threshold and the stated false-alarm rate fall with the number of blocks', () => {
  const sizes = [1, 50, 51, 299, 300, 900, 2000, 10_000, 1e6, 1e9];
  for (let i = 1; i < sizes.length; i++) {
    assert.ok(changeThreshold(sizes[i]!) <= changeThreshold(sizes[i - 1]!));
    assert.ok(falseAlarmRate(sizes[i]!) <= falseAlarmRate(sizes[i - 1]!));
  }
  assert.equal(falseAlarmRate(1), 0.05);
  assert.equal(changeThreshold(1e9), 0);
});
