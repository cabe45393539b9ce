import type { Pair } from '../../../observatory/market/candles.ts';
import type { LiveSource, Tick } from '../../../observatory/market/market-holdings.ts';
import { STALE_MS } from '../../../observatory/market/pair-prices.ts';
import type { HistoryStore } from '../../../ports/history-store.ts';
import { HistoryStoreError } from '../../../ports/history-store.ts';
import { CandleFiller } from './candle-filler.ts';
import type { AnswerFault, CandleRequest, Exchange, Quoted } from './exchange.ts';
import { isFault, pairName } from './exchange.ts';
import { ExchangeClient } from './exchange-client.ts';
import type { ClientParts } from './exchange-client.ts';

/** The last prices are asked for so often. */
const TICKERS_MS = 30_000;

/** A pair that an exchange said it does not trade is asked for again after a day. */
const UNLISTED_MS = 86_400_000;

/** A clock that is off by more is told of, and not relied on. */
const MAX_SKEW_MS = 60_000;

/** Longest that nothing is done, whatever the clock says. */
const MAX_IDLE_MS = 30_000;

/** Follows one exchange: its last prices every half minute, and in between its candles. */
export class ExchangeFeed {
  readonly #exchange: Exchange;
  readonly #parts: ClientParts & { readonly history: HistoryStore };
  readonly #client: ExchangeClient;
  readonly #filler: CandleFiller;
  readonly #ticks = new Map<string, Tick>();
  readonly #unlisted = new Map<string, number>();
  #tickersDueMs = 0;
  #lastAtMs: number | null = null;
  #tickerFault: string | null = null;
  #candleFault: string | null = null;
  #nextAtMs: number | null = null;

  constructor(exchange: Exchange, parts: ClientParts & { readonly history: HistoryStore }) {
    this.#exchange = exchange;
    this.#parts = parts;
    this.#client = new ExchangeClient(exchange, parts);
    this.#filler = new CandleFiller(exchange, parts.history);
  }

  /** The last price of each pair. */
  get ticks(): readonly Tick[] {
    return [...this.#ticks.values()];
  }

  /** How it stands. */
  get source(): LiveSource {
    const nowMs = this.#parts.clock.nowMs();
    const isOld = this.#lastAtMs !== null && nowMs - this.#lastAtMs > STALE_MS;
    const state =
      this.#tickerFault !== null ? 'failing' : this.#lastAtMs === null ? 'waiting' : isOld ? 'stale' : 'fresh';
    return {
      exchange: this.#exchange.id,
      title: this.#exchange.title,
      state,
      failure: this.#tickerFault ?? this.#candleFault,
      lastAtMs: this.#lastAtMs,
      nextAtMs: this.#nextAtMs === null ? null : Math.max(this.#nextAtMs, this.#client.nextMs),
    };
  }

  /** Follows it until `signal` is aborted. Does not fail: what goes wrong is told by `source`. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, wait } = this.#parts;
    await this.#guarded(() => this.#filler.load(nowSec(clock.nowMs())));
    while (!signal.aborted) {
      const nowMs = clock.nowMs();
      const request = this.#filler.next(nowSec(nowMs));
      if (nowMs >= this.#tickersDueMs) await this.#guarded(() => this.#askTickers(signal));
      else if (request !== undefined) await this.#guarded(() => this.#askCandles(request, signal));
      else {
        const dueMs = Math.min(this.#tickersDueMs, this.#filler.dueSec * 1000);
        this.#nextAtMs = Math.max(dueMs, this.#client.nextMs);
        await wait(Math.min(MAX_IDLE_MS, Math.max(1, dueMs - nowMs)), signal);
      }
    }
    this.#nextAtMs = null;
  }

  /** A history that can't be written is told of; anything else that is thrown is a bug of ours. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof HistoryStoreError)) throw error;
      this.#candleFault = `what it answered can't be kept: ${error.message}`;
    }
  }

  async #askTickers(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    this.#tickersDueMs = clock.nowMs() + TICKERS_MS;
    const wanted = this.#exchange.pairs.filter((pair) => this.#isListed(pair));
    const batches: Pair[][] = [];
    const { tickersAtOnce } = this.#exchange;
    for (let i = 0; i < wanted.length; i += tickersAtOnce) batches.push(wanted.slice(i, i + tickersAtOnce));
    // A batch that is refused for a pair it does not know is halved until that pair is alone: at most twice as many.
    while (batches.length > 0 && !signal.aborted) {
      const batch = batches.shift()!;
      const read = await this.#ask(this.#exchange.tickersPath(batch), signal, (body) =>
        this.#exchange.readTickers(body, batch),
      );
      if (signal.aborted) return;
      if (!isFault(read)) {
        this.#keep(read);
        continue;
      }
      if (read.code !== 'unknown-pair') {
        this.#tickerFault = read.message;
        return;
      }
      if (batch.length === 1) this.#unlisted.set(pairName(batch[0]!), clock.nowMs() + UNLISTED_MS);
      else batches.unshift(batch.slice(0, batch.length >> 1), batch.slice(batch.length >> 1));
    }
    this.#tickerFault = this.#ticks.size === 0 ? 'it gave no price of any pair' : null;
  }

  async #askCandles(request: CandleRequest, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    if (!this.#isListed(request.pair)) return this.#filler.drop(request);
    const read = await this.#ask(this.#exchange.candlesPath(request), signal, (body) =>
      this.#exchange.readCandles(body, request),
    );
    if (signal.aborted) return;
    if (!isFault(read)) {
      await this.#filler.take(request, read, nowSec(clock.nowMs()));
      this.#candleFault = null;
    } else if (read.code === 'unknown-pair') {
      this.#filler.drop(request);
    } else {
      this.#filler.failed(request, nowSec(clock.nowMs()));
      this.#candleFault = `its candles of ${pairName(request.pair)}: ${read.message}`;
    }
  }

  async #ask<Read extends object>(
    path: string,
    signal: AbortSignal,
    read: (body: unknown) => Read | AnswerFault,
  ): Promise<Read | AnswerFault> {
    this.#nextAtMs = Math.max(this.#client.nextMs, this.#parts.clock.nowMs());
    const answer = await this.#client.get(path, signal);
    if (!answer.ok) return answer.fault;
    const found = read(answer.body);
    // A pair that it does not trade is an answer like any other.
    if (!isFault(found) || found.code === 'unknown-pair') this.#client.succeeded();
    else this.#client.failed();
    return found;
  }

  #keep(found: readonly Quoted[]): void {
    const receivedMs = this.#parts.clock.nowMs();
    for (const { base, quote, price, atMs } of found) {
      const skewMs = atMs === undefined ? 0 : atMs - receivedMs;
      // Ahead of us it can only be a wrong clock; behind us it may be an old price, which is what counts then.
      const isAhead = skewMs > MAX_SKEW_MS;
      this.#ticks.set(`${base}-${quote}`, {
        exchange: this.#exchange.id,
        base,
        quote,
        price,
        atMs: Math.min(atMs ?? receivedMs, receivedMs),
        receivedMs,
        ...(isAhead ? { skewMs } : {}),
      });
    }
    if (found.length > 0) this.#lastAtMs = receivedMs;
  }

  #isListed(pair: Pair): boolean {
    return (this.#unlisted.get(pairName(pair)) ?? 0) <= this.#parts.clock.nowMs();
  }
}

function nowSec(nowMs: number): number {
  return Math.floor(nowMs / 1000);
}
