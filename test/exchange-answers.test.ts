// Answers of exchanges in the forms that their public documentation gives, written by hand, and read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { bitfinex } from '../src/api/collectors/market/bitfinex.ts';
import { bitstamp } from '../src/api/collectors/market/bitstamp.ts';
import { coinbase } from '../src/api/collectors/market/coinbase.ts';
import type { CandleRequest, Exchange } from '../src/api/collectors/market/exchange.ts';
import { isFault } from '../src/api/collectors/market/exchange.ts';
import { kraken } from '../src/api/collectors/market/kraken.ts';
import type { Candle, Pair } from '../src/observatory/market/candles.ts';

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(`test/exchange-answers/${name}.json`, 'utf8')) as unknown;
}

const BTC_USD = { base: 'BTC', quote: 'USD' };
const HOURS: CandleRequest = { pair: BTC_USD, stepSec: 3600, fromSec: 1641420000, toSec: 1641427200 };

function prices(exchange: Exchange, body: unknown, pairs: readonly Pair[]): object {
  const read = exchange.readTickers(body, pairs);
  if (isFault(read)) return read;
  return Object.fromEntries(read.map(({ base, quote, price, atMs }) => [`${base}-${quote}`, [price, atMs]]));
}

function candles(exchange: Exchange, body: unknown): readonly Candle[] {
  const read = exchange.readCandles(body, HOURS);
  assert.ok(!isFault(read), JSON.stringify(read));
  return read;
}

function faultOf(read: object): string {
  assert.ok(isFault(read));
  return read.code;
}

describe('Kraken', () => {
  const doge = { base: 'DOGE', quote: 'USD' };

  test('tickers: the last trade, under its own names of pairs', () => {
    const found = prices(kraken, recorded('kraken-ticker'), [BTC_USD, doge, { base: 'ETH', quote: 'USD' }]);
    assert.deepEqual(found, { 'BTC-USD': [43441.1, undefined], 'DOGE-USD': [0.15905, undefined] });
    assert.equal(kraken.tickersPath([BTC_USD, doge]), '/0/public/Ticker?pair=XXBTZUSD,XDGUSD');
  });

  test('candles: time, open, high, low, close, vwap, volume, count; asked for from a second before', () => {
    const [first, , last] = candles(kraken, recorded('kraken-ohlc'));
    assert.deepEqual(first, {
      atSec: 1641420000,
      open: 43620.1,
      high: 43699.9,
      low: 43250,
      close: 43444.2,
      volume: 311.0922141,
    });
    assert.equal(last?.atSec, 1641427200);
    assert.equal(kraken.candlesPath(HOURS), '/0/public/OHLC?pair=XXBTZUSD&interval=60&since=1641419999');
  });

  test('errors come with status 200 and are told apart', () => {
    assert.equal(faultOf(kraken.readTickers(recorded('kraken-unknown-pair'), [BTC_USD])), 'unknown-pair');
    assert.equal(faultOf(kraken.readCandles(recorded('kraken-rate-limit'), HOURS)), 'rate-limited');
    assert.equal(faultOf(kraken.readCandles({ error: ['EService:Unavailable'] }, HOURS)), 'refused');
    // A result that has the fields of a fault is none.
    assert.deepEqual(kraken.readTickers({ error: [], result: { code: 'refused', message: {} } }, [BTC_USD]), []);
  });
});

describe('Coinbase Exchange', () => {
  test('a ticker: the last trade and its time', () => {
    const found = prices(coinbase, recorded('coinbase-ticker'), [BTC_USD]);
    assert.deepEqual(found, { 'BTC-USD': [43441.54, Date.UTC(2022, 0, 6, 0, 17, 2, 833)] });
    assert.equal(coinbase.tickersPath([BTC_USD]), '/products/BTC-USD/ticker');
  });

  test('candles: time, low, high, open, close, volume, newest first; both ends of what is asked for count', () => {
    const [first, second] = candles(coinbase, recorded('coinbase-candles'));
    assert.deepEqual(first, {
      atSec: 1641420000,
      open: 43621.09,
      high: 43717.54,
      low: 43225.51,
      close: 43445.88,
      volume: 1411.07745502,
    });
    assert.equal(second?.atSec, 1641423600);
    assert.equal(
      coinbase.candlesPath(HOURS),
      '/products/BTC-USD/candles?granularity=3600&start=1641420000&end=1641423600',
    );
  });

  test('what is no ticker is malformed', () => {
    assert.equal(faultOf(coinbase.readTickers(recorded('coinbase-not-found'), [BTC_USD])), 'malformed');
  });
});

describe('Bitstamp', () => {
  test('tickers: all pairs at once, each with its second', () => {
    const found = prices(bitstamp, recorded('bitstamp-ticker'), [BTC_USD, { base: 'BTC', quote: 'EUR' }]);
    assert.deepEqual(found, { 'BTC-USD': [43440.11, 1641428221000], 'BTC-EUR': [38404, 1641428199000] });
  });

  test('candles: objects of texts', () => {
    const [first] = candles(bitstamp, recorded('bitstamp-ohlc'));
    assert.deepEqual(first, {
      atSec: 1641420000,
      open: 43621.53,
      high: 43700,
      low: 43217.06,
      close: 43448.79,
      volume: 193.90283103,
    });
    assert.equal(bitstamp.candlesPath(HOURS), '/api/v2/ohlc/btcusd/?step=3600&limit=2&start=1641420000&end=1641423600');
  });
});

describe('Bitfinex', () => {
  const doge = { base: 'DOGE', quote: 'USD' };

  test('tickers: the eighth of a row; long names of coins are set off by a colon', () => {
    const found = prices(bitfinex, recorded('bitfinex-tickers'), [BTC_USD, doge]);
    assert.deepEqual(found, { 'BTC-USD': [43431, undefined], 'DOGE-USD': [0.15896, undefined] });
    assert.equal(bitfinex.tickersPath([BTC_USD, doge]), '/v2/tickers?symbols=tBTCUSD,tDOGE:USD');
  });

  test('candles: milliseconds, open, close, high, low, volume', () => {
    const [first] = candles(bitfinex, recorded('bitfinex-candles'));
    assert.deepEqual(first, {
      atSec: 1641420000,
      open: 43612,
      high: 43702,
      low: 43220,
      close: 43440,
      volume: 402.11287,
    });
    assert.equal(
      bitfinex.candlesPath(HOURS),
      '/v2/candles/trade:1h:tBTCUSD/hist?limit=2&start=1641420000000&end=1641423600000&sort=1',
    );
  });

  test('errors are lists that begin with a word', () => {
    assert.equal(faultOf(bitfinex.readTickers(recorded('bitfinex-error'), [BTC_USD])), 'rate-limited');
    assert.equal(faultOf(bitfinex.readCandles(recorded('bitfinex-unknown-symbol'), HOURS)), 'unknown-pair');
  });
});

describe('any of them', () => {
  const all = [kraken, coinbase, bitstamp, bitfinex];
  const hostile: readonly unknown[] = [
    null,
    0,
    'text',
    [],
    {},
    [null],
    [[]],
    [[1e300, -1, 'x', null, {}, []]],
    { error: [] },
    { error: [], result: null },
    { error: [], result: { XXBTZUSD: { c: [{}] } } },
    { error: [], result: { XXBTZUSD: { c: ['-5', '1'] } } },
    { error: [], result: { XXBTZUSD: [[1, 2]] } },
    { error: [{ evil: 1 }] },
    { price: '1e999', time: '2022-01-06T00:00:00Z' },
    { price: 'NaN', time: '2022-01-06T00:00:00Z' },
    { price: '5', time: 'yesterday' },
    { data: { ohlc: [{ timestamp: '1.5', open: '1', high: '1', low: '1', close: '1', volume: '1' }] } },
    { data: { ohlc: [{ timestamp: '0', open: '3', high: '1', low: '1', close: '1', volume: '1' }] } },
    [{ pair: 'BTC/USD', last: '0', timestamp: '1' }],
    [['tBTCUSD', 1, 1, 1, 1, 1, 1, '43e999']],
    ['error'],
    ['error', 1, { evil: 1 }],
  ];

  test('takes no nonsense for a price or a candle, and throws nothing', () => {
    for (const exchange of all) {
      for (const body of hostile) {
        const tickers = exchange.readTickers(body, [BTC_USD]);
        assert.ok(isFault(tickers) || tickers.length === 0, `${exchange.id}: ${JSON.stringify(body)}`);
        const rows = exchange.readCandles(body, HOURS);
        assert.ok(isFault(rows) || rows.length === 0, `${exchange.id}: ${JSON.stringify(body)}`);
        for (const read of [tickers, rows]) if (isFault(read)) assert.equal(typeof read.message, 'string');
      }
    }
  });

  test('keeps its distance: a request is never sooner than its exchange allows', () => {
    const allowedMs: Readonly<Record<string, number>> = { kraken: 1000, coinbase: 100, bitstamp: 60, bitfinex: 2000 };
    for (const { id, spacingMs } of all) assert.ok(spacingMs >= allowedMs[id]!, id);
  });
});
