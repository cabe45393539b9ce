import { countryCodeOf } from '../../src/observatory/geography/countries.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const SHARES_NAME = 'mining/cbeci_country_share_2019-09_2021-08.csv';
const PROVINCES_NAME = 'mining/cbeci_china_regions.csv';
const PRESS_NAME = 'events/kazakhstan_2022_timeline.json';

const LICENCE =
  'none stated by the copy; figures of the Cambridge Centre for Alternative Finance, taken as facts with it named';

/** Columns of the table: the countries that CBECI names, in the order of their shares at the start. */
const COUNTRIES = ['CN', 'US', 'RU', 'KZ', 'CA', 'IR', 'MY', 'DE', 'IE'] as const;

/** How much of the hashrate the reporting pools had, percent, from which month on, and who says so. */
const SAMPLES = [
  {
    from: '2019-09',
    percent: 37,
    source: "CCAF's methodology page, cbeci.org/mining_map/methodology: BTC.com, Poolin, ViaBTC",
  },
  {
    from: '2020-05',
    percent: 44,
    source: "press on CCAF's release of October 2021, chubk.com: these and Foundry; from which month on is not told",
  },
  { from: '2022-01', percent: 33, source: 'press on the release of May 2022, compassmining.io: three pools' },
] as const;

/** Makes `mining-shares.csv`: 24 months of CBECI's map, and January 2022 as far as it was published. */
export function makeMiningShares(read: (name: string) => string): string {
  const months = new Map<string, Map<string, { percent: number; ehs: number }>>();
  const rows = sourceRows(
    SHARES_NAME,
    read(SHARES_NAME),
    'date,country,monthly_hashrate_%,monthly_absolute_hashrate_EH/S',
  );
  for (const cells of rows) {
    // One name, Iran's, holds a comma.
    const [date, ehs, percent] = [cells[0]!, Number(cells.at(-1)), Number(cells.at(-2)!.replace(/%$/, ''))];
    const name = cells.slice(1, -2).join(',').replaceAll('"', '');
    const code = name === 'Other' ? 'other' : countryCodeOf(name);
    expect(
      /^20\d\d-\d\d-01$/.test(date) && code !== undefined && percent >= 0,
      SHARES_NAME,
      `a share, found "${cells.join(',')}"`,
    );
    const month = months.get(date.slice(0, 7)) ?? new Map<string, { percent: number; ehs: number }>();
    months.set(date.slice(0, 7), month.set(code, { percent, ehs }));
  }
  expect(months.size === 24 && isAscending([...months.keys()]), SHARES_NAME, '24 months in order');
  const lines = [...months].map(([month, shares]) => {
    const cells = [...COUNTRIES, 'other'].map((code) => shares.get(code));
    expect(
      shares.size === cells.length && cells.every((cell) => cell !== undefined),
      SHARES_NAME,
      `ten shares in ${month}`,
    );
    const sum = cells.reduce((total, cell) => total + cell.percent, 0);
    const ehs = cells.reduce((total, cell) => total + cell.ehs, 0);
    expect(Math.abs(sum - 100) < 0.05, SHARES_NAME, `shares of ${month} that add up to 100 %`);
    const agree = cells.every((cell) => Math.abs(cell.ehs - (cell.percent / 100) * ehs) < 0.02);
    expect(agree, SHARES_NAME, `hashrates of ${month} that are the shares of one sum`);
    return [month, 'download', sampleOf(month), Number(ehs.toFixed(2)), ...cells.map((cell) => cell.percent)].join(',');
  });
  return tableText(
    {
      title:
        "Where Bitcoin's hashrate was, percent by country and month: CBECI's mining map, 2019-09 to 2021-08, and 2022-01 as published",
      source: `Cambridge Bitcoin Electricity Consumption Index, by github.com/sorianom23/Bitcoin-Mining at fd1521c00f57; 2022-01: five countries that jbs.cam.ac.uk/2022/bitcoin-mining-new-data-reveal-a-surprising-resurgence names (17 May 2022), the months before it were not found; sample: ${SAMPLES.map(({ from, percent, source }) => `${percent} % from ${from} (${source})`).join('; ')}`,
      licence: LICENCE,
      checked:
        "shares of each month add up to 100 %; the source's absolute EH/s are its shares of one sum, which is kept; an empty cell was not published",
    },
    `month,basis,sample,EH/s,${COUNTRIES.join(',')},other`,
    [...lines, january2022(read)],
  );
}

function isAscending(months: readonly string[]): boolean {
  return months.every((month, i) => i === 0 || months[i - 1]! < month);
}

function sampleOf(month: string): number {
  return SAMPLES.findLast(({ from }) => from <= month)!.percent;
}

/** The shares of January 2022 that CCAF's own news page names. */
function january2022(read: (name: string) => string): string {
  const claims = (JSON.parse(read(PRESS_NAME)) as { other_claims: { claim: string; source: string }[] }).other_claims;
  const claim = claims.find(({ claim: text }) => text.startsWith('CBECI Jan 2022 shares:'));
  expect(claim?.source.includes('jbs.cam.ac.uk/2022/') === true, PRESS_NAME, 'the shares of January 2022');
  const shares = new Map(
    [...claim.claim.matchAll(/(US|China|Kazakhstan|Canada|Russia) (\d+\.\d+)%/g)].map(([, name, percent]) => [
      countryCodeOf(name!),
      percent!,
    ]),
  );
  expect(shares.size === 5, PRESS_NAME, 'five shares of January 2022');
  return ['2022-01', 'press', sampleOf('2022-01'), '', ...COUNTRIES.map((code) => shares.get(code) ?? ''), ''].join(
    ',',
  );
}

/** Makes `mining-shares-china.csv`: how China's part was spread over its provinces. */
export function makeChinaProvinces(read: (name: string) => string): string {
  const months = new Map<string, Map<string, number>>();
  for (const [date, province, percent] of sourceRows(
    PROVINCES_NAME,
    read(PROVINCES_NAME),
    'Date,Province,Share of Chinese hashrate',
  )) {
    const month = months.get(date!.slice(0, 7)) ?? new Map<string, number>();
    months.set(date!.slice(0, 7), month.set(province!, Number(percent)));
  }
  expect(isAscending([...months.keys()]), PROVINCES_NAME, 'months in order');
  const provinces = [...months.values()][0]!;
  const names = [...provinces.keys()].filter((name) => name !== 'Other').sort();
  const rows = [...months].flatMap(([month, shares]) => {
    const sum = [...shares.values()].reduce((total, percent) => total + percent, 0);
    // July 2021: China has no hashrate in this map, so nothing to be shared out.
    if (sum === 0) return [];
    expect(Math.abs(sum - 100) < 0.05 && shares.size === names.length + 1, PROVINCES_NAME, `nine shares of ${month}`);
    return [[month, ...names.map((name) => shares.get(name)!), shares.get('Other')!].join(',')];
  });
  expect(rows.length === 22, PROVINCES_NAME, '22 months with hashrate');
  return tableText(
    {
      title:
        "Where China's hashrate was, percent of China's by province and month: CBECI's mining map, 2019-09 to 2021-06",
      source:
        'Cambridge Bitcoin Electricity Consumption Index, by github.com/sorianom23/Bitcoin-Mining at fd1521c00f57',
      licence: LICENCE,
      checked: 'shares of each month add up to 100 %; July 2021, in which the map has nothing in China, is left out',
    },
    `month,${names.join(',')},other`,
    rows,
  );
}
