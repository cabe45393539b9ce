import type { LiveSource, Tick } from '../../../observatory/market/market-holdings.ts';
import { pairPrices, priceNow } from '../../../observatory/market/pair-prices.ts';
import type { HistoryStore } from '../../../ports/history-store.ts';
import { HistoryStoreError } from '../../../ports/history-store.ts';
import type { Collector, CollectorStatus } from '../collector.ts';
import { bitfinex } from './bitfinex.ts';
import { bitstamp } from './bitstamp.ts';
import { coinbase } from './coinbase.ts';
import type { Exchange } from './exchange.ts';
import type { ClientParts } from './exchange-client.ts';
import { ExchangeFeed } from './exchange-feed.ts';
import { kraken } from './kraken.ts';
import { MedianMinutes } from './median-minutes.ts';

/** The exchanges that are asked. */
export const EXCHANGES: readonly Exchange[] = [kraken, coinbase, bitstamp, bitfinex];

/** The median is taken so often. */
const MEDIAN_MS = 10_000;

/** What the market's prices are asked with. */
export interface MarketCollectorParts extends ClientParts {
  readonly history: HistoryStore;
}

/** Follows all exchanges at once, each at its own pace, and keeps the median of their last prices minute by minute. */
export class MarketCollector implements Collector {
  readonly #parts: MarketCollectorParts;
  readonly #feeds: readonly ExchangeFeed[];
  readonly #minutes = new MedianMinutes();
  #stopping = new AbortController();
  #work: Promise<unknown> | undefined;
  #medianAtMs: number | null = null;
  #medianFault: string | null = null;

  /** @param exchanges Whom to ask. */
  constructor(exchanges: readonly Exchange[], parts: MarketCollectorParts) {
    this.#parts = parts;
    this.#feeds = exchanges.map((exchange) => new ExchangeFeed(exchange, parts));
  }

  start(): void {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    this.#work = Promise.all([...this.#feeds.map((feed) => feed.run(signal)), this.#followMedian(signal)]);
  }

  /** Breaks off what is under way, and ends. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  /** The last price of each exchange and pair. */
  get ticks(): readonly Tick[] {
    return this.#feeds.flatMap((feed) => feed.ticks);
  }

  /** How each exchange stands. */
  get sources(): readonly LiveSource[] {
    return this.#feeds.map((feed) => feed.source);
  }

  get statuses(): readonly CollectorStatus[] {
    const exchanges = this.sources.map(({ exchange, state, lastAtMs, failure, nextAtMs }) => {
      return { name: `market/${exchange}`, state, lastAtMs, failure, nextAtMs };
    });
    const lastAtMs = this.#medianAtMs;
    const isLate = lastAtMs !== null && this.#parts.clock.nowMs() - lastAtMs > 3 * MEDIAN_MS;
    const state = this.#medianFault !== null ? 'failing' : lastAtMs === null ? 'waiting' : isLate ? 'stale' : 'fresh';
    return [...exchanges, { name: 'market/median', state, lastAtMs, failure: this.#medianFault, nextAtMs: null }];
  }

  async #followMedian(signal: AbortSignal): Promise<void> {
    const { clock, wait, history } = this.#parts;
    while (!signal.aborted) {
      await wait(MEDIAN_MS, signal);
      const nowMs = clock.nowMs();
      const holdings = { candles: [], ticks: this.ticks, live: [], nowMs };
      const found = priceNow(pairPrices(holdings, { base: 'BTC', quote: 'USD' }));
      if (found !== undefined) this.#medianAtMs = nowMs;
      const minute = this.#minutes.note(nowMs, found?.price);
      if (minute === undefined) continue;
      try {
        await history.write([minute]);
        this.#medianFault = null;
      } catch (error) {
        if (!(error instanceof HistoryStoreError)) throw error;
        this.#medianFault = `it can't be kept: ${error.message}`;
      }
    }
  }
}

/** Stands where the market is not followed: says so, and does nothing. */
export class NoMarketCollector implements Collector {
  readonly ticks: readonly Tick[] = [];
  readonly sources: readonly LiveSource[] = EXCHANGES.map(({ id, title }) => {
    return { exchange: id, title, state: 'off', failure: null, lastAtMs: null, nextAtMs: null };
  });
  readonly statuses: readonly CollectorStatus[] = EXCHANGES.map(({ id }) => {
    return { name: `market/${id}`, state: 'off', lastAtMs: null, failure: null, nextAtMs: null };
  });

  start(): void {}

  async stop(): Promise<void> {}
}
