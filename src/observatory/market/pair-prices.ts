import type { Candles, Pair } from './candles.ts';
import { firstFrom, lastPrice, mergeCandles } from './candles.ts';
import type { CandleSource, MarketHoldings, Tick } from './market-holdings.ts';
import type { MedianCandles } from './median-candles.ts';
import { medianCandles } from './median-candles.ts';
import { robustMedian } from './robust-median.ts';

/** A tick that is older is stale, and has no say: six rounds of asking in vain. */
export const STALE_MS = 180_000;

/** Prices of one pair by one length of candle, over all exchanges that have it. */
export interface StepPrices extends MedianCandles {
  readonly stepSec: number;
  /** One an exchange. */
  readonly sources: readonly CandleSource[];
}

/** All that is at hand of one pair. */
export interface PairPrices extends Pair {
  /** Finest first. */
  readonly steps: readonly StepPrices[];
  /** The last price of each exchange that gave one lately. */
  readonly ticks: readonly Tick[];
}

/** A price of a pair at a moment. */
export interface Priced {
  readonly price: number;
  /** When it was the last price, seconds since 1970. */
  readonly timeSec: number;
  /** Between which the exchanges' prices lie that it is the median of, and how many they are. */
  readonly low: number;
  readonly high: number;
  readonly exchanges: number;
}

/** Gathers what is at hand of a pair. */
export function pairPrices(holdings: MarketHoldings, pair: Pair): PairPrices {
  const isOf = (other: Pair): boolean => other.base === pair.base && other.quote === pair.quote;
  const mine = holdings.candles.filter(({ candles }) => isOf(candles) && candles.atSec.length > 0);
  const steps = [...new Set(mine.map(({ candles }) => candles.stepSec))].sort((a, b) => a - b);
  const { base, quote } = pair;
  return {
    base,
    quote,
    steps: steps.map((stepSec) => stepPrices(mine.filter(({ candles }) => candles.stepSec === stepSec))),
    ticks: trustedTicks(holdings).filter((tick) => isOf(tick) && (isMain(pair) || tick.trusted)),
  };
}

function stepPrices(given: readonly CandleSource[]): StepPrices {
  const byExchange = new Map<string, CandleSource>();
  for (const source of given) {
    const before = byExchange.get(source.exchange);
    const joined = before === undefined ? source.candles : mergeCandles(before.candles, source.candles);
    byExchange.set(source.exchange, { ...(before ?? source), candles: joined });
  }
  const sources = [...byExchange.values()];
  return {
    ...medianCandles(sources.map(({ candles }) => candles)),
    stepSec: sources[0]!.candles.stepSec,
    sources,
  };
}

function isMain({ base, quote }: Pair): boolean {
  return base === 'BTC' && quote === 'USD';
}

/**
 * The ticks that are not stale. An exchange whose price of bitcoin in dollars is an outlier is not trusted with the coins
 * that few others trade: there, nobody would contradict it.
 */
function trustedTicks({ ticks, nowMs }: MarketHoldings): readonly (Tick & { readonly trusted: boolean })[] {
  const fresh = nowMs === undefined ? [] : ticks.filter(({ atMs }) => nowMs - atMs <= STALE_MS);
  const main = fresh.filter(isMain);
  const found = robustMedian(main.map(({ price }) => price));
  const wrong = new Set(main.filter((_, k) => found?.isOutlier[k] === true).map(({ exchange }) => exchange));
  return fresh.map((tick) => ({ ...tick, trusted: !wrong.has(tick.exchange) }));
}

/**
 * The last price known at a moment: the one that was paid last before it, whatever the length of its candle.
 *
 * @returns `undefined` where no price is known shortly before, or the exchanges disagree.
 */
export function priceBy(prices: PairPrices, timeSec: number): Priced | undefined {
  let best: Priced | undefined;
  for (const step of prices.steps) {
    const found = lastPrice(step.candles, timeSec);
    if (found === undefined || (best !== undefined && found.timeSec <= best.timeSec)) continue;
    const k = firstFrom(step.candles, found.timeSec - step.stepSec);
    best = { ...found, low: step.closeLow[k]!, high: step.closeHigh[k]!, exchanges: step.kept[k]! };
  }
  return best;
}

/**
 * The price now: median of the last prices of the exchanges, without outliers.
 *
 * @returns `undefined` when no exchange gave one lately, or they disagree so that nothing tells which is right.
 */
export function priceNow(prices: PairPrices): Priced | undefined {
  const found = robustMedian(prices.ticks.map(({ price }) => price));
  if (found === undefined || !found.agree) return undefined;
  const kept = prices.ticks.filter((_, k) => found.isOutlier[k] !== true);
  return {
    price: found.median,
    timeSec: Math.floor(Math.max(...kept.map(({ atMs }) => atMs)) / 1000),
    low: found.low,
    high: found.high,
    exchanges: found.kept,
  };
}

/** When the first and the last candle at hand begin and end; `undefined` for none. */
export function covered(prices: PairPrices): { readonly fromSec: number; readonly toSec: number } | undefined {
  if (prices.steps.length === 0) return undefined;
  const ends = (candles: Candles): number => candles.atSec.at(-1)! + candles.stepSec;
  const some = prices.steps.filter(({ candles }) => candles.atSec.length > 0);
  if (some.length === 0) return undefined;
  return {
    fromSec: Math.min(...some.map(({ candles }) => candles.atSec[0]!)),
    toSec: Math.max(...some.map(({ candles }) => ends(candles))),
  };
}
