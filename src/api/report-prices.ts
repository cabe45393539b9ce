import type { DailyMarket } from '../observatory/energy/daily-market.ts';
import { joinCandles } from '../observatory/market/candles.ts';
import { dailyMarketFor, heldSeries } from '../observatory/market/held-prices.ts';
import type { CandleSource, MarketHoldings } from '../observatory/market/market-holdings.ts';
import type { DescribedPrices } from '../observatory/market/price-series.ts';
import { dailyMarketOf, wholeSeries } from '../observatory/market/whole-series.ts';
import { pricesOfSpan } from '../observatory/report/span-prices.ts';
import { DAY_SEC } from '../observatory/series/observations.ts';
import type { Clock } from '../ports/clock.ts';
import type { HistoryStore } from '../ports/history-store.ts';
import { heldDays, heldHours } from './held-prices.ts';
import { loadMarket } from './market-holdings.ts';

const HOUR_SEC = 3600;

/** What a report's prices are to cover. Times in seconds since 1970. */
export interface PriceScope {
  readonly fromSec: number;
  readonly toSec: number;
  readonly level: number;
  /** When the market is looked at: two days into what happened; the end of the span when left out. */
  readonly marketSec?: number;
}

/** What a report's prices are taken from, wherever they are needed in it. */
export interface PriceHoldings {
  /** The reader's own: they come before all others. */
  readonly own: readonly CandleSource[];
  /** What Vigil brings along. */
  readonly builtIn: readonly CandleSource[];
  /** What was collected or imported. */
  readonly history: HistoryStore;
  readonly clock: Clock;
}

/** The prices that one report is made from. */
export interface ReportPrices {
  /** Of bitcoin in dollars around the span, by the hour or the day; `undefined` where nobody has any. */
  readonly series: DescribedPrices | undefined;
  /** What the market is answered from. */
  readonly market: MarketHoldings;
  /** Daily closes to work out miners' income with, in place of those that are built in. */
  readonly dailyMarket: (builtIn: DailyMarket) => DailyMarket;
}

/**
 * Looks for the prices of a report: the reader's own where they touch the span; else of what the history holds and of what is built in
 * whatever covers most of it, hours before days.
 *
 * @throws {HistoryStoreError}
 */
export async function reportPrices(holdings: PriceHoldings, scope: PriceScope): Promise<ReportPrices> {
  const { own, builtIn, history, clock } = holdings;
  const [hours, days] = [await heldHours(history), await heldDays(history)];
  const { fromSec, toSec, level } = scope;
  const atSec = scope.marketSec ?? toSec;
  const kept = await loadMarket(
    { history, builtIn, collector: { ticks: [], sources: [] }, clock },
    { atSec, fromSec, toSec, base: 'BTC', quote: 'USD', level },
  );
  return {
    series:
      pricesOfSpan([...hoursOf(own, scope), ...daysOf(own, scope)], scope) ??
      pricesOfSpan(
        [
          heldSeries(hours, scope),
          ...hoursOf(builtIn, scope).map(named),
          heldSeries(days, scope),
          ...daysOf(builtIn, scope).map(named),
        ],
        scope,
      ),
    market: { candles: [...own, ...kept.candles], ticks: [], live: [] },
    dailyMarket: (market) => ownDays(own) ?? dailyMarketFor(market, days, fromSec),
  };
}

function named(prices: DescribedPrices): DescribedPrices {
  return { ...prices, description: `${prices.description}; data/README.md names the collection` };
}

/** Bitcoin's prices by the hour, of each source that has any so fine. */
function hoursOf(sources: readonly CandleSource[], scope: PriceScope): DescribedPrices[] {
  return bitcoinIn(sources, HOUR_SEC).flatMap((source) => seriesOf(source, HOUR_SEC, scope));
}

/** By the day, of the sources that have no hours: hours joined to days would seem to cover more, with a day that has not ended. */
function daysOf(sources: readonly CandleSource[], scope: PriceScope): DescribedPrices[] {
  const coarse = bitcoinIn(sources, DAY_SEC).filter(({ candles }) => candles.stepSec > HOUR_SEC);
  return coarse.flatMap((source) => seriesOf(source, DAY_SEC, scope));
}

function seriesOf({ candles, description }: CandleSource, stepSec: number, scope: PriceScope): DescribedPrices[] {
  const series = wholeSeries(joinCandles(candles, stepSec), scope);
  return series === undefined ? [] : [{ ...series, description }];
}

function ownDays(own: readonly CandleSource[]): DailyMarket | undefined {
  const daily = bitcoinIn(own, DAY_SEC)[0];
  return daily && dailyMarketOf(joinCandles(daily.candles, DAY_SEC), daily.description);
}

/** Candles of bitcoin's price in dollars whose spans are `stepSec` long or shorter. */
function bitcoinIn(sources: readonly CandleSource[], stepSec: number): CandleSource[] {
  return sources.filter(({ candles: { base, quote, stepSec: step } }) => {
    return base === 'BTC' && quote === 'USD' && step <= stepSec;
  });
}
