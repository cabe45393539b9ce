// Prices that were collected or imported, in the event study and in the energy model: command and API say the same, and whose they are.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { energyRoutes } from '../src/api/energy-routes.ts';
import { eventsRoutes } from '../src/api/events-routes.ts';
import { heldDays, heldHours } from '../src/api/held-prices.ts';
import { Query } from '../src/api/query.ts';
import { reportMaterial } from '../src/api/report-documents.ts';
import { reportRoutes } from '../src/api/report-routes.ts';
import { builtInHistory } from '../src/cli/built-in-history.ts';
import { energyRecords } from '../src/cli/observatory/energy-records.ts';
import { builtInEvents, builtInStudyPrices } from '../src/cli/observatory/event-records.ts';
import { reportHistory } from '../src/cli/report-history.ts';
import { reportHoldings } from '../src/cli/report-holdings.ts';
import type { EnergyDocument } from '../src/observatory/answers/energy-answer.ts';
import type { EventStudyDocument } from '../src/observatory/events/study/study-document.ts';
import type { ReportDocument } from '../src/observatory/report/report-document.ts';
import { LevelHistoryStore } from '../src/platform/history/level-history-store.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { HistoryStore } from '../src/ports/history-store.ts';
import { runRecorded } from './recorded-command.ts';
import { seededRandom } from './seeded-random.ts';

const HOUR_SEC = 3600;
const DAY_SEC = 86_400;
const utc = (text: string): number => Date.parse(`${text}Z`) / 1000;

let dataDir = '';
before(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'vigil-held-'));
});
after(async () => rm(dataDir, { recursive: true, force: true }));

/** Writes candles whose close walks about. */
async function write(
  history: HistoryStore,
  name: string,
  about: { readonly from: number; readonly to: number; readonly step: number; readonly start: number },
): Promise<void> {
  const random = seededRandom(3);
  let price = about.start;
  const atSec = Float64Array.from(
    { length: (about.to - about.from) / about.step },
    (_, k) => about.from + k * about.step,
  );
  const close = atSec.map(() => (price *= 1 + (random.below(2001) - 1000) / 200_000));
  const columns = [close, close, close, close, close.map(() => NaN)];
  await history.write([{ series: name, names: ['open', 'high', 'low', 'close', 'volume'], atSec, columns }]);
}

test('hours are the median over exchanges, of minutes where there are no hours, and only those that have ended', async () => {
  const history = new MemoryHistoryStore();
  const from = utc('2026-01-01T00:00');
  const flat = async (name: string, step: number, to: number, price: number): Promise<void> => {
    const atSec = Float64Array.from({ length: (to - from) / step }, (_, k) => from + k * step);
    const column = atSec.map(() => price);
    const columns = [column, column, column, column, column];
    await history.write([{ series: name, names: ['open', 'high', 'low', 'close', 'volume'], atSec, columns }]);
  };
  assert.equal(await heldHours(history), undefined);
  await flat('market/kraken/btc-usd/1h', HOUR_SEC, from + 3 * HOUR_SEC, 100);
  await flat('market/mine/btc-usd/1m', 60, from + 5 * HOUR_SEC + 1800, 102);
  await flat('market/median/btc-usd/1m', 60, from + 9 * HOUR_SEC, 500);
  await flat('market/kraken/btc-eur/1h', HOUR_SEC, from + 9 * HOUR_SEC, 500);
  const hours = (await heldHours(history))!;
  assert.deepEqual([...hours.candles.close], [101, 101, 101, 102, 102]);
  assert.deepEqual(hours.titles, ['Kraken', 'mine']);
  assert.equal((await heldDays(history))?.candles.close.length ?? 0, 0, 'no day has ended');
});

test('an event of this year is studied with the hours that were collected; a file comes before them', async () => {
  const folder = path.join(dataDir, 'mainnet', 'history');
  const store = await LevelHistoryStore.open(folder);
  const [from, to] = [utc('2026-01-01T00:00'), utc('2026-11-01T00:00')];
  await write(store, 'market/kraken/btc-usd/1h', { from, to, step: HOUR_SEC, start: 90_000 });
  const routes = eventsRoutes({ builtIn: builtInEvents, prices: builtInStudyPrices(), history: store });
  const route = routes.find((one) => one.path === 'events/study')!;
  const ask = async (event: string): Promise<unknown> =>
    JSON.parse(JSON.stringify(await route.answer(new Query(new URLSearchParams({ event }), route.params), undefined)));
  const sent = (await ask('2026-10-07T12:00Z')) as EventStudyDocument;
  const past = (await ask('2022-01-05T10:30Z')) as EventStudyDocument;
  await store.close();
  const study = ['events', 'study', '--json', '--event'];
  const ran = await runRecorded([...study, '2026-10-07T12:00Z'], { dataDir });
  assert.equal(ran.exitCode, 0, ran.err);
  assert.deepEqual(JSON.parse(ran.out), sent);
  assert.ok(sent.hourly !== null && sent.hourly.match.windows > 0);
  assert.match(
    sent.sources[0]!,
    /^hourly closes that the history holds \(Kraken, 1 January 2026 to 1 November 2026\)$/,
  );
  assert.match(past.sources[0]!, /^Vigil's built-in hourly closes/);

  const file = path.join(dataDir, 'prices.csv');
  const rows = Array.from({ length: 3000 }, (_, k) => `${to - 3000 * HOUR_SEC + k * HOUR_SEC},${50_000 + (k % 7)}`);
  await writeFile(file, `time,close\n${rows.join('\n')}\n`);
  const own = await runRecorded([...study, '2026-10-07T12:00Z', '--prices', file], { dataDir });
  assert.equal((JSON.parse(own.out) as EventStudyDocument).sources[0], file);
});

test('without a history an event after the built-in prices is said not to be covered', async () => {
  const ran = await runRecorded(['events', 'study', '--event', '2026-10-07T12:00Z'], {
    dataDir: path.join(dataDir, 'none'),
  });
  assert.equal(ran.exitCode, 1);
  assert.match(ran.err, /no study of 2026-10-07/);
});

test('a report of this year tells the prices that were collected, and whose they are; a file comes before them', async () => {
  const at = path.join(dataDir, 'report');
  const store = await LevelHistoryStore.open(path.join(at, 'mainnet', 'history'));
  const hours = { from: utc('2026-01-01T00:00'), to: utc('2026-11-01T00:00'), step: HOUR_SEC, start: 90_000 };
  for (const exchange of ['kraken', 'bitstamp']) await write(store, `market/${exchange}/btc-usd/1h`, hours);
  await write(store, 'market/kraken/eth-usd/1d', { ...hours, step: DAY_SEC, start: 3000 });
  const { blocks, days, epochs } = builtInHistory();
  const observations = [
    { series: blocks, description: "Vigil's built-in block times" },
    { series: days, description: "Vigil's built-in blocks per day" },
  ];
  const sources = { network: 'mainnet', observations, epochs } as const;
  const clock = { nowMs: () => utc('2026-11-22T00:00') * 1000, monotonicMs: () => 0 } as Clock;
  const holdings = reportHoldings({ network: 'mainnet', sources, files: [], history: store, clock });
  const route = reportRoutes({
    sources: () => sources,
    records: reportHistory(),
    material: (scope) => reportMaterial(holdings, scope),
  }).find((one) => one.path === 'report')!;
  const query = new Query(new URLSearchParams('from=2026-10-05&to=2026-10-25'), route.params);
  const sent = JSON.parse(JSON.stringify(await route.answer(query, undefined))) as ReportDocument;
  await store.close();
  const span = ['report', '--from', '2026-10-05', '--to', '2026-10-25', '--json'];
  const ran = await runRecorded(span, { dataDir: at });
  assert.equal(ran.exitCode, 0, ran.err);
  assert.deepEqual(JSON.parse(ran.out), sent);
  const text = JSON.stringify(sent.sections);
  assert.match(text, /Prices of BTC by the hour/);
  assert.match(text, /kept in the history: the median of Bitstamp, Kraken/);
  const price = sent.sections.find(({ id }) => id === 'price')!;
  assert.equal(price.missing, null);
  assert.match(price.sentence, /^The lowest price of the span was /);
  const coins = sent.sections.find(({ id }) => id === 'coins')!;
  assert.match(JSON.stringify(coins), /ETH/);

  const file = path.join(dataDir, 'BTC-USD.csv');
  const rows = Array.from({ length: 470 }, (_, k) => `${utc('2026-10-05T00:00') + k * HOUR_SEC},${50_000 + (k % 7)}`);
  await writeFile(file, `time,close\n${rows.join('\n')}\n`);
  const own = await runRecorded([...span, '--prices', file], { dataDir: at });
  assert.match(own.out, /"The lowest price of the span was \$50.000 /);
  assert.match(own.out, /Prices of BTC by the hour/, 'though its last day has not ended');
  assert.doesNotMatch(own.out, /kept in the history/);
  const without = await runRecorded([...span, '--history', 'memory'], { dataDir: at });
  assert.match(without.out, /Prices for 5 October 2026 to 25 October 2026 would be needed/);
});

test('energy is worked out with the days that were collected, where they go on from the built-in ones', async () => {
  const at = path.join(dataDir, 'energy');
  const store = await LevelHistoryStore.open(path.join(at, 'mainnet', 'history'));
  const days = { from: utc('2024-01-01T00:00'), to: utc('2025-08-01T00:00'), step: DAY_SEC, start: 42_000 };
  await write(store, 'market/coinbase/btc-usd/1d', days);
  const { blocks, days: perDay, epochs } = builtInHistory();
  const observations = [
    { series: blocks, description: "Vigil's built-in block times" },
    { series: perDay, description: "Vigil's built-in blocks per day" },
  ];
  const sources = { network: 'mainnet', observations, epochs } as const;
  const [route] = energyRoutes({ sources: () => sources, records: energyRecords(), history: store });
  const query = new Query(new URLSearchParams('from=2024-03-01&to=2024-03-02'), route!.params);
  const sent = JSON.parse(JSON.stringify(await route!.answer(query, undefined))) as EnergyDocument;
  await store.close();
  const ran = await runRecorded(['energy', '--at', '2024-03-01', '--json'], { dataDir: at });
  assert.equal(ran.exitCode, 0, ran.err);
  const document = JSON.parse(ran.out) as EnergyDocument;
  assert.deepEqual(document, sent);
  assert.match(
    JSON.stringify(document),
    /daily closes that the history holds \(Coinbase Exchange, 1 January 2024 to 1 August 2025\); else /,
  );
  const without = await runRecorded(['energy', '--at', '2024-03-01', '--json', '--history', 'memory'], { dataDir: at });
  assert.doesNotMatch(without.out, /that the history holds/);
  assert.notEqual(without.out, ran.out);
});
