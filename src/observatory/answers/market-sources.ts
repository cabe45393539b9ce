import { lastPrice } from '../market/candles.ts';
import type { LiveSource, MarketHoldings, Tick } from '../market/market-holdings.ts';
import type { PairPrices, Priced } from '../market/pair-prices.ts';
import { STALE_MS } from '../market/pair-prices.ts';
import { robustMedian } from '../market/robust-median.ts';
import type { MarketSource } from './market-document.ts';
import { formatDuration } from './units.ts';

/** What each source says, and whether it was used. */
export function marketSources(
  holdings: MarketHoldings,
  prices: PairPrices,
  moment: { readonly live: boolean; readonly isNow: boolean; readonly priced: Priced },
): MarketSource[] {
  return moment.live ? liveSources(holdings, prices, moment.priced) : pastSources(holdings, prices, moment);
}

function liveSources(holdings: MarketHoldings, prices: PairPrices, priced: Priced): MarketSource[] {
  const nowMs = holdings.nowMs!;
  const fresh = prices.ticks;
  const found = robustMedian(fresh.map(({ price }) => price));
  return holdings.live.map((source) => {
    const tick = holdings.ticks.find(
      ({ exchange, base, quote }) => exchange === source.exchange && base === prices.base && quote === prices.quote,
    );
    const k = fresh.findIndex(({ exchange }) => exchange === source.exchange);
    const isOutlier = found?.isOutlier[k] === true;
    return {
      ...head(source),
      state: k >= 0 ? (isOutlier ? 'outlier' : 'used') : stateWithout(source, tick),
      price: tick?.price ?? null,
      at: tick === undefined ? null : Math.floor(tick.atMs / 1000),
      ratio: tick === undefined ? null : tick.price / priced.price,
      failure: failureText(source, tick, { isOutlier, nowMs }),
      next: source.nextAtMs === null ? null : Math.ceil(source.nextAtMs / 1000),
    };
  });
}

function head({ exchange, title }: LiveSource): Pick<MarketSource, 'exchange' | 'title'> {
  return { exchange, title };
}

function stateWithout(source: LiveSource, tick: Tick | undefined): MarketSource['state'] {
  if (source.state === 'off' || source.state === 'waiting' || source.state === 'failing') return source.state;
  return tick === undefined ? 'silent' : 'stale';
}

function failureText(
  source: LiveSource,
  tick: Tick | undefined,
  about: { readonly isOutlier: boolean; readonly nowMs: number },
): string | null {
  const parts = [
    source.failure,
    about.isOutlier ? 'its price is too far from the others, and was left out' : null,
    tick !== undefined && about.nowMs - tick.atMs > STALE_MS
      ? `its last price is ${formatDuration(Math.round((about.nowMs - tick.atMs) / 60_000) * 60)} old, and was left out`
      : null,
    tick?.skewMs === undefined ? null : skewText(tick.skewMs),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

function skewText(skewMs: number): string {
  const size = formatDuration(Math.round(Math.abs(skewMs) / 60_000) * 60);
  return `its clock runs ${size} ${skewMs > 0 ? 'ahead of' : 'behind'} this machine's`;
}

/** For the past: each source of the candles that the price was taken from, then the others. */
function pastSources(
  { candles, live }: MarketHoldings,
  prices: PairPrices,
  { priced, isNow }: { readonly priced: Priced; readonly isNow: boolean },
): MarketSource[] {
  const step = prices.steps.find(({ candles: found }) => lastPrice(found, priced.timeSec)?.timeSec === priced.timeSec);
  const said = step?.sources.map(({ candles: own }) => lastPrice(own, priced.timeSec)) ?? [];
  const spoke = said.map((found) => found !== undefined && found.timeSec === priced.timeSec);
  const found = robustMedian(said.flatMap((moment, k) => (spoke[k] === true ? [moment!.price] : [])));
  let among = 0;
  const used = (step?.sources ?? []).map((source, k): MarketSource => {
    const isOutlier = spoke[k] === true && found?.isOutlier[among++] === true;
    return {
      exchange: source.exchange,
      title: source.description,
      state: spoke[k] !== true ? 'silent' : isOutlier ? 'outlier' : 'used',
      price: said[k]?.price ?? null,
      at: said[k]?.timeSec ?? null,
      ratio: said[k] === undefined ? null : said[k].price / priced.price,
      failure: isOutlier ? 'its price is too far from the others, and was left out' : null,
      next: null,
    };
  });
  const ofPair = candles.filter(
    (source) => source.candles.base === prices.base && source.candles.quote === prices.quote,
  );
  const seen = new Set(used.map(({ exchange }) => exchange));
  const silent = ofPair.flatMap(({ exchange, description }): MarketSource[] => {
    if (seen.has(exchange)) return [];
    seen.add(exchange);
    const nothing = { state: 'silent', price: null, at: null, ratio: null, failure: null, next: null } as const;
    return [{ exchange, title: description, ...nothing }];
  });
  // Asked for now, in vain: how the exchanges stand tells why.
  return [...used, ...silent, ...(isNow ? live.map(mute) : [])];
}

/** An exchange that has no price for now. */
function mute({ exchange, title, state, failure, nextAtMs }: LiveSource): MarketSource {
  return {
    exchange,
    title,
    state: state === 'fresh' ? 'silent' : state,
    price: null,
    at: null,
    ratio: null,
    failure,
    next: nextAtMs === null ? null : Math.ceil(nextAtMs / 1000),
  };
}
