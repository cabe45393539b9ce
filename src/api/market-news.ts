import { answerMarket } from '../observatory/answers/market-answer.ts';
import type { MarketNow, MarketNowDocument } from '../observatory/answers/market-document.ts';
import type { MarketHoldings } from '../observatory/market/market-holdings.ts';
import { HistoryStoreError } from '../ports/history-store.ts';
import type { LiveTopic } from './live-feed.ts';
import { loadMarket } from './market-holdings.ts';
import type { MarketParts } from './market-holdings.ts';

/** Currencies that the exchanges are asked for, each a topic: `market-usd`. */
const QUOTES = ['USD', 'EUR', 'GBP', 'JPY'] as const;

/** Prices come from four exchanges at their own pace: they are told together, so often at most. */
const TELL_MS = 5_000;

/** After so long it is told anew without a new price too: what an hour and a day ago was moves on. */
const AGAIN_MS = 60_000;

/** Candles end each minute: those that were read are worked with for so long. */
const CANDLES_MS = 60_000;

/** Intervals are not told here, so any level does. */
const LEVEL = 0.9;

/** What the market says now, for pages that look at it: a topic for each currency. */
export function marketTopics(parts: MarketParts): LiveTopic[] {
  return QUOTES.map((quote) => {
    const news = new MarketNews(parts, quote);
    return {
      name: `market-${quote.toLowerCase()}`,
      document: () => news.document(),
      news: (told) => ({ ...told, time: 0 }),
    };
  });
}

/**
 * The market now, in one currency. It is asked each second while somebody looks, and gives what it has: where prices have come
 * since, it begins to make the next one.
 */
export class MarketNews {
  readonly #parts: MarketParts;
  readonly #quote: string;
  #now: MarketNow | null = null;
  #holdings: MarketHoldings | undefined;
  #readAtMs = -Infinity;
  #madeAtMs = -Infinity;
  #stamp = '';
  #making: Promise<void> | undefined;

  constructor(parts: MarketParts, quote: string) {
    this.#parts = parts;
    this.#quote = quote;
  }

  document(): MarketNowDocument {
    if (this.#isDue()) this.#making = this.#make().finally(() => (this.#making = undefined));
    const time = Math.floor(this.#parts.clock.nowMs() / 1000);
    return { schema: 'vigil.market-now/1', time, quote: this.#quote, now: this.#now };
  }

  /** Resolves when what is being made is there. */
  async settled(): Promise<void> {
    await this.#making;
  }

  #isDue(): boolean {
    const { collector, clock } = this.#parts;
    const ageMs = clock.nowMs() - this.#madeAtMs;
    // Where no exchange is followed nothing is ever now.
    if (this.#making !== undefined || collector.sources.every(({ state }) => state === 'off') || ageMs < TELL_MS)
      return false;
    return ageMs >= AGAIN_MS || this.#stamp !== this.#newest();
  }

  /** Which prices were looked at, and how the exchanges stood. */
  #newest(): string {
    const { ticks, sources } = this.#parts.collector;
    return JSON.stringify([
      ticks.map(({ atMs, price }) => [atMs, price]),
      sources.map(({ state, failure }) => [state, failure]),
    ]);
  }

  async #make(): Promise<void> {
    const { collector, clock } = this.#parts;
    const question = { base: 'BTC', quote: this.#quote, level: LEVEL };
    this.#stamp = this.#newest();
    this.#madeAtMs = clock.nowMs();
    try {
      if (this.#madeAtMs - this.#readAtMs >= CANDLES_MS) {
        this.#holdings = await loadMarket(this.#parts, question);
        this.#readAtMs = this.#madeAtMs;
      }
    } catch (error) {
      // The server that keeps the history may be away: what was read before does for a while.
      if (!(error instanceof HistoryStoreError)) throw error;
    }
    if (this.#holdings === undefined) return;
    const { ticks, sources: live } = collector;
    const answer = answerMarket({ ...this.#holdings, ticks, live, nowMs: clock.nowMs() }, question);
    this.#now = 'code' in answer || !answer.live ? null : nowOf(answer);
  }
}

function nowOf(document: MarketNow): MarketNow {
  const { sentence, at, live, base, quote, price, changes, allTimeHigh, board, sources, quotes } = document;
  return { sentence, at, live, base, quote, price, changes, allTimeHigh, board, sources, quotes };
}
