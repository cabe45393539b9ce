import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candles } from '../market/candles.ts';
import { candlesFrom } from '../market/candles.ts';
import type { CandleSource, MarketHoldings, Tick } from '../market/market-holdings.ts';
import { answerMarket } from './market-answer.ts';
import type { MarketQuestion } from './market-answer.ts';
import type { MarketDocument } from './market-document.ts';

const DAY = 86_400;
const START = Date.UTC(2022, 0, 1) / 1000;
const QUESTION: MarketQuestion = { base: 'BTC', quote: 'USD', level: 0.9 };

/** Days with these closes, each 1 % wide around its close. */
function days(base: string, closes: readonly number[], quote = 'USD'): Candles {
  const rows = closes.map((close, k) => {
    return { atSec: START + k * DAY, open: close, high: close * 1.01, low: close * 0.99, close, volume: NaN };
  });
  return candlesFrom({ base, quote }, DAY, rows);
}

function from(exchange: string, ...candles: readonly Candles[]): CandleSource[] {
  return candles.map((each) => ({ exchange, description: exchange, candles: each }));
}

function holdings(candles: readonly CandleSource[], more: Partial<MarketHoldings> = {}): MarketHoldings {
  return { candles, ticks: [], live: [], ...more };
}

function answer(given: MarketHoldings, question: Partial<MarketQuestion> = {}): MarketDocument {
  const found = answerMarket(given, { ...QUESTION, ...question });
  assert.ok(!('code' in found), JSON.stringify(found));
  return found;
}

/** Closes that fall by a share each day. */
function falling(first: number, share: number, count = 10): number[] {
  return Array.from({ length: count }, (_, k) => first * (1 - share) ** k);
}

test('the past is told as it was known: nothing after the moment is looked at', () => {
  const full = holdings(from('kraken', days('BTC', [100, 110, 120, 500, 1])));
  const cut = holdings(from('kraken', days('BTC', [100, 110, 120])));
  const atSec = START + 3 * DAY;
  const [told, known] = [full, cut].map((given) => answer(given, { atSec, fromSec: START }));
  assert.deepEqual(told!.price, known!.price);
  assert.deepEqual(told!.allTimeHigh, known!.allTimeHigh);
  assert.equal(told!.sentence, known!.sentence);
  assert.deepEqual(told!.points, known!.points);
});

test('a moment within a candle is told by the candle before, and that is noted', () => {
  const given = holdings(from('kraken', days('BTC', [100, 110])));
  const told = answer(given, { atSec: START + 2 * DAY - 1 });
  assert.equal(told.price.value, 100);
  assert.match(told.notes.join('\n'), /the last price known at 2022-01-02 23:59 UTC is that of 2022-01-02 00:00 UTC/);
  assert.equal(answer(given, { atSec: START + 2 * DAY }).price.value, 110);
});

test('the drawdown is measured from the highest price paid, not the highest close', () => {
  const told = answer(holdings(from('kraken', days('BTC', [100, 200, 150]))));
  assert.deepEqual(told.allTimeHigh, { price: 202, at: START + DAY, since: START, drawdown: 150 / 202 });
  assert.match(told.sentence, /25\.7.% under its high of \$202 of 2 January 2022/);
  assert.equal(told.drawdown.at(-1)?.ratio, 150 / 202);
});

test('all coins down is a sea of red, and how often that was is counted', () => {
  const coins = ['BTC', 'ETH', 'SOL', 'ADA'];
  const given = holdings(
    coins.flatMap((coin, k) => from('kraken', days(coin, [...falling(100, 0.01 * (k + 1), 5), 200, 150]))),
  );
  const { board } = answer(given);
  assert.equal(board?.breadth, 'sea of red');
  assert.deepEqual([board?.fell, board?.rows.length], [4, 4]);
  assert.deepEqual(board?.before, { asRed: 4, of: 5 });
  assert.equal(answer(given, { atSec: START + 6 * DAY }).board?.breadth, 'sea of green');
});

test('one coin of five that rose leaves a mixed board; one of ten, still a sea of red', () => {
  const board = (count: number): string | undefined => {
    const coins = Array.from({ length: count }, (_, k) => `C${k}`);
    const sources = coins.flatMap((coin, k) => from('kraken', days(coin, k === 0 ? [1, 2] : [2, 1])));
    return answer(holdings([...sources, ...from('kraken', days('BTC', [2, 1]))])).board?.breadth;
  };
  assert.equal(board(4), 'mixed');
  assert.equal(board(9), 'sea of red');
});

test('one coin alone has no board, and that is noted', () => {
  const told = answer(holdings(from('kraken', days('BTC', [100, 110]))));
  assert.equal(told.board, null);
  assert.match(told.notes.join('\n'), /fewer than two coins/);
});

test('coins without a pair in the currency are turned over through bitcoin', () => {
  const given = holdings([
    ...from('kraken', days('BTC', [100, 100]), days('BTC', [80, 50], 'EUR')),
    ...from('kraken', days('ETH', [10, 10])),
  ]);
  const { board, notes } = answer(given, { quote: 'EUR' });
  const eth = board!.rows.find(({ asset }) => asset === 'ETH')!;
  assert.deepEqual([eth.price, eth.ratio], [5, 5 / 8]);
  assert.deepEqual(eth.basis, { kind: 'cross rate', through: 'BTC-EUR over BTC-USD' });
  assert.match(notes.join('\n'), /turned over by cross rate: BTC-EUR over BTC-USD/);
});

test('an exchange far off is an outlier among the sources; one without a price is silent', () => {
  const given = holdings([
    ...from('a', days('BTC', [100, 100])),
    ...from('b', days('BTC', [100, 101])),
    ...from('c', days('BTC', [100, 3])),
    ...from('d', days('BTC', [100])),
  ]);
  const told = answer(given);
  const states = Object.fromEntries(told.sources.map(({ exchange, state }) => [exchange, state]));
  assert.deepEqual(states, { a: 'used', b: 'used', c: 'outlier', d: 'silent' });
  assert.deepEqual([told.price.exchanges, told.price.low, told.price.high], [2, 100, 101]);
  assert.match(told.notes.join('\n'), /1 candle of c lay too far from the others/);
});

test('built-in and kept candles of one exchange are one voice', () => {
  const given = holdings([
    ...from('bitstamp', days('BTC', [100, 100])),
    ...from('bitstamp', days('BTC', [7, 7, 100])),
    ...from('kraken', days('BTC', [101, 101, 101])),
  ]);
  assert.deepEqual(
    answer(given).points.map(({ close }) => close),
    [100.5, 100.5, 100.5],
  );
});

test('ticks tell what is now; a stale one has no say, at three minutes and a millisecond', () => {
  const nowMs = (START + 3 * DAY) * 1000;
  const tick = (exchange: string, price: number, ageMs: number): Tick => {
    return { exchange, base: 'BTC', quote: 'USD', price, atMs: nowMs - ageMs, receivedMs: nowMs - ageMs };
  };
  const live = ['a', 'b', 'c'].map((exchange) => {
    return { exchange, title: exchange, state: 'fresh', failure: null, lastAtMs: nowMs, nextAtMs: null } as const;
  });
  const ticks = [tick('a', 90, 0), tick('b', 91, 180_000), tick('c', 92, 180_001)];
  const told = answer(holdings(from('a', days('BTC', [100, 100, 100])), { ticks, live, nowMs }));
  assert.equal(told.live, true);
  assert.equal(told.price.value, 90.5);
  assert.deepEqual(
    told.sources.map(({ state }) => state),
    ['used', 'used', 'stale'],
  );
  assert.match(
    told.sentence,
    /^BTC stands at \$90\.5 \(median of 2 exchanges, \$90\.0 to \$91\.0\): 9\.50.% lower than 24 h before/,
  );
});

test('an exchange whose bitcoin price is an outlier is not believed about a coin that it alone trades', () => {
  const nowMs = (START + 3 * DAY) * 1000;
  const tick = (exchange: string, base: string, price: number): Tick => {
    return { exchange, base, quote: 'USD', price, atMs: nowMs, receivedMs: nowMs };
  };
  const honest = [tick('a', 'BTC', 100), tick('b', 'BTC', 100), tick('a', 'ETH', 10)];
  const past = from('a', days('BTC', [100, 100, 100]), days('ETH', [10, 10, 10]), days('XMR', [5, 5, 5]));
  const coins = (bitcoin: number): string[] | undefined =>
    answer(holdings(past, { ticks: [...honest, tick('c', 'BTC', bitcoin), tick('c', 'XMR', 4)], nowMs }))
      .board?.rows.map(({ asset }) => asset)
      .sort();
  assert.deepEqual(coins(100), ['BTC', 'ETH', 'XMR']);
  assert.deepEqual(coins(1), ['BTC', 'ETH']);
});

test('what can’t be answered is refused with what is at hand', () => {
  const given = holdings(from('kraken', days('BTC', [100, 110])));
  const refused = (question: Partial<MarketQuestion>): string => {
    const found = answerMarket(given, { ...QUESTION, ...question });
    return 'code' in found ? `${found.code}: ${found.message}` : 'answered';
  };
  assert.match(
    refused({ quote: 'EUR' }),
    /^no-observations: no prices of BTC in EUR are at hand \(there are: BTC in USD\)/,
  );
  assert.match(refused({ base: 'ETH' }), /^no-observations: .*none of any currency/);
  assert.match(
    refused({ atSec: START }),
    /^outside-coverage: no price of BTC in USD is known for 2022-01-01 00:00 UTC/,
  );
  assert.match(refused({ atSec: START + 5 * DAY }), /^answered$/);
  assert.match(refused({ atSec: START + 6 * DAY }), /^outside-coverage/);
  assert.match(refused({ fromSec: START + DAY, toSec: START + DAY }), /^bad-window/);
});

test('a long span is joined to at most a thousand points, its extremes kept', () => {
  const closes = Array.from({ length: 4000 }, (_, k) => 100 + (k === 1234 ? 900 : k % 7));
  const told = answer(holdings(from('kraken', days('BTC', closes))), { fromSec: START });
  assert.ok(told.points.length <= 1000 && told.points.length > 300, `${told.points.length} points`);
  assert.equal(Math.max(...told.points.map(({ high }) => high)), 1010);
  assert.ok(told.drawdown.length <= 1000);
  assert.equal(Math.min(...told.drawdown.map(({ ratio }) => ratio)), 100 / 1010);
});
