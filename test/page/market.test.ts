// The Market page: from the built-in prices alone, and with exchanges that are followed and misbehave.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { AlertWatch } from '../../src/api/alerts/alert-watch.ts';
import { EXCHANGES, MarketCollector } from '../../src/api/collectors/market/market-collector.ts';
import { dashboard } from '../../src/api/dashboard.ts';
import { startHttpServer } from '../../src/api/http-server.ts';
import { loadMarket } from '../../src/api/market-holdings.ts';
import { readPageFiles } from '../../src/api/page-files.ts';
import { builtInHistory } from '../../src/cli/built-in-history.ts';
import { CollectorSet } from '../../src/cli/serve/collector-set.ts';
import { liveFeed, serveRoutes } from '../../src/cli/serve/routes.ts';
import { nodeDocument } from '../../src/node/overview-sentence.ts';
import { answerMarket } from '../../src/observatory/answers/market-answer.ts';
import type { MarketDocument } from '../../src/observatory/answers/market-document.ts';
import { pairPrices, priceNow } from '../../src/observatory/market/pair-prices.ts';
import { MemoryHistoryStore } from '../../src/platform/history/memory-history-store.ts';
import { typeset } from '../../web/src/format/typeset.ts';
import { FakeExchanges } from '../fake-exchanges.ts';
import { FakeTime } from '../fake-time.ts';
import { seededRandom } from '../seeded-random.ts';
import { OVERLAPS, openStage, skipReason, vigilJson, watchedPage } from './browser.ts';
import type { Stage } from './browser.ts';

const BTC_USD = { base: 'BTC', quote: 'USD' };

const SIZES = [
  [360, 'light'],
  [768, 'dark'],
  [1440, 'dark'],
] as const;

async function show(page: Page, stage: Stage, query = ''): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.url}#/market${query}`);
  await page.waitForSelector('.market .chart-surface canvas[width]');
}

/** The market as an hour's following of the four exchanges tells it: one dead, one absurd. */
async function liveDocument(): Promise<MarketDocument> {
  const time = new FakeTime(Date.UTC(2026, 10, 20, 12, 0, 30));
  const fakes = new FakeExchanges(time);
  fakes.moods.set('kraken', 'absurd').set('bitfinex', 'dead');
  const history = new MemoryHistoryStore();
  const parts = { fetch: fakes.fetch, clock: time, wait: time.wait, random: seededRandom(5), history };
  const collector = new MarketCollector(EXCHANGES, parts);
  collector.start();
  await time.advance(10 * 60_000);
  const question = { base: 'BTC', quote: 'USD', level: 0.9 };
  const holdings = await loadMarket({ history, builtIn: [], collector, clock: time }, question);
  await collector.stop();
  const document = answerMarket(holdings, question);
  assert.ok(!('code' in document));
  return document;
}

interface MovingMarket {
  readonly url: string;
  /** What BTC costs, as the page writes it. */
  readonly price: () => RegExp;
  readonly advance: (ms: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A server as `vigil serve` composes it, that follows fake exchanges on a clock that is turned by hand. */
async function movingMarket(): Promise<MovingMarket> {
  const time = new FakeTime(Date.UTC(2026, 10, 20, 12, 0, 30));
  const fakes = new FakeExchanges(time);
  const history = new MemoryHistoryStore();
  const given = { fetch: fakes.fetch, clock: time, wait: time.wait, random: seededRandom(5), history };
  const collector = new MarketCollector(EXCHANGES, given);
  collector.start();
  await time.advance(10 * 60_000);
  const { blocks, days, epochs } = builtInHistory();
  const observations = [
    { series: blocks, description: 'blocks' },
    { series: days, description: 'days' },
  ];
  const sources = { network: 'mainnet', observations, epochs } as const;
  const market = { history, clock: time, collector, builtIn: [] };
  const parts = {
    network: 'mainnet',
    clock: time,
    sources: () => sources,
    history,
    collectors: new CollectorSet([]),
    market,
    records: undefined,
    pools: { lastBlocks: () => Promise.resolve('There are no blocks.') },
    node: () =>
      nodeDocument({ version: '', network: 'mainnet', state: 'off', reason: null, node: null, time: 0, rest: '' }),
    watch: new AlertWatch({ history, clock: time, channels: [] }),
  } as const;
  const live = liveFeed(parts);
  const files = readPageFiles(fileURLToPath(new URL('../../web', import.meta.url)));
  const app = dashboard({ routes: serveRoutes(parts), live, files, hosts: [] });
  const server = await startHttpServer(app, { host: '127.0.0.1', port: 0 });
  return {
    url: server.url,
    price: () => {
      const found = priceNow(
        pairPrices({ candles: [], ticks: collector.ticks, live: [], nowMs: time.nowMs() }, BTC_USD),
      );
      assert.ok(found !== undefined);
      return new RegExp(`\\$${String(Math.round(found.price)).replace(/(?=\d{3}$)/, '.')}`);
    },
    advance: (ms) => time.advance(ms),
    stop: async () => {
      live.stop();
      await collector.stop();
      await server.stop();
    },
  };
}

describe('the market in Chromium', { skip: skipReason() }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    await stage?.close();
  });

  test('without exchanges it opens on January 2022, with the figures of the command line', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await show(page, stage);
    const told = (await vigilJson('market', '--at', '2022-01-06')) as MarketDocument;
    assert.equal(await page.locator('.sentence').innerText(), typeset(told.sentence));
    assert.match(await page.locator('[data-figure=drawdown]').innerText(), /^−37\.0.% from \$69.000$/);
    assert.equal(await page.locator('.board tbody tr').count(), 10);
    assert.match(await page.locator('.board tbody tr').last().innerText(), /^BTC\s+−5\.2.%\s+\$43.436$/);
    assert.match(await page.locator('.market .table-block').innerText(), /Bitstamp, built in\s+used\s+\$43.436/);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('a span and a moment are chosen by one press and kept in the address', async () => {
    const { context, page, wrongs } = await watchedPage(stage);
    await show(page, stage);
    await page.getByRole('button', { name: 'Since 2012' }).click();
    await page.locator('.sentence', { hasText: '17 April 2025' }).waitFor();
    assert.match(page.url(), /#\/market\?.*from=2012-01-01/);
    await page.getByRole('button', { name: 'From the high of 2021' }).click();
    await page.locator('.sentence', { hasText: 'On 1 February 2022' }).waitFor();
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('a currency without prices says so, and what would help', async () => {
    const { context, page } = await watchedPage(stage);
    await page.goto(`${stage.url}#/market?quote=CHF&at=2022-01-06`);
    await page.waitForSelector('.failed');
    assert.match(await page.locator('.failed').innerText(), /No prices of BTC in CHF are at hand/);
    await context.close();
  });

  test('live, it shows who is used, who is left out and who fails, and why', async () => {
    const document = await liveDocument();
    const { context, page, wrongs } = await watchedPage(stage);
    await page.route('**/api/v1/market*', async (route) => route.fulfill({ json: document }));
    await show(page, stage);
    assert.match(await page.locator('.sentence').innerText(), /^BTC stands at \$.* \(median of 2 exchanges/);
    const table = await page.locator('.market .table-block').innerText();
    assert.match(table, /Kraken\s+left out: too far off/);
    assert.match(table, /Coinbase Exchange\s+used/);
    assert.match(table, /Bitfinex\s+failing[^]*can't be reached \(ECONNREFUSED\); asked again at/);
    assert.deepEqual(wrongs, []);
    await context.close();
  });

  test('new prices come by server-sent events; without the stream the page asks by itself', async () => {
    const market = await movingMarket();
    const { context, page, wrongs } = await watchedPage({ ...stage, url: market.url });
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/market?')) asked++;
    });
    const shown = (price: RegExp): Promise<void> =>
      page.locator('[data-figure=price]', { hasText: price }).waitFor({ timeout: 10_000 });
    await show(page, { ...stage, url: market.url });
    await shown(market.price());
    const before = asked;
    await market.advance(10 * 60_000);
    await shown(market.price());
    assert.match(await page.locator('.sentence').innerText(), market.price());
    assert.equal(asked, before, 'the page did not ask');
    assert.deepEqual(wrongs, []);
    await context.close();

    const without = await watchedPage({ ...stage, url: market.url });
    await without.page.clock.install();
    await without.page.route('**/api/v1/live*', (route) => route.abort());
    await show(without.page, { ...stage, url: market.url });
    const old = await without.page.locator('[data-figure=price]').innerText();
    await market.advance(10 * 60_000);
    assert.equal(await without.page.locator('[data-figure=price]').innerText(), old);
    await without.page.clock.fastForward(31_000);
    await without.page.locator('[data-figure=price]', { hasText: market.price() }).waitFor();
    await without.context.close();
    await market.stop();
  });

  for (const [width, colorScheme] of SIZES) {
    test(`at ${width} px, ${colorScheme}, nothing runs off the side and nothing lies on anything else`, async () => {
      const { context, page } = await watchedPage(stage, { viewport: { width, height: 800 }, colorScheme });
      for (const query of ['', '?from=2012-01-01']) {
        await show(page, stage, query);
        const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(scrollWidth <= width, `${query} is ${scrollWidth} px wide`);
        assert.deepEqual(await page.evaluate<string[]>(OVERLAPS), [], query);
      }
      await context.close();
    });
  }
});
