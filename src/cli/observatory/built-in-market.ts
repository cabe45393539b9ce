import { candlesFrom, candlesFromSeries } from '../../observatory/market/candles.ts';
import type { CandleSource } from '../../observatory/market/market-holdings.ts';
import type { DailyCloses, PriceSeries } from '../../observatory/market/price-series.ts';
import { parseMonthPrices } from '../../observatory/history/month-prices.ts';
import { DAY_SEC } from '../../observatory/series/observations.ts';
import { builtInTable } from '../built-in-table.ts';

const DAILY = 'btc-usd-daily.csv';

/** The prices that Vigil brings along: BTC on Bitstamp by the day since 2012, by the hour around January 2022, ten coins by the day. */
export function builtInMarket(records: { readonly prices: PriceSeries; readonly closes: DailyCloses }): CandleSource[] {
  const daily = builtInTable(DAILY, parseMonthPrices);
  const bitstamp = { exchange: 'bitstamp', description: 'Bitstamp, built in' };
  return [
    { ...bitstamp, candles: candlesFromSeries(records.prices) },
    { ...bitstamp, candles: daily },
    ...coinSources(records.closes),
  ];
}

/** Closes of the other coins; those of BTC are Bitstamp's. */
function coinSources({ firstDaySec, closes }: DailyCloses): CandleSource[] {
  return [...closes].flatMap(([asset, column]): CandleSource[] => {
    if (asset === 'BTC') return [];
    const rows = Array.from(column, (close, k) => {
      return { atSec: firstDaySec + k * DAY_SEC, open: close, high: close, low: close, close, volume: NaN };
    });
    const candles = candlesFrom({ base: asset, quote: 'USD' }, DAY_SEC, rows);
    return [{ exchange: 'yahoo', description: 'Yahoo Finance, built in (closes)', candles }];
  });
}
