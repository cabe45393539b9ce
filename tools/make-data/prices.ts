import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

/** The window of the reference event: the high of November 2021 to the end of January 2022. */
const FIRST_DAY = '2021-11-01';
const LAST_DAY = '2022-01-31';

const HOURLY_NAME = 'market/Bitstamp_BTCUSD_1h.csv';

/** Makes `btc-usd-hourly.csv`. */
export function makeHourlyPrices(read: (name: string) => string): string {
  const source = sourceRows(
    HOURLY_NAME,
    read(HOURLY_NAME),
    'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD',
  ).filter(([, date]) => isWithin(date!));
  const hours = source
    .map(([unix, , , ...prices]) => ({ sec: Number(unix), prices: prices.slice(0, 4).map(Number) }))
    .sort((a, b) => a.sec - b.sec);
  expect(
    hours.every(({ prices }) => prices.every((price) => price > 0)),
    HOURLY_NAME,
    'four prices an hour',
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

/** Makes `daily-close-2021-11-2022-01.csv`. */
export function makeDailyCloses(read: (name: string) => string): string {
  const days = new Map<string, string[]>();
  for (const coin of COINS) {
    const name = `market/yahoo_${coin}-USD.csv`;
    const columns =
      coin === 'BNB'
        ? 'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits'
        : 'Date,Open,High,Low,Close,Adj Close,Volume';
    for (const [date, , , , close] of sourceRows(name, read(name), columns)) {
      if (!isWithin(date!)) continue;
      const row = days.get(date!.slice(0, 10)) ?? [];
      expect(Number(close) > 0, name, `a close on ${date}`);
      row.push(String(Number(Number(close).toPrecision(DIGITS))));
      days.set(date!.slice(0, 10), row);
    }
  }
  expect(
    [...days.values()].every((row) => row.length === COINS.length),
    'market/yahoo_*.csv',
    `a close of each coin on each day`,
  );
  return tableText(
    {
      title: `Daily closes in US dollars (midnight UTC that ends the day), ${FIRST_DAY} to ${LAST_DAY}`,
      source:
        'Yahoo Finance, by github.com/ivang5/RNN-Crypto-Price-Prediction at 528e26835b91; BNB by github.com/zaskap/ts_foundational_models_daily_crpytocurrency_predictions at 556e01e593ed; MANA by github.com/dyduch/coin-compare at 465db6fac11d',
      licence: 'MIT (the first two collections), none stated (the third); prices taken as facts',
      checked: `no day missing or twice; BTC within 1 % of the last hour of btc-usd-hourly.csv; rounded to ${DIGITS} digits`,
    },
    `day,${COINS.join(',')}`,
    [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, row]) => `${day},${row.join(',')}`),
  );
}

function isWithin(date: string): boolean {
  const day = date.slice(0, 10);
  return day >= FIRST_DAY && day <= LAST_DAY;
}
