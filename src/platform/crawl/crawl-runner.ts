import type { Socket } from 'node:net';
import type { AddressKey } from '../../net/addresses/address-key.ts';
import type { Crawler, CrawlEffect, CrawlRound } from '../../net/crawl/crawler.ts';
import { Visit } from '../../net/crawl/visit.ts';
import type { VisitResult, VisitStep } from '../../net/crawl/visit.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Dialer } from '../node-shell/dialer.ts';

/** What a crawl is run with. */
export interface CrawlRunnerParts {
  readonly crawler: Crawler;
  readonly dialer: Pick<Dialer, 'dial'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Takes what a round has found. The crawl goes on when it is done. */
  readonly onRound: (round: CrawlRound) => Promise<void>;
}

/** What nodes are told, and which network they have to be of. */
export interface CrawlRunnerOptions {
  readonly magic: Uint8Array;
  readonly userAgent: string;
}

/** How long a connection may take to open. */
const CONNECT_MS = 10_000;

/** Longest sleep: a machine that was suspended goes on soon after. */
const MAX_SLEEP_MS = 60_000;

/** Does what a crawler decides: opens connections, lets visits talk, closes them, and wakes it in time. */
export class CrawlRunner {
  readonly #options: CrawlRunnerOptions;
  readonly #parts: CrawlRunnerParts;
  readonly #stop = new AbortController();
  /** Visits under way, each until its connection is closed. */
  readonly #visits = new Set<Promise<void>>();
  #wake: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CrawlRunnerOptions, parts: CrawlRunnerParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Crawls until the crawler has finished or `stop` is called. Rejects only with what `onRound` does. */
  async run(): Promise<void> {
    const { crawler, clock } = this.#parts;
    try {
      while (!crawler.isFinished && !this.#stop.signal.aborted) {
        await this.#do(crawler.tick(clock.nowMs()));
        if (!crawler.isFinished) await this.#sleep(crawler.nextWakeMs(clock.nowMs()));
      }
    } finally {
      this.#stop.abort();
      await Promise.all(this.#visits);
    }
  }

  /** Ends the crawl: every connection is closed at once, and `run` resolves. */
  stop(): void {
    this.#stop.abort();
    this.#wake?.();
  }

  async #do(effects: readonly CrawlEffect[]): Promise<void> {
    for (const effect of effects) {
      if (effect.do === 'visit') this.#begin(effect);
      else if (effect.do === 'report') await this.#parts.onRound(effect.round);
    }
  }

  #begin(effect: Extract<CrawlEffect, { do: 'visit' }>): void {
    const visit = this.#visit(effect);
    this.#visits.add(visit);
    void visit.finally(() => this.#visits.delete(visit));
  }

  async #visit({ key, address, usesV2, asks }: Extract<CrawlEffect, { do: 'visit' }>): Promise<void> {
    const { dialer, clock, random } = this.#parts;
    const { magic, userAgent } = this.#options;
    const { signal } = this.#stop;
    const dialled = await dialer.dial(address, { timeoutMs: CONNECT_MS, signal });
    if (!('socket' in dialled)) return this.#ended(key, { outcome: 'failed', reason: dialled.reason });
    const visit = new Visit({ address, magic, userAgent, usesV2, asks, nowMs: clock.nowMs() }, { random });
    return this.#ended(key, await talk(dialled.socket, visit, { clock, signal }));
  }

  #ended(key: AddressKey, result: VisitResult): void {
    // The crawler's answer is not done here: the loop asks it anew, so that rounds are reported one after the other.
    this.#parts.crawler.settle(key, result, this.#parts.clock.nowMs());
    this.#wake?.();
  }

  #sleep(untilMs: number): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    const waitMs = Math.max(1, Math.min(MAX_SLEEP_MS, untilMs - this.#parts.clock.nowMs()));
    return new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#timer = setTimeout(resolve, waitMs);
    }).then(() => {
      clearTimeout(this.#timer);
      this.#wake = undefined;
    });
  }
}

/** Lets a visit talk over a socket until it is over; the socket is closed then. */
function talk(
  socket: Socket,
  visit: Visit,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<VisitResult> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const follow = ({ send, result }: VisitStep): void => {
      if (isOver) return;
      if (send.length > 0 && socket.writable) socket.write(send);
      clearTimeout(timer);
      if (result === undefined) {
        timer = setTimeout(() => follow(visit.tick(clock.nowMs())), Math.max(1, visit.deadlineMs - clock.nowMs()));
        return;
      }
      isOver = true;
      signal.removeEventListener('abort', abort);
      // Ends both ways: what the peer still sends is not waited for.
      socket.destroySoon();
      resolve(result);
    };
    const abort = (): void => {
      follow(visit.closed('stopped'));
      socket.destroy();
    };
    socket.on('error', () => {});
    socket.on('data', (bytes) => follow(visit.receive(bytes, clock.nowMs())));
    socket.on('end', () => follow(visit.closed('peer-closed')));
    socket.on('close', () => follow(visit.closed('peer-closed')));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    return follow({ send: visit.start() });
  });
}
