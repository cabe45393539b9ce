import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blockSeries, countBlocks, firstIndexAtOrAfter } from './block-series.ts';

const series = blockSeries({
  firstHeight: 2014,
  timesSec: [0, 600, 1200, 1800],
  work: [100, 100, 200, 200],
  timeSource: 'header',
});

test('a window counts the block at its start and not the one at its end', () => {
  assert.equal(countBlocks(series, 600, 1200).blocks, 1);
  assert.equal(countBlocks(series, 601, 1200).blocks, 0);
  assert.equal(countBlocks(series, 600, 1201).blocks, 2);
});

test('exposure adds seconds / work of the block that was being searched for', () => {
  assert.equal(countBlocks(series, 0, 600).exposure, 6);
  assert.equal(countBlocks(series, 600, 1200).exposure, 3);
  assert.ok(Math.abs(countBlocks(series, 300, 900).exposure - (3 + 1.5)) < 1e-12);
});

test('a window over the whole series holds one block less than the series, and all of its exposure', () => {
  const count = countBlocks(series, 0, 1800);
  assert.deepEqual(count, { fromSec: 0, toSec: 1800, blocks: 3, exposure: 12 });
});

test('a window outside of the series is a bug of the caller', () => {
  assert.throws(() => countBlocks(series, -1, 600), /lies within the series/);
  assert.throws(() => countBlocks(series, 0, 1801), /lies within the series/);
});

test('times that run backwards are repaired, and the given ones are kept beside them', () => {
  const repaired = blockSeries({
    firstHeight: 0,
    timesSec: [0, 7800, 1200, 1800],
    work: [1, 1, 1, 1],
    timeSource: 'header',
  });
  assert.deepEqual(repaired.repaired, [1]);
  assert.deepEqual([...repaired.timesSec], [0, 600, 1200, 1800]);
  assert.deepEqual([...repaired.givenTimesSec], [0, 7800, 1200, 1800]);
});

test('counts and exposures of two adjoining windows add up to those of both together', () => {
  const step = fc.integer({ min: 0, max: 3000 });
  const block = fc.record({ step, work: fc.integer({ min: 1, max: 50 }) });
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 2, maxLength: 40 }),
      fc.float({ min: 0, max: 1, noNaN: true }),
      (blocks, share) => {
        let at = 1000;
        const timesSec = blocks.map((one) => (at += one.step));
        const random = blockSeries({
          firstHeight: 0,
          timesSec,
          work: blocks.map((one) => one.work),
          timeSource: 'header',
        });
        const [from, to] = [timesSec[0]!, timesSec[timesSec.length - 1]!];
        const middle = from + share * (to - from);
        const whole = countBlocks(random, from, to);
        const parts = [countBlocks(random, from, middle), countBlocks(random, middle, to)];
        assert.equal(parts[0]!.blocks + parts[1]!.blocks, whole.blocks);
        assert.ok(
          Math.abs(parts[0]!.exposure + parts[1]!.exposure - whole.exposure) <= 1e-9 * Math.max(1, whole.exposure),
        );
      },
    ),
  );
});

test('the first index at or after a time is found at every edge', () => {
  assert.equal(firstIndexAtOrAfter([10, 20, 20, 30], 20), 1);
  assert.equal(firstIndexAtOrAfter([10, 20, 20, 30], 21), 3);
  assert.equal(firstIndexAtOrAfter([10, 20, 20, 30], 31), 4);
  assert.equal(firstIndexAtOrAfter([], 5), 0);
});
