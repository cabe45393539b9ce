import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseRegionShares } from '../geography/region-shares.ts';
import { parseShareCsv } from '../geography/share-csv.ts';
import { parseMiningShares } from '../geography/share-table.ts';
import { parseBlocksPerDay, dayExposures } from '../history/blocks-per-day.ts';
import { parseCarbonIntensity, parseElectricityMix } from '../history/electricity.ts';
import { parseEpochTable } from '../history/epoch-table.ts';
import { answerMap } from './map-answer.ts';
import type { MapHoldings, MapQuestion } from './map-answer.ts';
import type { MapDocument, MapMonth } from './map-document.ts';
import type { ObservatorySources } from './sources.ts';

function sound<Table extends object>(
  name: string,
  parse: (text: string) => Table,
): Exclude<Table, { readonly code: string }> {
  const table = parse(readFileSync(`data/${name}`, 'utf8'));
  assert.ok(!('code' in table), JSON.stringify(table));
  return table as Exclude<Table, { readonly code: string }>;
}

const HOLDINGS: MapHoldings = {
  shares: sound('mining-shares.csv', parseMiningShares),
  chinaRegions: sound('mining-shares-china.csv', parseRegionShares),
  mix: sound('electricity-mix.csv', parseElectricityMix),
  intensity: sound('carbon-intensity.csv', parseCarbonIntensity),
};
const EPOCHS = sound('mainnet-epochs.csv', parseEpochTable);
const DAYS = dayExposures(sound('blocks-per-day.csv', parseBlocksPerDay), EPOCHS);
assert.ok(!('code' in DAYS));
const SOURCES: ObservatorySources = {
  network: 'mainnet',
  observations: [{ series: DAYS.series, description: 'days' }],
};

function answer(question: Partial<MapQuestion> = {}, holdings: MapHoldings = HOLDINGS): MapDocument {
  const document = answerMap(holdings, SOURCES, { level: 0.9, ...question });
  assert.ok('schema' in document, JSON.stringify(document));
  return document;
}

function monthOf(document: MapDocument, name: string): MapMonth {
  return document.months.find(({ month }) => month === name)!;
}

test('the hashrates of the blocks are those that CBECI goes by, to 4 %, in all its 24 months', () => {
  let compared = 0;
  for (const { month, hashrate, statedHashrate } of answer().months) {
    if (statedHashrate === null) continue;
    compared++;
    const ratio = hashrate!.median / statedHashrate;
    assert.ok(Math.abs(ratio - 1) < 0.04, `${month}: ${ratio}`);
  }
  assert.equal(compared, 24);
});

test('Kazakhstan had the 24.8 EH/s in January 2022 that the press wrote', () => {
  const kazakhstan = monthOf(answer(), '2022-01').countries.find(({ country }) => country === 'KZ')!;
  assert.ok(
    kazakhstan.hashrate!.low < 24.8e18 && 24.8e18 < kazakhstan.hashrate!.high,
    JSON.stringify(kazakhstan.hashrate),
  );
});

test('of what China lost from April to August 2021, half at the most had turned up elsewhere', () => {
  const comparison = answer().comparison!;
  assert.deepEqual([comparison.before, comparison.after], ['2021-04', '2021-08']);
  assert.equal(comparison.moves[0]!.country, 'CN');
  assert.ok(comparison.reappearedAtMost! > 0.45 && comparison.reappearedAtMost! < 0.55);
  assert.match(
    comparison.sentence,
    /China went from 46\.0 % to 0\.0 %, .* EH\/s less; most was gained in the United States, Kazakhstan and Canada\./,
  );
  assert.ok(comparison.canTell.some((words) => /and at the least none/.test(words)));
  assert.equal(comparison.cannotTell.length, 3);
});

test('shares of a month lie within their bounds, largest first, and add up with the others', () => {
  for (const month of answer().months) {
    const { countries, other } = month;
    assert.ok(countries.every(({ share, low, high }) => low <= share && share <= high));
    assert.deepEqual(
      countries.map(({ share }) => share),
      countries.map(({ share }) => share).sort((a, b) => b - a),
    );
    if (other === null) continue;
    assert.ok(Math.abs(countries.reduce((sum, { share }) => sum + share, other) - 1) < 0.001, month.month);
  }
});

test('miners left coal for coal: the fossil share stayed near two thirds through the ban', () => {
  const document = answer();
  for (const name of ['2020-01', '2021-04', '2021-08', '2022-01']) {
    const { fossil } = monthOf(document, name).energy!;
    assert.ok(
      fossil.low <= fossil.value && fossil.value <= fossil.high && fossil.value > 0.55 && fossil.value < 0.72,
      name,
    );
  }
});

test('one country is shown over all months, and its absence said', () => {
  const document = answer({ country: 'KZ' });
  assert.ok(document.months.every(({ countries }) => countries.length === 1 && countries[0]!.country === 'KZ'));
  const reject = answerMap(HOLDINGS, SOURCES, { level: 0.9, country: 'NO' });
  assert.ok('code' in reject && reject.code === 'outside-coverage' && /no share of Norway/.test(reject.message));
});

test("caveats stand beside the figures, and a file of one's own has its own", () => {
  const abouts = new Set(answer().caveats.map(({ about }) => about));
  assert.deepEqual([...abouts].sort(), ['CN', 'DE', 'IE', 'all']);
  const shares = parseShareCsv('month,country,percent\n2023-01,US,40\n', 'mine.csv');
  assert.ok(!('code' in shares));
  const own = answer({}, { ...HOLDINGS, shares, chinaRegions: [] });
  assert.equal(own.caveats.length, 1);
  assert.equal(own.comparison, null);
  assert.deepEqual(
    [own.months[0]!.sample, own.months[0]!.countries[0]!.low, own.months[0]!.countries[0]!.high],
    [null, 0, 1],
  );
  assert.match(own.sentence, /^In January 2023 your file places 40\.0 % of the hashrate in the United States \(/);
});

test('a month that is not there, and months in the wrong order, are refused in a line', () => {
  for (const [question, code] of [
    [{ month: '2021-10' }, 'outside-coverage'],
    [{ before: '2021-10' }, 'outside-coverage'],
    [{ before: '2021-08', after: '2021-08' }, 'bad-window'],
  ] as const) {
    const reject = answerMap(HOLDINGS, SOURCES, { level: 0.9, ...question });
    assert.ok('code' in reject && reject.code === code, JSON.stringify(question));
  }
});
