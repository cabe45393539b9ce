import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockSeries } from './block-series.ts';
import { binCounts, blocksBetween, countWindow, coverage, DAY_SEC } from './observations.ts';
import type { DaySeries } from './observations.ts';
import { joinCounts } from './window-count.ts';

const days: DaySeries = {
  kind: 'days',
  days: [140, 150, 160, 170].map((blocks, i) => {
    return { fromSec: i * DAY_SEC, toSec: (i + 1) * DAY_SEC, blocks, exposure: 2 };
  }),
};
const blocks = blockSeries({ firstHeight: 5, timesSec: [0, 10, 20, 30], work: [1, 1, 1, 1], timeSource: 'arrival' });

test('coverage runs from the first moment to the last', () => {
  assert.deepEqual(coverage(days), { fromSec: 0, toSec: 4 * DAY_SEC });
  assert.deepEqual(coverage(blocks), { fromSec: 0, toSec: 30 });
});

test('a window over days is moved to the nearest midnights and says so', () => {
  const count = countWindow(days, DAY_SEC - 3600, 3 * DAY_SEC + 3600);
  assert.deepEqual(count, { fromSec: DAY_SEC, toSec: 3 * DAY_SEC, blocks: 310, exposure: 4 });
});

test('a window shorter than a day takes the day around its middle', () => {
  assert.equal(countWindow(days, 2 * DAY_SEC + 100, 2 * DAY_SEC + 200).blocks, 160);
  assert.equal(countWindow(days, 4 * DAY_SEC - 200, 4 * DAY_SEC - 100).blocks, 170);
});

test('bins leave out what does not fill a whole one', () => {
  assert.deepEqual(
    binCounts(days, { fromSec: 0, toSec: 4 * DAY_SEC, stepSec: 3 * DAY_SEC }).map((bin) => bin.blocks),
    [450],
  );
  assert.deepEqual(
    binCounts(blocks, { fromSec: 0, toSec: 30, stepSec: 10 }).map((bin) => bin.blocks),
    [1, 1, 1],
  );
});

test('joined counts cover all of their parts', () => {
  assert.deepEqual(joinCounts(days.days), { fromSec: 0, toSec: 4 * DAY_SEC, blocks: 620, exposure: 8 });
});

test('blocks between two times are found as a range of indexes', () => {
  assert.deepEqual(blocksBetween(blocks, 10, 30), { first: 1, end: 3 });
  assert.deepEqual(blocksBetween(blocks, -Infinity, Infinity), { first: 0, end: 4 });
});
