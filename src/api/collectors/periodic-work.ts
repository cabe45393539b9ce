import type { Clock } from '../../ports/clock.ts';
import type { CollectorStatus } from './collector.ts';

/** After so many periods without success what was collected is called stale. */
const STALE_PERIODS = 3;

/** What is done again and again. */
export interface PeriodicWorkOptions {
  /** How pages call it. */
  readonly name: string;
  /** It is done whenever the time is a multiple of this. */
  readonly periodMs: number;
  readonly clock: Clock;
  /** Does it once. What it throws is told as the failure of this time; the next time comes all the same. */
  readonly work: (nowMs: number) => Promise<void>;
}

/** Does something at whole multiples of a period, never twice at once, and knows how it went. */
export class PeriodicWork {
  readonly #options: PeriodicWorkOptions;
  #timer: NodeJS.Timeout | undefined;
  #nextAtMs: number | null = null;
  #lastAtMs: number | null = null;
  #failure: string | null = null;
  #underWay: Promise<void> | undefined;
  #stopped = false;

  constructor(options: PeriodicWorkOptions) {
    this.#options = options;
  }

  start(): void {
    const { periodMs, clock } = this.#options;
    const nowMs = clock.nowMs();
    const waitMs = periodMs - (nowMs % periodMs);
    this.#nextAtMs = nowMs + waitMs;
    this.#timer = setTimeout(() => void this.run(), waitMs).unref();
  }

  /** Ends, when what is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#nextAtMs = null;
    await this.#underWay;
  }

  /** Does it now. */
  async run(): Promise<void> {
    this.#underWay ??= this.#run();
    await this.#underWay;
  }

  get status(): CollectorStatus {
    const { name, periodMs, clock } = this.#options;
    const ageMs = this.#lastAtMs === null ? 0 : clock.nowMs() - this.#lastAtMs;
    const state =
      this.#failure !== null
        ? 'failing'
        : this.#lastAtMs === null
          ? 'waiting'
          : ageMs > STALE_PERIODS * periodMs
            ? 'stale'
            : 'fresh';
    return { name, state, lastAtMs: this.#lastAtMs, failure: this.#failure, nextAtMs: this.#nextAtMs };
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    const nowMs = this.#options.clock.nowMs();
    try {
      await this.#options.work(nowMs);
      this.#lastAtMs = nowMs;
      this.#failure = null;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.#underWay = undefined;
    }
    if (!this.#stopped) this.start();
  }
}
