import type { Clock } from '../../ports/clock.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { Collector, CollectorStatus } from './collector.ts';
import { PeriodicWork } from './periodic-work.ts';

const DAY_MS = 86_400_000;

/** How long minutes are kept unless told. */
const MINUTES_KEPT_DAYS = 730;

/** Series that have a point each minute. Hours and days are few, and kept for good. */
const MINUTE_SERIES: readonly RegExp[] = [/\/1m$/, /^mempool\//, /^node\//, /^chain\/tip$/];

/** Forgets minutes that are older than they are kept, once a day. */
export class Retention implements Collector {
  readonly #history: HistoryStore;
  readonly #keptDays: number;
  readonly #work: PeriodicWork;

  constructor({ history, clock, keptDays = MINUTES_KEPT_DAYS }: RetentionParts) {
    this.#history = history;
    this.#keptDays = keptDays;
    const work = (nowMs: number): Promise<void> => this.#forget(nowMs);
    this.#work = new PeriodicWork({ name: 'history/retention', periodMs: DAY_MS, clock, work });
  }

  start(): void {
    this.#work.start();
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  get statuses(): readonly CollectorStatus[] {
    return [this.#work.status];
  }

  /** Does it now. */
  run(): Promise<void> {
    return this.#work.run();
  }

  async #forget(nowMs: number): Promise<void> {
    const toSec = Math.floor((nowMs - this.#keptDays * DAY_MS) / 1000);
    for (const { series, firstSec } of await this.#history.list('')) {
      if (firstSec >= toSec || !MINUTE_SERIES.some((pattern) => pattern.test(series))) continue;
      await this.#history.forget(series, { fromSec: 0, toSec });
    }
  }
}

/** What is cleared, and after how many days. */
export interface RetentionParts {
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly keptDays?: number;
}
