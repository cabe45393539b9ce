import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockSeries } from '../series/block-series.ts';
import { epochsOfSeries } from './epochs-of-series.ts';

const EASY = 0x207fffff;
const HARD = 0x1d00ffff;

function series(firstHeight: number, count: number): ReturnType<typeof blockSeries> {
  const heights = Array.from({ length: count }, (_, i) => firstHeight + i);
  return blockSeries({
    firstHeight,
    timesSec: heights.map((height) => height * 600),
    work: heights.map(() => 1),
    bits: Uint32Array.from(heights, (height) => (height < 20 ? EASY : HARD)),
    timeSource: 'header',
  });
}

test('epochs begin at multiples of the interval, and the last one may still last', () => {
  const epochs = epochsOfSeries(series(0, 25), 10);
  assert.deepEqual(
    epochs.map(({ firstHeight, firstTimeSec, lastTimeSec, bits }) => [firstHeight, firstTimeSec, lastTimeSec, bits]),
    [
      [0, 0, 5400, EASY],
      [10, 6000, 11_400, EASY],
      [20, 12_000, undefined, HARD],
    ],
  );
  assert.equal(epochs[2]!.difficulty, 1);
  assert.equal(epochs[2]!.work, 4_295_032_833);
});

test('an epoch that began before the series is not among them', () => {
  assert.deepEqual(
    epochsOfSeries(series(11, 9), 10).map((epoch) => epoch.firstHeight),
    [],
  );
  assert.deepEqual(
    epochsOfSeries(series(11, 10), 10).map((epoch) => epoch.firstHeight),
    [20],
  );
});

test('an epoch whose last block is the last of the series is over', () => {
  assert.equal(epochsOfSeries(series(10, 10), 10)[0]!.lastTimeSec, 19 * 600);
  assert.equal(epochsOfSeries(series(10, 9), 10)[0]!.lastTimeSec, undefined);
});

test('a series without bits has no epochs', () => {
  const { bits: _, ...rest } = series(0, 25);
  assert.deepEqual(epochsOfSeries(rest, 10), []);
});
