import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { energyRoutes } from '../src/api/energy-routes.ts';
import { BadQuery, Query } from '../src/api/query.ts';
import { builtInHistory } from '../src/cli/built-in-history.ts';
import { energyRecords } from '../src/cli/observatory/energy-records.ts';
import type { EnergyDocument } from '../src/observatory/answers/energy-answer.ts';
import { runRecorded } from './recorded-command.ts';
import type { Ran } from './recorded-command.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-energy-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Runs `vigil energy` in this process, with a data folder that holds nothing. */
async function energy(...args: readonly string[]): Promise<Ran> {
  return runRecorded(['energy', ...args], { dataDir: path.join(folder, 'none') });
}

async function document(...args: readonly string[]): Promise<EnergyDocument> {
  const ran = await energy(...args, '--json');
  assert.equal(ran.exitCode, 0, ran.err);
  return JSON.parse(ran.out) as EnergyDocument;
}

async function file(name: string, text: string): Promise<string> {
  const at = path.join(folder, name);
  await writeFile(at, text);
  return at;
}

/** One line for the person, and nothing that looks like an answer. */
function assertOneLine(ran: Ran, exitCode: number, line: RegExp): void {
  assert.equal(ran.exitCode, exitCode, ran.err);
  assert.match(ran.err, line);
  assert.equal(ran.err.trim().split('\n').length, 1, ran.err);
  assert.equal(ran.out, '');
}

describe('vigil energy', () => {
  test('answers one day with bounds in order, and a sentence that says them', async () => {
    const { at, points, from, to, sentence } = await document('--at', '2022-01-05T10:30Z');
    assert.equal(points.length, 1);
    assert.deepEqual([from, to], [Date.parse('2022-01-05') / 1000, Date.parse('2022-01-06') / 1000]);
    assert.ok(at.power.lower < at.power.best && at.power.best < at.power.upper);
    assert.match(sentence, /^On 5 January 2022 Bitcoin's miners drew about 11\.3 GW, 99\.5 TWh a year/);
  });

  test('gives a day the same figures alone and within a year: its means reach back before the span', async () => {
    const alone = await document('--at', '2021-07-05');
    const within = await document('--from', '2021-01-01', '--to', '2022-01-01');
    assert.deepEqual(
      within.points.find(({ time }) => time === alone.at.time),
      alone.at,
    );
    assert.equal(within.points.length, 365);
    const sum = within.points.reduce((total, { power }) => total + (power.best * 24) / 1e12, 0);
    assert.ok(Math.abs(within.used.best / sum - 1) < 1e-9);
  });

  test('knows the year that it can tell best when nothing is asked', async () => {
    const { points, to } = await document();
    assert.equal(points.length, 365);
    assert.equal(to, Date.parse('2024-03-14') / 1000);
  });

  test('lets fewer machines run when power costs more', async () => {
    const [cheap, dear] = [
      await document('--at', '2021-01-05', '--power-price', '0.03'),
      await document('--at', '2021-01-05', '--power-price', '0.12'),
    ];
    assert.ok(cheap.at.machines > dear.at.machines);
    assert.ok(cheap.at.power.best > dear.at.power.best);
    assert.equal(cheap.at.power.lower, dear.at.power.lower);
  });

  test('says of each machine whether it is counted, and shares add up', async () => {
    const { machines, at } = await document('--at', '2021-07-05');
    const counted = machines.filter(({ standing }) => standing === 'counted');
    assert.equal(counted.length, at.machines);
    assert.ok(Math.abs(counted.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    assert.equal(machines.find(({ name }) => name.includes('S19j Pro (104Th)'))?.standing, 'too-new');
    assert.ok(machines.some(({ standing, share }) => standing === 'not-listed' && share === 0));
    for (const { breakEven, standing } of machines) assert.equal(breakEven > 0.05, standing !== 'unprofitable');
  });

  test('tells emissions within a year of the mining map, and that it can not later', async () => {
    const { emissions } = await document('--at', '2021-08-15');
    assert.equal(emissions?.month, '2021-08');
    const codes = emissions!.countries.map(({ code }) => code);
    assert.ok(codes.includes('KZ') && codes.includes('US') && !codes.includes('CN'));
    const share = emissions!.countries.reduce((sum, country) => sum + country.share, 0);
    assert.ok(Math.abs(share - 1) < 1e-9);
    assert.ok(emissions!.fossilShare! > 0.5 && emissions!.fossilShare! < 0.8);
    assert.equal((await document('--at', '2023-06-01')).emissions, null);
    assert.match((await energy('emissions', '--at', '2023-06-01')).out, /Emissions can not be told/);
  });

  test('prints its tables as text and as CSV', async () => {
    const text = await energy('--from', '2021-01-01', '--to', '2022-01-01');
    assert.match(text.out, /\nbest guess +58\.0 +10\.7 +94\.0 +89\.8\n/);
    assert.match(text.out, /\n2021-12-31 +5\.01 +10\.7 +33\.6 /);
    const csv = await energy('--from', '2021-01-01', '--to', '2022-01-01', '--csv');
    assert.equal(csv.out.trim().split('\n').length, 366);
    assert.match(
      (await energy('machines', '--at', '2022-01-05')).out,
      /Bitmain Antminer S19 Pro \(110Th\) +2020-05 +29\.6 +0\.35\d/,
    );
    assert.match((await energy('machines', '--at', '2022-01-05', '--csv')).out, /^name,released,joulesPerTh/);
    assert.match((await energy('emissions', '--at', '2021-08-15')).out, /Kazakhstan +18\.1 % +89 %/);
    assert.match((await energy('emissions', '--at', '2021-08-15', '--csv')).out, /\nKZ,0\.181/);
  });

  test('takes machines and prices of the reader', async () => {
    const machines = await file('machines.csv', 'name,released,J/TH\nmine,2020-05,50\n');
    const one = await document('--at', '2021-07-05', '--machines', machines);
    assert.deepEqual(one.at.efficiency, { lower: 50, best: 50, upper: 50 });
    const days = Array.from({ length: 40 }, (_, k) => new Date(Date.UTC(2021, 5, 1 + k)).toISOString().slice(0, 10));
    const prices = await file('prices.csv', `day,close,fees\n${days.map((day) => `${day},10000,0`).join('\n')}\n`);
    const priced = await document('--at', '2021-07-05', '--prices', prices);
    assert.equal(priced.at.price, 10_000);
    assert.equal(priced.at.feesKnown, true);
    assert.equal(priced.prices, prices);
    const built = await document('--at', '2021-07-05');
    assert.ok(priced.at.threshold < built.at.threshold / 2.5);
  });

  test('says in one line what is wrong with a file, and where', async () => {
    const machines = await file('bad.csv', 'name,released,J/TH\nmine,2020-05,fifty\n');
    assertOneLine(await energy('--machines', machines), 1, /bad\.csv, line 2: "fifty" is no j\/th/);
    assertOneLine(await energy('--machines', folder), 1, /is a folder; name a file in it/);
    const prices = await file('bad-prices.csv', 'day,close\n2021-06-01,1\n2021-06-03,1\n');
    assertOneLine(await energy('--prices', prices), 1, /bad-prices\.csv, line 3: .* where 2021-06-02 was expected/);
  });

  test('says in one line what it can not answer, and what would help', async () => {
    assertOneLine(
      await energy('--at', '2016-01-05'),
      1,
      /prices of bitcoin are at hand from 2017-01-01 .*; give --prices/,
    );
    assertOneLine(await energy('--at', '2024-06-05'), 1, /no source covers/);
    assertOneLine(await energy('--from', '2021-02-01', '--to', '2021-01-01'), 2, /not after its start/);
    assertOneLine(await energy('--at', '2021-02-01', '--to', '2021-03-01'), 2, /give --at, or --from and --to/);
    assertOneLine(await energy('--power-price', '5'), 2, /is not a price of electricity/);
    assertOneLine(await energy('--network', 'regtest'), 1, /no blocks to answer from/);
    const dear = ['--machines', await file('dear.csv', 'name,released,J/TH\nmine,2020-05,90000\n')] as const;
    assertOneLine(
      await energy('--at', '2021-07-05', ...dear),
      1,
      /no machine of the list pays for electricity at 0\.05/,
    );
  });
});

describe('GET /api/v1/energy', () => {
  const { days, epochs } = builtInHistory();
  const sources = {
    network: 'mainnet',
    observations: [{ series: days, description: "Vigil's built-in blocks per day" }],
    epochs,
  } as const;

  function asked(records: ReturnType<typeof energyRecords> | undefined, query: string): object {
    const [route] = energyRoutes({ sources: () => sources, ...(records === undefined ? {} : { records }) });
    return route!.answer(new Query(new URLSearchParams(query), route!.params), undefined) as object;
  }

  test('sends the document that the command prints', async () => {
    const sent = asked(energyRecords(), 'from=2021-07-05&to=2021-07-06&power-price=0.08');
    const printed = await document('--at', '2021-07-05', '--power-price', '0.08');
    assert.deepEqual(JSON.parse(JSON.stringify(sent)), printed);
  });

  test('refuses prices of electricity that are none, and networks whose coins have no price', () => {
    assert.throws(() => asked(energyRecords(), 'power-price=free'), BadQuery);
    assert.throws(() => asked(energyRecords(), 'price=0.05'), BadQuery);
    assert.equal((asked(undefined, '') as { code: string }).code, 'no-observations');
  });
});
