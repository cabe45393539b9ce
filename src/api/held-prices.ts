import type { Candles, Pair } from '../observatory/market/candles.ts';
import { candlesWithin, joinCandles, mergeCandles } from '../observatory/market/candles.ts';
import type { HeldPrices } from '../observatory/market/held-prices.ts';
import { medianCandles } from '../observatory/market/median-candles.ts';
import { DAY_SEC } from '../observatory/series/observations.ts';
import { MAX_POINTS_A_READ } from '../ports/history-store.ts';
import type { HistoryStore, SeriesColumns } from '../ports/history-store.ts';
import { candleSeries, readCandleSeries } from './collectors/market/candle-plan.ts';
import { exchangeTitle, pricesOf } from './market-holdings.ts';

const PAIR: Pair = { base: 'BTC', quote: 'USD' };

const HOUR_SEC = 3600;

/** Most sources that are joined. */
const MAX_SOURCES = 50;

/** Most reads of one series; each is a year of minutes. */
const MAX_READS = 15;

/** Prices of bitcoin by the hour that were collected or imported, of minutes where there are no hours. @throws {HistoryStoreError} */
export function heldHours(history: HistoryStore): Promise<HeldPrices | undefined> {
  return held(history, HOUR_SEC);
}

/** The same by the day: whole UTC days alone. @throws {HistoryStoreError} */
export function heldDays(history: HistoryStore): Promise<HeldPrices | undefined> {
  return held(history, DAY_SEC);
}

async function held(history: HistoryStore, stepSec: number): Promise<HeldPrices | undefined> {
  const known = (await history.list('market/')).flatMap(({ series }) => readCandleSeries(series) ?? []);
  const mine = known.filter(({ exchange, pair, stepSec: step }) => {
    // The median over the exchanges is made of these, and has no voice of its own.
    return exchange !== 'median' && pair.base === PAIR.base && pair.quote === PAIR.quote && step <= stepSec;
  });
  const sources: { readonly exchange: string; readonly candles: Candles }[] = [];
  for (const exchange of [...new Set(mine.map((one) => one.exchange))].slice(0, MAX_SOURCES)) {
    // The longest first: what an exchange says of an hour itself comes before what its minutes say.
    const steps = mine.filter((one) => one.exchange === exchange).map((one) => one.stepSec);
    let candles: Candles | undefined;
    for (const step of steps.sort((a, b) => b - a)) {
      const found = await read(history, candleSeries(exchange, PAIR, step), { step, into: stepSec });
      candles = candles === undefined ? found : found === undefined ? candles : mergeCandles(candles, found);
    }
    if (candles !== undefined) sources.push({ exchange, candles });
  }
  const isEmpty = sources.every(({ candles }) => candles.atSec.length === 0);
  if (isEmpty) return undefined;
  const titles = sources.map(({ exchange }) => exchangeTitle(exchange));
  return { candles: medianCandles(sources.map(({ candles }) => candles)).candles, titles };
}

/**
 * Reads a series piece by piece, and joins each into longer candles before the next is read. A span that has not ended yet, or ends
 * beyond a piece, is left to the next one.
 */
async function read(
  history: HistoryStore,
  series: string,
  { step, into }: { readonly step: number; readonly into: number },
): Promise<Candles | undefined> {
  let joined: Candles | undefined;
  let fromSec = 0;
  for (let reads = 0; reads < MAX_READS; reads++) {
    const columns = await history.read(series, { fromSec, toSec: Infinity });
    if (columns === undefined || columns.atSec.length === 0) break;
    const wholeSec = Math.floor((columns.atSec.at(-1)! + step) / into) * into;
    const piece = joinCandles(candlesWithin(candlesOf(columns, step), fromSec, wholeSec), into);
    joined = joined === undefined ? piece : mergeCandles(joined, piece);
    if (columns.atSec.length < MAX_POINTS_A_READ || wholeSec <= fromSec) break;
    fromSec = wholeSec;
  }
  return joined;
}

function candlesOf(found: SeriesColumns, stepSec: number): Candles {
  return { ...PAIR, stepSec, atSec: found.atSec, ...pricesOf(found) };
}
