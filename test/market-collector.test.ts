// The collector of prices on a clock that the test turns, against four exchanges that misbehave in every way.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Exchange } from '../src/api/collectors/market/exchange.ts';
import { EXCHANGES, MarketCollector, NoMarketCollector } from '../src/api/collectors/market/market-collector.ts';
import { loadMarket } from '../src/api/market-holdings.ts';
import { answerMarket } from '../src/observatory/answers/market-answer.ts';
import type { MarketDocument, MarketSource } from '../src/observatory/answers/market-document.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import type { Mood } from './fake-exchanges.ts';
import { FakeExchanges, truePrice } from './fake-exchanges.ts';
import { FakeTime } from './fake-time.ts';
import { seededRandom } from './seeded-random.ts';

const START_MS = Date.UTC(2026, 10, 20, 12, 0, 30);
const MINUTE_MS = 60_000;
const BTC_USD = { base: 'BTC', quote: 'USD' };

interface Scene {
  readonly time: FakeTime;
  readonly fakes: FakeExchanges;
  readonly history: MemoryHistoryStore;
  readonly collector: MarketCollector;
}

function scene(moods: Readonly<Record<string, Mood>> = {}, history = new MemoryHistoryStore()): Scene {
  const time = new FakeTime(START_MS);
  const fakes = new FakeExchanges(time);
  for (const [id, mood] of Object.entries(moods)) fakes.moods.set(id, mood);
  const parts = { fetch: fakes.fetch, clock: time, wait: time.wait, random: seededRandom(7), history };
  return { time, fakes, history, collector: new MarketCollector(EXCHANGES, parts) };
}

async function market({ history, collector, time }: Scene, quote = 'USD'): Promise<MarketDocument> {
  const question = { base: 'BTC', quote, level: 0.9 };
  const found = answerMarket(await loadMarket({ history, builtIn: [], collector, clock: time }, question), question);
  assert.ok(!('code' in found), JSON.stringify(found));
  return found;
}

function sourceOf(document: MarketDocument, id: string): MarketSource {
  return document.sources.find(({ exchange }) => exchange === id)!;
}

async function running(moods: Readonly<Record<string, Mood>>, minutes: number): Promise<Scene> {
  const made = scene(moods);
  made.collector.start();
  await made.time.advance(minutes * MINUTE_MS);
  return made;
}

describe('four exchanges that are well', () => {
  test('give a live median, changes, a board in every currency, and a status each', async () => {
    const all = await running({}, 15);
    const document = await market(all);
    const truth = truePrice(BTC_USD, all.time.nowMs() / 1000);
    assert.equal(document.live, true);
    assert.equal(document.price.exchanges, 4);
    assert.ok(Math.abs(document.price.value / truth - 1) < 1e-3, document.sentence);
    assert.deepEqual(
      document.sources.map(({ state }) => state),
      ['used', 'used', 'used', 'used'],
    );
    for (const { seconds, ratio } of document.changes) {
      const then = truePrice(BTC_USD, all.time.nowMs() / 1000 - seconds);
      assert.ok(Math.abs(ratio! / (truth / then) - 1) < 1e-3, `${seconds}: ${ratio}`);
    }
    assert.ok(document.board!.rows.length >= 9, document.sentence);
    assert.equal(document.board!.breadth, 'sea of red');
    for (const status of all.collector.statuses) assert.deepEqual([status.state, status.failure], ['fresh', null]);
    await all.collector.stop();
  });

  test('prices in pounds and yen come from own pairs for bitcoin, by cross rate for the other coins', async () => {
    const all = await running({}, 15);
    const document = await market(all, 'JPY');
    const nowSec = all.time.nowMs() / 1000;
    assert.ok(Math.abs(document.price.value / truePrice({ base: 'BTC', quote: 'JPY' }, nowSec) - 1) < 1e-3);
    const doge = document.board!.rows.find(({ asset }) => asset === 'DOGE')!;
    assert.deepEqual(doge.basis, { kind: 'cross rate', through: 'BTC-JPY over BTC-USD' });
    assert.ok(Math.abs(doge.price / truePrice({ base: 'DOGE', quote: 'JPY' }, nowSec) - 1) < 2e-3);
    assert.deepEqual(document.quotes, ['USD', 'EUR', 'GBP', 'JPY']);
    await all.collector.stop();
  });

  test('are asked no more often than each allows, from the first minute on', async () => {
    const { fakes, collector } = await running({}, 20);
    for (const { id, spacingMs } of EXCHANGES) {
      const times = fakes.asked.filter(({ exchange }) => exchange === id).map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((at, k) => at - times[k]!);
      assert.ok(Math.min(...gaps) >= spacingMs, `${id}: ${Math.min(...gaps)} ms`);
      assert.ok(times.length > 40, `${id} was asked ${times.length} times`);
    }
    await collector.stop();
  });

  test('fill the history, hour by hour without a gap, and the median minute by minute', async () => {
    const { history, collector } = await running({}, 15);
    const nowSec = START_MS / 1000;
    const hours = (await history.read('market/coinbase/btc-usd/1h', { fromSec: 0, toSec: 2 * nowSec }))!;
    assert.equal(hours.atSec.length, 90 * 24);
    assert.equal(hours.atSec.at(-1)! - hours.atSec[0]!, (90 * 24 - 1) * 3600);
    const minutes = (await history.read('market/median/btc-usd/1m', { fromSec: 0, toSec: 2 * nowSec }))!;
    assert.ok(minutes.atSec.length >= 13, `${minutes.atSec.length} minutes`);
    const [open, high, low, close] = minutes.columns.map((column) => column[3]!) as [number, number, number, number];
    assert.ok(low <= Math.min(open, close) && Math.max(open, close) <= high);
    await collector.stop();
  });

  test('nothing but their public interfaces is asked, and every request is a plain GET of prices', async () => {
    const { fakes, collector } = await running({}, 10);
    const known =
      /^(\/0\/public\/(Ticker|OHLC)\?|\/products\/[A-Z]+-[A-Z]+\/(ticker|candles)|\/api\/v2\/(ticker|ohlc)\/|\/v2\/(tickers|candles))/;
    for (const { path } of fakes.asked) assert.match(path, known);
    await collector.stop();
  });
});

describe('one exchange that misbehaves', () => {
  const cases: readonly (readonly [Mood, MarketSource['state'], RegExp])[] = [
    ['silent', 'failing', /no answer within 15 seconds/],
    ['dead', 'failing', /can't be reached \(ECONNREFUSED\)/],
    ['redirects', 'failing', /can't be reached \(unexpected redirect\)/],
    ['not-json', 'failing', /not JSON/],
    ['other-json', 'failing', /in its answer/],
    ['rate-limited', 'failing', /asked less often \(HTTP 429\), and to wait 120 seconds/],
    ['down', 'failing', /HTTP 502/],
    ['endless', 'failing', /more than 1048576 bytes/],
    ['absurd', 'outlier', /too far from the others/],
  ];
  const ofEach = new Set(['dead', 'other-json', 'absurd']);
  for (const id of ['kraken', 'coinbase', 'bitstamp', 'bitfinex']) {
    // Reading is each one's own; what is no answer to read is the same for all.
    for (const [mood, state, failure] of cases.filter(([name]) => id === 'kraken' || ofEach.has(name))) {
      test(`${id}, ${mood}: shown as ${state}, and the median goes on without it`, async () => {
        const all = await running({ [id]: mood }, 4);
        const document = await market(all);
        const source = sourceOf(document, id);
        assert.equal(source.state, state);
        assert.match(source.failure ?? '', failure);
        assert.equal(document.price.exchanges, 3);
        const truth = truePrice(BTC_USD, all.time.nowMs() / 1000);
        assert.ok(Math.abs(document.price.value / truth - 1) < 1e-3, document.sentence);
        if (state === 'failing') {
          const status = all.collector.statuses.find(({ name }) => name === `market/${id}`)!;
          assert.equal(status.state, 'failing');
          assert.ok(status.nextAtMs! > all.time.nowMs(), 'it is tried again');
        }
        await all.collector.stop();
      });
    }
  }

  for (const id of ['coinbase', 'bitstamp']) {
    test(`${id}, whose prices are an hour old: stale, and without a say`, async () => {
      const all = await running({ [id]: 'frozen' }, 5);
      const document = await market(all);
      assert.equal(sourceOf(document, id).state, 'stale');
      assert.match(sourceOf(document, id).failure!, /1 h old, and was left out/);
      assert.equal(document.price.exchanges, 3);
      await all.collector.stop();
    });

    test(`${id}, whose clock runs an hour ahead: its price counts, its clock is told of`, async () => {
      const all = await running({ [id]: 'ahead' }, 4);
      const document = await market(all);
      assert.equal(sourceOf(document, id).state, 'used');
      assert.match(sourceOf(document, id).failure!, /clock runs 1 h ahead of this machine's/);
      assert.ok(sourceOf(document, id).at! <= all.time.nowMs() / 1000);
      assert.equal(document.price.exchanges, 4);
      await all.collector.stop();
    });
  }

  test('is asked less and less often while it fails, waits as long as it is told, and comes back by itself', async () => {
    const all = await running({ kraken: 'rate-limited' }, 30);
    const times = all.fakes.asked.filter(({ exchange }) => exchange === 'kraken').map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((at, k) => at - times[k]!);
    assert.ok(Math.min(...gaps) >= 120_000, `${gaps.join(' ')}`);
    assert.ok(gaps.at(-1)! > gaps[0]!, 'the waits grow');
    all.fakes.moods.set('kraken', 'well');
    await all.time.advance(15 * MINUTE_MS);
    assert.equal(sourceOf(await market(all), 'kraken').state, 'used');
    await all.collector.stop();
  });

  test('that goes silent turns stale in the status of its collector', async () => {
    const all = await running({}, 5);
    all.fakes.moods.set('bitfinex', 'silent');
    await all.time.advance(6 * MINUTE_MS);
    const document = await market(all);
    assert.equal(sourceOf(document, 'bitfinex').state, 'failing');
    assert.equal(document.price.exchanges, 3);
    await all.collector.stop();
  });

  test('that no longer trades a coin is still asked for the others', async () => {
    const made = scene();
    made.fakes.unlisted.add('kraken DOGE-USD').add('coinbase BTC-GBP').add('bitfinex XMR-USD').add('bitstamp MANA-USD');
    made.collector.start();
    await made.time.advance(10 * MINUTE_MS);
    const names = made.collector.ticks.map(({ exchange, base, quote }) => `${exchange} ${base}-${quote}`);
    for (const unlisted of made.fakes.unlisted) assert.ok(!names.includes(unlisted), unlisted);
    assert.ok(names.includes('kraken BTC-USD') && names.includes('kraken XMR-USD'));
    for (const { state, failure } of made.collector.sources) assert.deepEqual([state, failure], ['fresh', null]);
    await made.collector.stop();
  });
});

describe('more than one that misbehaves', () => {
  test('two of four absurd: no price is made up of them; the last that most agreed on is shown, with its time', async () => {
    const all = await running({ kraken: 'absurd', bitfinex: 'absurd' }, 6);
    const document = await market(all);
    assert.equal(document.live, false);
    assert.match(document.notes.join('\n'), /the exchanges disagree by more than 5 %/);
    const truth = truePrice(BTC_USD, document.price.at);
    assert.ok(Math.abs(document.price.value / truth - 1) < 1e-3, document.sentence);
    await all.collector.stop();
  });

  test('all of them dead: the last prices at hand are shown as what they are, and everyone is tried on', async () => {
    const all = await running({}, 10);
    for (const { id } of EXCHANGES) all.fakes.moods.set(id, 'dead');
    await all.time.advance(20 * MINUTE_MS);
    const document = await market(all);
    assert.equal(document.live, false);
    assert.match(document.notes.join('\n'), /no exchange has given a price in the last 3 minutes/);
    for (const { state } of all.collector.sources) assert.equal(state, 'failing');
    await all.collector.stop();
  });
});

describe('what was filled', () => {
  test('is gone on with after a restart: nothing is asked for twice', async () => {
    const first = await running({}, 10);
    await first.collector.stop();
    const second = scene({}, first.history);
    await second.time.advance(12 * MINUTE_MS);
    second.collector.start();
    await second.time.advance(2 * MINUTE_MS);
    const candles = second.fakes.asked.filter(({ path }) => /candles|ohlc/i.test(path));
    // What ended in between: minutes, of each exchange.
    assert.ok(candles.length <= 4, candles.map(({ path }) => path).join('\n'));
    await second.collector.stop();
  });

  test('stops at once, also in the middle of a question and of a wait', async () => {
    const all = await running({ kraken: 'silent', coinbase: 'rate-limited' }, 1);
    await all.collector.stop();
    const count = all.fakes.asked.length;
    await all.time.advance(60 * MINUTE_MS);
    assert.equal(all.fakes.asked.length, count);
  });
});

test('over real sockets the same: the four are served over HTTP and asked with fetch', async () => {
  const clock = { nowMs: () => Date.now() };
  const fakes = new FakeExchanges(clock);
  fakes.moods.set('bitstamp', 'down').set('kraken', 'not-json');
  const exchanges: readonly Exchange[] = await fakes.listen();
  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  const history = new MemoryHistoryStore();
  const collector = new MarketCollector(exchanges, { fetch, clock, wait, random: seededRandom(1), history });
  collector.start();
  const until = Date.now() + 20_000;
  while (
    collector.ticks.filter(({ base, quote }) => base === 'BTC' && quote === 'USD').length < 2 &&
    Date.now() < until
  ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const states = Object.fromEntries(collector.sources.map(({ exchange, state }) => [exchange, state]));
  await collector.stop();
  await fakes.close();
  assert.equal(states['coinbase'], 'fresh');
  assert.equal(states['bitfinex'], 'fresh');
  assert.equal(states['bitstamp'], 'failing');
  assert.equal(states['kraken'], 'failing');
});

test('turned off, all are shown as off, and nobody is asked', async () => {
  const collector = new NoMarketCollector();
  collector.start();
  assert.deepEqual(new Set(collector.statuses.map(({ state }) => state)), new Set(['off']));
  assert.deepEqual(collector.ticks, []);
  await collector.stop();
});
