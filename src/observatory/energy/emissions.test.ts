import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MonthShares } from '../geography/share-table.ts';
import { monthSpan } from '../geography/share-table.ts';
import type { SourceShares } from '../history/electricity.ts';
import { DAY_SEC } from '../series/observations.ts';
import { closestMonth, emissions } from './emissions.ts';

function mixOf(part: Partial<SourceShares>): SourceShares {
  const none = { coal: 0, gas: 0, oil: 0, nuclear: 0, hydro: 0, wind: 0, solar: 0, bioenergy: 0, otherRenewables: 0 };
  return { ...none, ...part };
}

function month(name: string, shares: Readonly<Record<string, number>>): MonthShares {
  const rest = { basis: 'own', sample: undefined, statedHashrate: undefined, other: undefined } as const;
  return { month: name, ...monthSpan(name)!, ...rest, shares: new Map(Object.entries(shares)) };
}

const TABLES = {
  mix: new Map([
    ['KZ', new Map([[2021, mixOf({ coal: 1 })]])],
    ['NO', new Map([[2021, mixOf({ hydro: 1 })]])],
    ['world', new Map([[2021, mixOf({ gas: 0.5, hydro: 0.5 })]])],
  ]),
  intensity: new Map([
    ['KZ', new Map([[2021, 800]])],
    ['NO', new Map([[2021, 30]])],
    ['world', new Map([[2021, 500]])],
  ]),
};

/** 1 GW for a year of 8766 hours is 8.766 TWh. */
const ONE_GW = { lower: 0.5e9, best: 1e9, upper: 2e9 };

test('a country emits its share of the energy times its intensity', () => {
  const { countries, annualizedMt } = emissions({
    month: month('2021-08', { KZ: 1 }),
    year: 2021,
    powerW: ONE_GW,
    ...TABLES,
  });
  assert.equal(countries.length, 1);
  assert.ok(Math.abs(annualizedMt.best - 8.766 * 0.8) < 1e-9);
  assert.ok(Math.abs(countries[0]!.annualizedTwh.upper - 2 * 8.766) < 1e-9);
});

test('the bounds join those of power with those of the fuels', () => {
  const { annualizedMt } = emissions({ month: month('2021-08', { KZ: 1 }), year: 2021, powerW: ONE_GW, ...TABLES });
  assert.ok(Math.abs(annualizedMt.lower / annualizedMt.best - (0.5 * 740) / 820) < 1e-9);
  assert.ok(Math.abs(annualizedMt.upper / annualizedMt.best - (2 * 910) / 820) < 1e-9);
});

test('a mix without fossil fuels adds no range of its own', () => {
  const { intensity } = emissions({ month: month('2021-08', { NO: 1 }), year: 2021, powerW: ONE_GW, ...TABLES });
  assert.deepEqual(intensity, { lower: 30, best: 30, upper: 30 });
});

test('what is of no known country, and a country without figures, count as the world', () => {
  const half = emissions({ month: month('2021-08', { KZ: 0.4, XX: 0.1 }), year: 2021, powerW: ONE_GW, ...TABLES });
  assert.deepEqual(
    half.countries.map(({ code, share }) => [code, Number(share.toFixed(9))]),
    [
      ['KZ', 0.4],
      ['other', 0.5],
      ['XX', 0.1],
    ],
  );
  assert.ok(Math.abs(half.intensity.best - (0.4 * 800 + 0.6 * 500)) < 1e-9);
  assert.ok(Math.abs(half.fossilShare! - (0.4 + 0.6 * 0.5)) < 1e-9);
});

test('the closest month is taken, up to a year away', () => {
  const months = [month('2021-07', { KZ: 1 }), month('2021-08', { KZ: 1 })];
  const { toSec } = months[1]!;
  assert.equal(closestMonth(months, months[0]!.fromSec)?.month, '2021-07');
  assert.equal(closestMonth(months, toSec - DAY_SEC)?.month, '2021-08');
  assert.equal(closestMonth(months, toSec + 364 * DAY_SEC)?.month, '2021-08');
  assert.equal(closestMonth(months, toSec + 365 * DAY_SEC), undefined);
});

test('a month that places less than half of the hashrate is passed over', () => {
  const months = [month('2021-07', { KZ: 0.5 }), month('2021-08', { KZ: 0.49 })];
  assert.equal(closestMonth(months, months[1]!.fromSec)?.month, '2021-07');
});
