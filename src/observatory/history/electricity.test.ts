import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { CarbonIntensity, ElectricityMix } from './electricity.ts';
import { fossilShare, parseCarbonIntensity, parseElectricityMix, WORLD, yearlyFact } from './electricity.ts';

const HEAD = '# title: t\n# source: s\n# licence: l\n# made by: m\n';
const MIX_COLUMNS = 'country,year,coal,gas,oil,nuclear,hydro,wind,solar,bioenergy,other renewables';

function mixOf(...rows: string[]): ReturnType<typeof parseElectricityMix> {
  return parseElectricityMix(`${HEAD}# rows: ${rows.length}\n${MIX_COLUMNS}\n${rows.join('\n')}\n`);
}

function builtInMix(): ElectricityMix {
  const mix = parseElectricityMix(readFileSync('data/electricity-mix.csv', 'utf8'));
  assert.ok(!('code' in mix), JSON.stringify(mix));
  return mix;
}

function builtInIntensity(): CarbonIntensity {
  const intensity = parseCarbonIntensity(readFileSync('data/carbon-intensity.csv', 'utf8'));
  assert.ok(!('code' in intensity), JSON.stringify(intensity));
  return intensity;
}

test('the built-in mix says what OWID publishes of Kazakhstan in 2021, as shares', () => {
  const kazakhstan = builtInMix().get('KZ')!.get(2021)!;
  assert.equal(kazakhstan.coal, 0.6059);
  assert.equal(kazakhstan.gas, 0.2879);
  assert.equal(kazakhstan.nuclear, 0);
  assert.ok(Math.abs(fossilShare(kazakhstan) - 0.8946) < 1e-9);
});

test('the built-in intensity says what OWID publishes of Kazakhstan and the world', () => {
  const intensity = builtInIntensity();
  assert.equal(intensity.get('KZ')!.get(2021), 833.9);
  assert.equal(intensity.get(WORLD)!.get(2024), 473);
});

test('the two tables agree: plants emit what their fuel explains, in every country but Uzbekistan', () => {
  // Lifecycle emissions lie near 1,000 g for coal and half of it for gas, below 100 g for nearly all else (IPCC AR5).
  const mix = builtInMix();
  const intensity = builtInIntensity();
  let pairs = 0;
  const beyond = new Set<string>();
  for (const [country, years] of mix) {
    for (const [year, shares] of years) {
      const grams = intensity.get(country)?.get(year);
      if (grams === undefined) continue;
      pairs++;
      const low = 700 * shares.coal + 350 * (shares.gas + shares.oil);
      const high = 1300 * shares.coal + 700 * shares.gas + 1000 * shares.oil + 100;
      if (grams < low || grams > high + 150 * shares.bioenergy) beyond.add(country);
    }
  }
  assert.ok(pairs > 300);
  // Ember's own figure for Uzbekistan is a third above what any mix of its plants would emit: see data/README.md.
  assert.deepEqual([...beyond], ['UZ']);
});

test('a row may miss 100 % by half a percent and no more', () => {
  assert.ok(!('code' in mixOf('KZ,2021,99.5,0,0,0,0,0,0,0,0')));
  const reject = mixOf('US,2021,100,0,0,0,0,0,0,0,0', 'KZ,2021,99.49,0,0,0,0,0,0,0,0');
  assert.deepEqual(reject, {
    code: 'table-malformed',
    line: 8,
    expected: 'shares that add up to 100 %',
    found: '99.49 %',
  });
});

test('a year given twice, a country in small letters and a missing cell are refused with their line', () => {
  const twice = mixOf('KZ,2021,100,0,0,0,0,0,0,0,0', 'KZ,2021,100,0,0,0,0,0,0,0,0');
  assert.ok('code' in twice && twice.code === 'table-malformed' && twice.line === 8);
  for (const row of ['kz,2021,100,0,0,0,0,0,0,0,0', 'KZ,2021,100,0,0,0,0,0,0,0', 'KZ,1999,100,0,0,0,0,0,0,0,0']) {
    const reject = mixOf(row);
    assert.ok('code' in reject && reject.code === 'table-malformed' && reject.line === 7, row);
  }
});

test('a year that a table lacks is answered from the closest one, the earlier of two, and says which', () => {
  const table = new Map([
    [
      'KZ',
      new Map([
        [2018, 1],
        [2020, 2],
      ]),
    ],
  ]);
  assert.deepEqual(yearlyFact(table, 'KZ', 2020), { value: 2, year: 2020 });
  assert.deepEqual(yearlyFact(table, 'KZ', 2019), { value: 1, year: 2018 });
  assert.deepEqual(yearlyFact(table, 'KZ', 2031), { value: 2, year: 2020 });
  assert.equal(yearlyFact(table, 'XX', 2020), undefined);
});
