import type { MarketQuestion } from '../observatory/answers/market-answer.ts';
import type { CandleSource, LiveSource, MarketHoldings, Tick } from '../observatory/market/market-holdings.ts';
import { DAY_SEC } from '../observatory/series/observations.ts';
import type { Clock } from '../ports/clock.ts';
import type { HistoryStore, SeriesColumns } from '../ports/history-store.ts';
import { readCandleSeries } from './collectors/market/candle-plan.ts';
import { EXCHANGES } from './collectors/market/market-collector.ts';

/** What the market is answered from. */
export interface MarketParts {
  readonly history: HistoryStore;
  /** Prices that Vigil brings along, and those of files. */
  readonly builtIn: readonly CandleSource[];
  /** The exchanges that are followed. */
  readonly collector: { readonly ticks: readonly Tick[]; readonly sources: readonly LiveSource[] };
  readonly clock: Clock;
}

/** Most series of candles that are read for an answer. */
const MAX_SERIES = 500;

const HOUR_SEC = 3600;

/** Reads from the history what an answer needs of it, and puts it beside the rest. @throws {HistoryStoreError} */
export async function loadMarket(parts: MarketParts, question: MarketQuestion): Promise<MarketHoldings> {
  const { history, builtIn, collector, clock } = parts;
  const nowMs = clock.nowMs();
  const atSec = question.atSec ?? question.toSec ?? Math.floor(nowMs / 1000);
  const toSec = Math.max(atSec, question.toSec ?? atSec);
  const kept: CandleSource[] = [];
  const known = (await history.list('market/')).flatMap((info) => readCandleSeries(info.series) ?? []);
  for (const { exchange, pair, stepSec } of known.slice(0, MAX_SERIES)) {
    // The median over the exchanges is made of these, and has no voice of its own.
    if (exchange === 'median' || (pair.quote !== question.quote && pair.quote !== 'USD')) continue;
    const isMain = pair.base === question.base;
    const fromSec = spanStart(stepSec, { isMain, atSec, fromSec: question.fromSec ?? atSec });
    const series = `market/${exchange}/${pair.base}-${pair.quote}/${stepSec === DAY_SEC ? '1d' : stepSec === HOUR_SEC ? '1h' : '1m'}`;
    const columns = await history.read(series.toLowerCase(), { fromSec, toSec });
    if (columns === undefined || columns.atSec.length === 0) continue;
    const candles = { ...pair, stepSec, atSec: columns.atSec, ...pricesOf(columns) };
    kept.push({ exchange, description: exchangeTitle(exchange), candles });
  }
  return { candles: [...kept, ...builtIn], ticks: collector.ticks, live: collector.sources, nowMs };
}

/** How far back candles are needed: days all, hours for changes and volatility, minutes for the last day; and for the chart. */
function spanStart(
  stepSec: number,
  about: { readonly isMain: boolean; readonly atSec: number; readonly fromSec: number },
): number {
  const { isMain, atSec, fromSec } = about;
  if (stepSec === DAY_SEC) return 0;
  if (stepSec === HOUR_SEC) return isMain ? Math.min(fromSec, atSec - 31 * DAY_SEC) : atSec - 9 * DAY_SEC;
  // A chart of more minutes is drawn by the hour.
  const isShort = atSec - fromSec <= 8 * DAY_SEC;
  return Math.min(isShort ? fromSec : atSec, atSec - 26 * HOUR_SEC);
}

/** The columns of a series of candles, by name. */
export function pricesOf({
  columns,
}: SeriesColumns): Record<'open' | 'high' | 'low' | 'close' | 'volume', Float64Array> {
  const [open, high, low, close, volume] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { open, high, low, close, volume };
}

/** How an exchange is called, for a reader. */
export function exchangeTitle(exchange: string): string {
  return EXCHANGES.find(({ id }) => id === exchange)?.title ?? exchange;
}
