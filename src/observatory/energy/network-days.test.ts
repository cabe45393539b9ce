import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { dayExposures, parseBlocksPerDay } from '../history/blocks-per-day.ts';
import { parseEpochTable } from '../history/epoch-table.ts';
import { blockSeries } from '../series/block-series.ts';
import { DAY_SEC } from '../series/observations.ts';
import { networkDays } from './network-days.ts';

const START = Date.parse('2021-01-01') / 1000;

test('single blocks give each day the subsidy of its own heights, also on the day of a halving', () => {
  // A block every ten minutes; the halving at 630000 comes at noon of the second day.
  const firstHeight = 630_000 - 144 - 72;
  const timesSec = Float64Array.from({ length: 3 * 144 + 1 }, (_, i) => START + i * 600);
  const observations = blockSeries({
    firstHeight,
    timesSec,
    work: new Float64Array(timesSec.length).fill(1e20),
    timeSource: 'header',
  });
  const span = { fromSec: START, toSec: START + 3 * DAY_SEC };
  const days = networkDays({ network: 'mainnet', observations, epochs: undefined, ...span })!;
  assert.deepEqual(
    days.map(({ subsidyBtc, count }) => [subsidyBtc, count.blocks]),
    [
      [12.5, 144],
      [(12.5 + 6.25) / 2, 144],
      [6.25, 144],
    ],
  );
});

test('days without heights take them from the epochs: the halving of 2020 falls on its evening', () => {
  const epochs = parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8'));
  const perDay = parseBlocksPerDay(readFileSync('data/blocks-per-day.csv', 'utf8'));
  assert.ok(!('code' in epochs) && !('code' in perDay));
  const counted = dayExposures(perDay, epochs);
  assert.ok(!('code' in counted));
  const fromSec = Date.parse('2020-05-10') / 1000;
  const span = { network: 'mainnet', observations: counted.series, fromSec, toSec: fromSec + 3 * DAY_SEC } as const;
  const [before, on, after] = networkDays({ ...span, epochs })!.map(({ subsidyBtc }) => subsidyBtc);
  assert.deepEqual([before, after], [12.5, 6.25]);
  // Block 630000 came at 19:23 UTC: about four fifths of the day were worth 12.5 BTC.
  assert.ok(on! > 10.6 && on! < 12.5, `${on} BTC`);
  assert.equal(networkDays({ ...span, epochs: undefined }), undefined);
});

test('a day without a block has the subsidy of the next one', () => {
  const timesSec = Float64Array.from([START, START + 3 * DAY_SEC]);
  const observations = blockSeries({ firstHeight: 209_999, timesSec, work: [1e20, 1e20], timeSource: 'header' });
  const span = { fromSec: START + DAY_SEC, toSec: START + 2 * DAY_SEC };
  assert.deepEqual(
    networkDays({ network: 'mainnet', observations, epochs: undefined, ...span })!.map(({ subsidyBtc }) => subsidyBtc),
    [25],
  );
});
