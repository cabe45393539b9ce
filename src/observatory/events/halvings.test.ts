import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halvings } from './halvings.ts';
import { blockSeries } from '../series/block-series.ts';

const DAY = 86_400;

/** Days of 144 blocks, the first at the height given. */
function days(firstHeight: number, count: number): Parameters<typeof halvings>[0]['days'] {
  return {
    firstDaySec: 100 * DAY,
    counts: new Int32Array(count).fill(144),
    firstHeights: Int32Array.from({ length: count + 1 }, (_, i) => firstHeight + i * 144),
    lines: new Int32Array(count),
  };
}

test('a halving is the day whose blocks hold its height, the first and the last of it', () => {
  const dayOf = (firstHeight: number): number =>
    (halvings({ days: days(firstHeight, 10), blocks: [] })[0]!.fromSec - 100 * DAY) / DAY;
  assert.equal(dayOf(210_000 - 288), 2);
  assert.equal(dayOf(210_000 - 287), 1);
  assert.equal(dayOf(210_000), 0);
  assert.deepEqual(halvings({ days: days(210_001, 10), blocks: [] }), []);
  assert.deepEqual(halvings({ days: days(210_000 - 1440, 10), blocks: [] }), []);
});

test('the header’s own time is better than the day', () => {
  const times = Float64Array.from({ length: 3 }, (_, i) => 5_000_000 + 600 * i);
  const work = new Float64Array(3).fill(1);
  const blocks = [blockSeries({ firstHeight: 419_999, timesSec: times, work, timeSource: 'header' })];
  const [first, second] = halvings({ days: days(210_000, 3), blocks });
  assert.equal(first!.toSec - first!.fromSec, DAY);
  assert.deepEqual([second!.id, second!.fromSec, second!.toSec], ['halving-2', 5_000_600, 5_000_600]);
  assert.match(second!.what, /12\.5 BTC/);
});
