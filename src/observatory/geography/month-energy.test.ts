import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SourceShares } from '../history/electricity.ts';
import { monthEnergy } from './month-energy.ts';
import type { EnergyTables } from './month-energy.ts';
import { shareChanges } from './share-changes.ts';
import type { WeighedMonth } from './share-changes.ts';
import { monthSpan } from './share-table.ts';

function mixOf(coal: number): SourceShares {
  const none = { gas: 0, oil: 0, nuclear: 0, wind: 0, solar: 0, bioenergy: 0, otherRenewables: 0 };
  return { coal, hydro: 1 - coal, ...none };
}

const TABLES: EnergyTables = {
  mix: new Map([
    ['AA', new Map([[2020, mixOf(1)]])],
    [
      'BB',
      new Map([
        [2020, mixOf(0)],
        [2021, mixOf(0.2)],
      ]),
    ],
    ['world', new Map([[2020, mixOf(0.5)]])],
  ]),
  intensity: new Map([
    ['AA', new Map([[2020, 1000]])],
    ['BB', new Map([[2020, 20]])],
    ['world', new Map([[2020, 500]])],
  ]),
};

function month(
  name: string,
  shares: Record<string, number>,
  hashrate?: readonly [number, number, number],
): WeighedMonth {
  const known = hashrate && { low: hashrate[0], median: hashrate[1], high: hashrate[2] };
  return {
    month: name,
    ...monthSpan(name)!,
    basis: 'download',
    sample: 0.4,
    statedHashrate: undefined,
    shares: new Map(Object.entries(shares)),
    other: undefined,
    hashrate: known,
  };
}

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test('what is placed counts with its own grid, the rest with the world, and the range with none and all', () => {
  const { fossil, carbonIntensity, placed, mixYear } = monthEnergy(
    month('2020-05', { AA: 0.5, BB: 0.3, ZZ: 0.1 }),
    TABLES,
  )!;
  near(placed, 0.8);
  near(fossil.value, 0.5 + 0.2 * 0.5);
  near(fossil.low, 0.5);
  near(fossil.high, 0.7);
  near(carbonIntensity.value, 0.5 * 1000 + 0.3 * 20 + 0.2 * 500);
  near(carbonIntensity.low, 506 + 0.2 * 20);
  near(carbonIntensity.high, 506 + 0.2 * 1000);
  assert.equal(mixYear, 2020);
});

test("a year's own mix is used where it is known, and the closest else, which the answer says", () => {
  near(monthEnergy(month('2021-05', { BB: 1 }), TABLES)!.fossil.value, 0.2);
  assert.equal(monthEnergy(month('2024-05', { BB: 1 }), TABLES)!.mixYear, 2021);
  assert.equal(monthEnergy(month('2020-05', { AA: 1 }), { ...TABLES, mix: new Map() }), undefined);
});

test('rounded shares over 100 % leave no negative rest', () => {
  const { fossil, placed } = monthEnergy(month('2020-05', { AA: 0.6, BB: 0.402 }), TABLES)!;
  near(fossil.low, fossil.high);
  assert.equal(placed, 1);
});

test('what one country lost and the others gained adds up to the change of the whole network', () => {
  const before = month('2021-04', { AA: 0.5, BB: 0.2 }, [97, 100, 103]);
  const after = month('2021-08', { AA: 0, BB: 0.5 }, [58, 60, 62]);
  const changes = shareChanges(before, after);
  assert.deepEqual(
    changes.moves.map(({ country }) => country),
    ['AA', 'BB', 'rest'],
  );
  near(changes.lost!.median, 50);
  near(changes.gained!.median, 10 + 0);
  near(changes.total!.median, -40);
  near(changes.gained!.median - changes.lost!.median, changes.total!.median);
  near(changes.reappearedAtMost!, 0.2);
  // MOVER: the halves of the two intervals add up in squares.
  near(changes.total!.high - changes.total!.median, Math.hypot(2, 3));
  near(changes.moves[0]!.hashrateChange!.low, -50 - 1.5);
});

test('a country that is told of in one month only belongs to the rest in both', () => {
  const { moves } = shareChanges(month('2021-04', { AA: 0.5, CC: 0.4 }), month('2022-01', { AA: 0.6, BB: 0.1 }));
  assert.deepEqual(
    moves.map(({ country }) => country),
    ['AA', 'rest'],
  );
  near(moves[1]!.before, 0.5);
  near(moves[1]!.after, 0.4);
});

test('without blocks of a month shares change, and nothing is said of hashrate', () => {
  const changes = shareChanges(month('2021-04', { AA: 0.5 }), month('2021-08', { AA: 0 }, [58, 60, 62]));
  assert.equal(changes.total, undefined);
  assert.equal(changes.lost, undefined);
  assert.equal(changes.reappearedAtMost, undefined);
  assert.equal(changes.moves[0]!.hashrateBefore, undefined);
  near(changes.moves[0]!.hashrateAfter!.median, 0);
});
