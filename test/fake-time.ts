import type { Clock } from '../src/ports/clock.ts';

/** Most waits that may be open at once. */
const MAX_WAITS = 10_000;

interface OpenWait {
  readonly untilMs: number;
  readonly end: () => void;
}

/** A clock that a test turns, and waits that end as it turns. */
export class FakeTime implements Clock {
  #nowMs: number;
  readonly #waits = new Set<OpenWait>();

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Waits by this clock; ends early when `signal` is aborted. */
  readonly wait = (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.resolve();
    if (this.#waits.size >= MAX_WAITS) throw new Error(`${MAX_WAITS} waits are open`);
    return new Promise((resolve) => {
      const wait: OpenWait = {
        untilMs: this.#nowMs + ms,
        end: () => {
          this.#waits.delete(wait);
          signal.removeEventListener('abort', wait.end);
          resolve();
        },
      };
      this.#waits.add(wait);
      signal.addEventListener('abort', wait.end, { once: true });
    });
  };

  /** Turns the clock on, wait by wait, and lets everything run that follows from each. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const next = [...this.#waits].sort((a, b) => a.untilMs - b.untilMs)[0];
      if (next === undefined || next.untilMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.untilMs);
      next.end();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }
}

/** Lets promises run that wait for nothing outside of the process. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
