import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const NAME = 'market/btc_daily_ohlc_hotstopper.csv';
const BESIDE = 'market/Bitstamp_BTCUSD_d.csv';

/** Before it the source lacks a day every other week. */
const FIRST_DAY = '2012-01-01';

/** Days that the source has no prices of: Bitstamp was closed after a theft. */
const CLOSED: readonly string[] = ['2015-01-06', '2015-01-07', '2015-01-08'];

/** How far closes may lie from those of the second source, and on how many days they may lie further. */
const MAX_DIFFERENCE = 0.03;
const MAX_DIFFERENT_DAYS = 15;

interface Day {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Makes `btc-usd-daily.csv`: what drawdowns are measured against. */
export function makeDailyPrices(read: (name: string) => string): string {
  const days = readDays(read(NAME));
  const last = [...days.keys()].at(-1)!;
  const missing: string[] = [];
  const months = new Map<string, string[]>();
  for (let day = FIRST_DAY; day <= last; day = dayAfter(day)) {
    const prices = days.get(day);
    if (prices === undefined) missing.push(day);
    const month = months.get(day.slice(0, 7)) ?? [];
    months.set(day.slice(0, 7), month);
    month.push(prices === undefined ? '-' : [prices.high, prices.low, prices.close].map(rounded).join('/'));
  }
  expect(missing.join() === CLOSED.join(), NAME, `prices of every day since ${FIRST_DAY} but ${CLOSED.join(', ')}`);
  return tableText(
    {
      title: `BTC in US dollars on Bitstamp, highest, lowest and last price of each UTC day, ${FIRST_DAY} to ${last}`,
      source: 'github.com/Hotstopper/btc_halving at b28b696f9a3a, data/btc.csv',
      licence: 'none stated by the source; prices paid on a public exchange, taken as facts',
      checked: checkedText(days, read(BESIDE)),
    },
    'month,high/low/close of each day',
    [...months].map(([month, row]) => `${month},${row.join(' ')}`),
  );
}

function readDays(text: string): ReadonlyMap<string, Day> {
  const days = new Map<string, Day>();
  for (const [date, ...prices] of sourceRows(NAME, text, 'time,open,high,low,close')) {
    const day = date!.split('/').reverse().join('-');
    const [open, high, low, close] = prices.map(Number) as [number, number, number, number];
    expect(!days.has(day), NAME, `${day} once`);
    expect(
      low > 0 && low <= Math.min(open, close) && Math.max(open, close) <= high,
      NAME,
      `low <= open, close <= high on ${day}`,
    );
    days.set(day, { high, low, close });
  }
  return days;
}

/** Holds the closes against those of the hourly table's source. */
function checkedText(days: ReadonlyMap<string, Day>, beside: string): string {
  const columns = 'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD';
  let compared = 0;
  const different: string[] = [];
  for (const [, date, , , , , close] of sourceRows(BESIDE, beside, columns)) {
    const day = date!.slice(0, 10);
    const here = days.get(day);
    if (here === undefined) continue;
    compared++;
    if (Math.abs(here.close / Number(close) - 1) > MAX_DIFFERENCE) different.push(day);
  }
  expect(different.length <= MAX_DIFFERENT_DAYS, NAME, `closes of ${BESIDE}; ${different.length} days differ`);
  const years = different.map((day) => day.slice(0, 4));
  return (
    `no day missing but ${CLOSED.join(', ')} (the exchange was closed), low <= open, close <= high; ` +
    `of ${compared} days that Bitstamp_BTCUSD_d.csv of github.com/darkeclipz/price-data has too, ${different.length} closes ` +
    `differ by over ${100 * MAX_DIFFERENCE} %, all in ${years.at(-1)} to ${years[0]}; rounded to dollars above 1000, to 5 digits below`
  );
}

function rounded(price: number): string {
  return String(price >= 1000 ? Math.round(price) : Number(price.toPrecision(5)));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_SEC * 1000).toISOString().slice(0, 10);
}
