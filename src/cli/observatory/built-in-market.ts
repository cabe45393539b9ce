import { parseDailyCloses } from '../../observatory/history/prices.ts';
import { candlesFrom, candlesFromSeries, mergeCandles } from '../../observatory/market/candles.ts';
import type { Candles } from '../../observatory/market/candles.ts';
import type { CandleSource } from '../../observatory/market/market-holdings.ts';
import type { DailyCloses, PriceSeries } from '../../observatory/market/price-series.ts';
import { parseMonthPrices } from '../../observatory/history/month-prices.ts';
import { DAY_SEC } from '../../observatory/series/observations.ts';
import { builtInTable } from '../built-in-table.ts';

const DAILY = 'btc-usd-daily.csv';
const COINS = 'daily-close-2018-07-2022-08.csv';

/**
 * The prices that Vigil brings along: BTC on Bitstamp by the day since 2012 and by the hour around January 2022; seven other coins by
 * the day from July 2018 to August 2022, and nine around January 2022.
 */
export function builtInMarket(records: { readonly prices: PriceSeries; readonly closes: DailyCloses }): CandleSource[] {
  const daily = builtInTable(DAILY, parseMonthPrices);
  const bitstamp = { exchange: 'bitstamp', description: 'Bitstamp, built in' };
  return [
    { ...bitstamp, candles: candlesFromSeries(records.prices) },
    { ...bitstamp, candles: daily },
    ...coinSources(records.closes),
  ];
}

/** Closes of the other coins; those of BTC are Bitstamp's. Where both tables have a day, the one of January 2022 has more digits. */
function coinSources(around: DailyCloses): CandleSource[] {
  const [exact, years] = [coinCandles(around), coinCandles(builtInTable(COINS, parseDailyCloses))];
  return [...new Set([...exact.keys(), ...years.keys()])].map((asset) => {
    const [first, second] = [exact.get(asset) ?? years.get(asset)!, years.get(asset)];
    const candles = second === undefined ? first : mergeCandles(first, second);
    return { exchange: 'yahoo', description: 'Yahoo Finance, built in (closes)', candles };
  });
}

function coinCandles({ firstDaySec, closes }: DailyCloses): ReadonlyMap<string, Candles> {
  return new Map(
    [...closes].flatMap(([asset, column]): [string, Candles][] => {
      if (asset === 'BTC') return [];
      const rows = Array.from(column, (close, k) => {
        return { atSec: firstDaySec + k * DAY_SEC, open: close, high: close, low: close, close, volume: NaN };
      });
      return [[asset, candlesFrom({ base: asset, quote: 'USD' }, DAY_SEC, rows)]];
    }),
  );
}
