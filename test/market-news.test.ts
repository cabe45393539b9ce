// What pages are told of the market as it moves, from exchanges that are well and from such as misbehave.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { EXCHANGES, MarketCollector, NoMarketCollector } from '../src/api/collectors/market/market-collector.ts';
import { loadMarket } from '../src/api/market-holdings.ts';
import type { MarketParts } from '../src/api/market-holdings.ts';
import { marketTopics, MarketNews } from '../src/api/market-news.ts';
import { answerMarket } from '../src/observatory/answers/market-answer.ts';
import type { MarketNow, MarketNowDocument } from '../src/observatory/answers/market-document.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import { HistoryStoreError } from '../src/ports/history-store.ts';
import type { Mood } from './fake-exchanges.ts';
import { FakeExchanges, truePrice } from './fake-exchanges.ts';
import { FakeTime } from './fake-time.ts';
import { seededRandom } from './seeded-random.ts';

const START_MS = Date.UTC(2026, 10, 20, 12, 0, 30);
const MINUTE_MS = 60_000;

interface Scene {
  readonly time: FakeTime;
  readonly fakes: FakeExchanges;
  readonly parts: MarketParts;
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Follows the exchanges for so long. @param mood How all of them behave. */
async function followed(ms: number, mood: Mood = 'well'): Promise<Scene> {
  const time = new FakeTime(START_MS);
  const fakes = new FakeExchanges(time);
  for (const { id } of EXCHANGES) fakes.moods.set(id, mood);
  const history = new MemoryHistoryStore();
  const given = { fetch: fakes.fetch, clock: time, wait: time.wait, random: seededRandom(7), history };
  const collector = new MarketCollector(EXCHANGES, given);
  collector.start();
  stops.push(() => collector.stop());
  await time.advance(ms);
  return { time, fakes, parts: { history, builtIn: [], collector, clock: time } };
}

/** The newest, as the feed would find it at its next look. */
async function newest(news: MarketNews): Promise<MarketNowDocument> {
  news.document();
  await news.settled();
  return news.document();
}

test('it says what the document says that is asked for, in each currency', async () => {
  const { parts } = await followed(10 * MINUTE_MS);
  for (const quote of ['USD', 'JPY']) {
    const told = await newest(new MarketNews(parts, quote));
    const question = { base: 'BTC', quote, level: 0.9 };
    const asked = answerMarket(await loadMarket(parts, question), question);
    assert.ok(!('code' in asked));
    const { sentence, at, live, base, price, changes, allTimeHigh, board, sources, quotes } = asked;
    const expected: MarketNow = {
      sentence,
      at,
      live,
      base,
      quote,
      price,
      changes,
      allTimeHigh,
      board,
      sources,
      quotes,
    };
    assert.deepEqual(told.now, expected);
    assert.equal(told.now.live, true);
  }
});

test('nothing is told before the first price; then a price that has moved is told, once, with its changes', async () => {
  const { time, fakes, parts } = await followed(0, 'dead');
  const news = new MarketNews(parts, 'USD');
  assert.equal((await newest(news)).now, null);
  fakes.moods.clear();
  await time.advance(20 * MINUTE_MS);
  const first = (await newest(news)).now!;
  assert.equal((await newest(news)).now, first, 'not made again');
  await time.advance(MINUTE_MS);
  const second = (await newest(news)).now!;
  const truth = truePrice({ base: 'BTC', quote: 'USD' }, time.nowMs() / 1000);
  assert.ok(second.price.value < first.price.value && Math.abs(second.price.value / truth - 1) < 1e-3);
  assert.ok(second.changes[0]!.ratio! < 1 && second.at > first.at);
});

test('candles are read once a minute, however often the price moves', async () => {
  let reads = 0;
  const { time, parts } = await followed(10 * MINUTE_MS);
  const list = parts.history.list.bind(parts.history);
  parts.history.list = (prefix) => (reads++, list(prefix));
  const news = new MarketNews(parts, 'USD');
  const prices = new Set<number>();
  for (let second = 0; second < 180; second++) {
    prices.add((await newest(news)).now!.price.value);
    await time.advance(1000);
  }
  assert.ok(prices.size >= 6, `${prices.size} prices`);
  assert.ok(reads >= 3 && reads <= 4, `${reads} reads`);
});

test('an exchange that tells nonsense is left out and named; when all are dead, nothing is now', async () => {
  const { time, fakes, parts } = await followed(10 * MINUTE_MS);
  const news = new MarketNews(parts, 'USD');
  fakes.moods.set('kraken', 'absurd').set('bitfinex', 'dead');
  await time.advance(3 * MINUTE_MS);
  const { price, sources } = (await newest(news)).now!;
  assert.equal(price.exchanges, 2);
  assert.deepEqual(
    sources.map(({ exchange, state }) => [exchange, state]),
    [
      ['kraken', 'outlier'],
      ['coinbase', 'used'],
      ['bitstamp', 'used'],
      ['bitfinex', 'failing'],
    ],
  );
  for (const { id } of EXCHANGES) fakes.moods.set(id, 'dead');
  await time.advance(10 * MINUTE_MS);
  assert.equal((await newest(news)).now, null);
});

test('while the history is away, the candles that were read do', async () => {
  const { time, parts } = await followed(10 * MINUTE_MS);
  const news = new MarketNews(parts, 'USD');
  const before = (await newest(news)).now!;
  parts.history.list = () => Promise.reject(new HistoryStoreError('the server is away'));
  await time.advance(2 * MINUTE_MS);
  const after = (await newest(news)).now!;
  assert.ok(after.at > before.at);
  assert.notEqual(after.changes[1]!.ratio, null, 'what was a day ago is known still');
  assert.equal((await newest(new MarketNews(parts, 'USD'))).now, null, 'who has read nothing tells nothing');
});

test('where no exchange is followed, nothing is read and nothing told', async () => {
  const parts = {
    history: new MemoryHistoryStore(),
    builtIn: [],
    collector: new NoMarketCollector(),
    clock: new FakeTime(START_MS),
  };
  parts.history.list = () => assert.fail('nothing is to be read');
  assert.equal((await newest(new MarketNews(parts, 'USD'))).now, null);
});

test('there is a topic for each currency, and the time alone is no news', async () => {
  const { parts } = await followed(0);
  const topics = marketTopics(parts);
  assert.deepEqual(
    topics.map(({ name }) => name),
    ['market-usd', 'market-eur', 'market-gbp', 'market-jpy'],
  );
  const told: MarketNowDocument = { schema: 'vigil.market-now/1', time: 5, quote: 'USD', now: null };
  assert.deepEqual(topics[0]!.news!(told), { ...told, time: 0 });
});
