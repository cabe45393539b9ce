import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

/** 1,000 days to compare with, and the months that a market model is fitted to, before January 2022. */
const FIRST_DAY = '2018-07-01';
const LAST_DAY = '2022-08-18';

/** Large coins that were traded all that time. */
const COINS = ['BTC', 'ETH', 'XRP', 'LTC', 'ADA', 'DOGE', 'XMR', 'BNB'] as const;

const DIGITS = 5;

/** These markets never close: a close and the next day's open are one moment, unless one of them is wrong. */
const MAX_SEAM = 0.01;

/** How far the source's BTC, a mean over exchanges, lies from Bitstamp's: exchanges that use tether stood apart in 2018. */
const MAX_APART = 0.04;

const BITSTAMP = 'market/Bitstamp_BTCUSD_1h.csv';

interface DayPrice {
  readonly open: number;
  readonly close: number;
}

/**
 * Makes `daily-close-2018-07-2022-08.csv`, what the market model of a day is fitted to.
 *
 * Where most coins jump from a day's close to the next day's open, one of the two is not midnight's: the one is taken
 * whose BTC is nearer to Bitstamp's midnight.
 */
export function makeCoinDays(read: (name: string) => string): string {
  const prices = COINS.map((coin) => readDayPrices(read, coin));
  const midnights = readMidnights(read);
  const opens: string[] = [];
  const rows: string[] = [];
  for (let day = FIRST_DAY; day <= LAST_DAY; day = dayAfter(day)) {
    const pairs = prices.map((coin, k) => pairOf(coin, day, COINS[k]!));
    const midnight = midnights.get(dayAfter(day));
    expect(midnight !== undefined, BITSTAMP, `a price at the midnight that ends ${day}`);
    const apart = (price: number): number => Math.abs(price / midnight - 1);
    const jumps = pairs.filter(({ close, nextOpen }) => Math.abs(nextOpen / close - 1) > MAX_SEAM);
    const takesOpen = jumps.length > COINS.length / 2 && apart(pairs[0]!.nextOpen) < apart(pairs[0]!.close);
    if (takesOpen) opens.push(day);
    const closes = pairs.map(({ close, nextOpen }) => (takesOpen ? nextOpen : close));
    expect(apart(closes[0]!) <= MAX_APART, 'market/yahoo_BTC-USD.csv', `a price near Bitstamp's on ${day}`);
    rows.push([day, ...closes.map((close) => Number(close.toPrecision(DIGITS)))].join(','));
  }
  return tableText(
    {
      title: `Daily closes in US dollars (midnight UTC that ends the day), ${FIRST_DAY} to ${LAST_DAY}`,
      source:
        'Yahoo Finance, by github.com/ivang5/RNN-Crypto-Price-Prediction at 528e26835b91; BNB by github.com/zaskap/ts_foundational_models_daily_crpytocurrency_predictions at 556e01e593ed',
      licence: 'MIT (the collections); prices taken as facts',
      checked: `no day missing; BTC within ${100 * MAX_APART} % of Bitstamp at each midnight; on ${opens.join(', ')} most coins jump by over ${100 * MAX_SEAM} % to the next open, whose BTC is nearer to Bitstamp's midnight, so there the next open is taken; rounded to ${DIGITS} digits`,
    },
    `day,${COINS.join(',')}`,
    rows,
  );
}

function pairOf(
  coin: ReadonlyMap<string, DayPrice>,
  day: string,
  name: string,
): { readonly close: number; readonly nextOpen: number } {
  const [today, next] = [coin.get(day), coin.get(dayAfter(day))];
  expect(
    today !== undefined && next !== undefined,
    `market/yahoo_${name}-USD.csv`,
    `prices of ${day} and the day after`,
  );
  return { close: today.close, nextOpen: next.open };
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

/** Bitstamp's price at each midnight: the close of the day's last hour, by the day that begins there. */
function readMidnights(read: (name: string) => string): ReadonlyMap<string, number> {
  const rows = sourceRows(BITSTAMP, read(BITSTAMP), 'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD');
  return new Map(
    rows.flatMap((cells) => {
      const endSec = Number(cells[0]!.slice(0, 10)) + 3600;
      return endSec % DAY_SEC === 0 ? [[new Date(endSec * 1000).toISOString().slice(0, 10), Number(cells[6])]] : [];
    }),
  );
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_SEC * 1000).toISOString().slice(0, 10);
}
