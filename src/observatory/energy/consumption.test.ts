import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_SEC } from '../series/observations.ts';
import { annualizedTwh, consumption } from './consumption.ts';
import type { NetworkDay } from './consumption.ts';
import type { DailyMarket } from './daily-market.ts';
import { ASSUMED_FEE_SHARE } from './daily-market.ts';
import type { Machine } from './machine.ts';

const START = Date.parse('2021-01-01') / 1000;
const HASHRATE = 150e18;
/** Seconds of a day over the work of a block that is found every ten minutes. */
const EXPOSURE = 144 / HASHRATE;

function days(count: number): NetworkDay[] {
  return Array.from({ length: count }, (_, i) => ({
    count: { fromSec: START + i * DAY_SEC, toSec: START + (i + 1) * DAY_SEC, blocks: 144, exposure: EXPOSURE },
    subsidyBtc: 6.25,
  }));
}

function market(closes: readonly number[], fees = 0): DailyMarket {
  return {
    description: 'a test',
    firstDaySec: START,
    closesUsd: Float64Array.from(closes),
    feesBtc: new Float64Array(closes.length).fill(fees),
  };
}

function machine(joulesPerTh: number): Machine {
  return { name: `${joulesPerTh}`, releasedSec: Date.parse('2020-05-01') / 1000, joulesPerTh, counted: true };
}

/** Threshold in J/TH at 0.05 USD a kWh for a price in dollars, worked out another way: income of a second over J/USD. */
function thresholdOf(priceUsd: number): number {
  const usdPerSec = (144 * 6.25 * priceUsd) / DAY_SEC;
  return (usdPerSec / (HASHRATE / 1e12)) * (3.6e6 / 0.05);
}

const AT_5_CENTS = { powerPriceUsdPerKwh: 0.05, level: 0.9 };

test('power is efficiency times hashrate times PUE, and a year of it is 8766 hours', () => {
  const [day] = consumption({
    days: days(1),
    market: market([40_000]),
    machines: [machine(30), machine(60)],
    ...AT_5_CENTS,
  });
  const { powerW, machines } = day!;
  assert.equal(machines, 2);
  const gigawatts = [powerW.lower, powerW.best, powerW.upper].map((watts) => Number((watts / 1e9).toFixed(6)));
  assert.deepEqual(gigawatts, [4.545, 7.425, 10.8]);
  assert.ok(Math.abs(annualizedTwh(powerW).best - 7.425 * 8.766) < 1e-9);
});

test('the threshold is the mean of 14 days: a fall of the price reaches it bit by bit', () => {
  const closes = [...Array.from({ length: 14 }, () => 40_000), ...Array.from({ length: 14 }, () => 20_000)];
  const all = consumption({ days: days(28), market: market(closes), machines: [machine(30)], ...AT_5_CENTS });
  const at = (i: number): number => all[i]!.thresholdJoulesPerTh;
  assert.ok(Math.abs(at(13) / thresholdOf(40_000) - 1) < 1e-9);
  assert.ok(Math.abs(at(14) / thresholdOf((13 * 40_000 + 20_000) / 14) - 1) < 1e-9);
  assert.ok(Math.abs(at(27) / thresholdOf(20_000) - 1) < 1e-9);
});

test('power is a mean of 7 days', () => {
  const some = days(8).map((day, i) => (i < 7 ? day : { ...day, count: { ...day.count, blocks: 288 } }));
  const all = consumption({
    days: some,
    market: market(Array.from({ length: 8 }, () => 40_000)),
    machines: [machine(30)],
    ...AT_5_CENTS,
  });
  const ratio = all[7]!.powerW.best / all[6]!.powerW.best;
  assert.ok(Math.abs(ratio - 8 / 7) < 1e-9);
  assert.ok(Math.abs(all[7]!.hashrate.median / all[6]!.hashrate.median - 8 / 7) < 0.001);
});

test('on days when no machine pays the figures before are carried on, and none stand before the first that does', () => {
  const closes = [
    ...Array.from({ length: 5 }, () => 1),
    ...Array.from({ length: 20 }, () => 40_000),
    ...Array.from({ length: 20 }, () => 1),
  ];
  const all = consumption({ days: days(45), market: market(closes), machines: [machine(30)], ...AT_5_CENTS });
  // Days 0 to 4 pay nothing; from day 5 on a mean over six days holds one good one, which is enough.
  assert.equal(all[0]!.daySec, START + 5 * DAY_SEC);
  const last = all.at(-1)!;
  assert.equal(last.machines, 0);
  assert.equal(last.powerW.best, all.find(({ machines }) => machines > 0)!.powerW.best);
});

test('days without a price end the series', () => {
  const all = consumption({ days: days(10), market: market([1e4, 1e4, 1e4]), machines: [machine(30)], ...AT_5_CENTS });
  assert.equal(all.length, 3);
});

test('fees raise the hashprice; where they are not known a share of the subsidy stands in, and the day says so', () => {
  const priced = (fees: number): ReturnType<typeof consumption>[number] =>
    consumption({ days: days(1), market: market([40_000], fees), machines: [machine(30)], ...AT_5_CENTS })[0]!;
  const none = priced(0);
  assert.ok(Math.abs(priced(0.625).hashpriceUsd / none.hashpriceUsd - 1.1) < 1e-12);
  const unknown = priced(NaN);
  assert.ok(Math.abs(unknown.hashpriceUsd / none.hashpriceUsd - 1 - ASSUMED_FEE_SHARE) < 1e-12);
  assert.deepEqual([none.feesKnown, unknown.feesKnown], [true, false]);
});
