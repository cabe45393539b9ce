import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockSeries } from '../series/block-series.ts';
import { coreNetworkHashrate, estimateBlockCount, estimateWindow } from './window-estimate.ts';

const DAY_SEC = 86_400;

test('a window gives the classical figure with its square-root error, and a posterior around it', () => {
  const count = { fromSec: 0, toSec: DAY_SEC, blocks: 144, exposure: 144 / 178e18 };
  const { mean, median, low, high, sigma } = estimateWindow(count, 0.9);
  assert.ok(Math.abs(sigma.hashrate / 178e18 - 1) < 1e-12);
  assert.ok(Math.abs(sigma.error / sigma.hashrate - 1 / 12) < 1e-12);
  assert.ok(Math.abs(mean / (144.5 / count.exposure) - 1) < 1e-12);
  assert.ok(low < median && median < mean && mean < high);
});

test('a window without a block still says how large the hashrate can be', () => {
  const { low, high, sigma } = estimateWindow({ fromSec: 0, toSec: 600, blocks: 0, exposure: 1 }, 0.9);
  assert.equal(sigma.hashrate, 0);
  assert.ok(low > 0 && low < 0.01);
  // Half of chi-square with one degree of freedom at 0.95.
  assert.ok(Math.abs(high - 3.841458820694124 / 2) < 1e-9);
});

test('a window without an exposure is a bug', () => {
  assert.throws(() => estimateWindow({ fromSec: 0, toSec: 0, blocks: 0, exposure: 0 }, 0.9), /exposure/);
});

const SERIES = blockSeries({
  firstHeight: 100,
  timesSec: [0, 600, 1800, 1900, 3000],
  work: [6e20, 6e20, 6e20, 12e20, 12e20],
  timeSource: 'arrival',
});

test('a window of N blocks counts N intervals, each with the work of the block that ends it', () => {
  const found = estimateBlockCount(SERIES, { end: 4, blocks: 4, level: 0.9 })!;
  const exposure = 600 / 6e20 + 1200 / 6e20 + 100 / 12e20 + 1100 / 12e20;
  assert.ok(Math.abs(found.mean / (3 / exposure) - 1) < 1e-12);
  assert.ok(Math.abs(found.sigma.hashrate / (3 / exposure) - 1) < 1e-12);
  assert.deepEqual([found.fromSec, found.toSec, found.blocks], [0, 3000, 4]);
});

test('a window of one block has an interval but no unbiased figure', () => {
  const { mean, low, high } = estimateBlockCount(SERIES, { end: 1, blocks: 1, level: 0.9 })!;
  assert.equal(mean, 0);
  assert.ok(Math.abs(low - -Math.log(0.95) * 1e18) < 1e6);
  assert.ok(Math.abs(high - -Math.log(0.05) * 1e18) < 1e6);
});

test('blocks that all carry one time have no hashrate', () => {
  const series = blockSeries({ firstHeight: 0, timesSec: [5, 5], work: [1, 1], timeSource: 'header' });
  assert.equal(estimateBlockCount(series, { end: 1, blocks: 1, level: 0.9 }), undefined);
});

test('a block-count window may begin at the first block and not before', () => {
  assert.ok(estimateBlockCount(SERIES, { end: 2, blocks: 2, level: 0.9 }));
  assert.throws(() => estimateBlockCount(SERIES, { end: 2, blocks: 3, level: 0.9 }), /within the series/);
});

test("Core's figure is the work of N blocks over the span of N + 1 header times, wherever the extremes stand", () => {
  const headers = { timesSec: [100, 50, 400, 900, 700], work: [1, 10, 20, 30, 40] };
  assert.equal(coreNetworkHashrate(headers, { end: 4, blocks: 4 }), (10 + 20 + 30 + 40) / (900 - 50));
  assert.equal(coreNetworkHashrate(headers, { end: 4, blocks: 1 }), 40 / (900 - 700));
  assert.equal(coreNetworkHashrate({ timesSec: [7, 7], work: [1, 1] }, { end: 1, blocks: 1 }), 0);
  assert.throws(() => coreNetworkHashrate(headers, { end: 4, blocks: 5 }), /at hand/);
});

test("Core's figure exceeds the unbiased one by N / (N - 1) when nothing else differs", () => {
  const core = coreNetworkHashrate({ timesSec: SERIES.timesSec, work: SERIES.work }, { end: 2, blocks: 2 });
  const { mean, sigma } = estimateBlockCount(SERIES, { end: 2, blocks: 2, level: 0.9 })!;
  assert.ok(Math.abs(core / mean - 2 / 1) < 1e-12);
  assert.ok(Math.abs(core / sigma.hashrate - 2 / 1) < 1e-12);
});
