import { closeSync, openSync, readSync } from 'node:fs';
import { PerformanceObserver, monitorEventLoopDelay } from 'node:perf_hooks';
import type { IntervalHistogram } from 'node:perf_hooks';
import { cpuUsage, pid } from 'node:process';

const TICK_MS = 10;

/** The longest stalls of a span of time, in milliseconds. */
export interface Stalls {
  /** By the clock: how much later than planned a timer came. */
  readonly wallMs: number;
  /** The same without the time in which this thread could have run, and the system had given the core to others. */
  readonly ownMs: number;
  /** What of it this thread spent computing. */
  readonly cpuMs: number;
  /** As `perf_hooks.monitorEventLoopDelay` sees it. */
  readonly loopDelayMs: number;
  /** The longest pause of the garbage collector. */
  readonly gcMs: number;
}

/** Measures how long the event loop stands still, and tells a busy machine from a busy node. */
export class StallClock {
  readonly #schedule = scheduleFile();
  readonly #text = Buffer.alloc(128);
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: TICK_MS });
  readonly #gc: PerformanceObserver;
  #last: Reading;
  #worst = { wallMs: 0, ownMs: 0, cpuMs: 0, gcMs: 0 };

  constructor() {
    this.#last = this.#read();
    this.#delay.enable();
    this.#gc = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#worst.gcMs = Math.max(this.#worst.gcMs, duration);
    });
    this.#gc.observe({ entryTypes: ['gc'] });
    this.#plan();
  }

  /** Whether the system says how long a thread waits for a core; `ownMs` is no less than `wallMs` where it does not. */
  get seesWaiting(): boolean {
    return this.#schedule !== undefined;
  }

  /** The worst since the last call. */
  take(): Stalls {
    const stalls = { ...this.#worst, loopDelayMs: Math.max(0, this.#delay.max / 1e6 - TICK_MS) };
    this.#worst = { wallMs: 0, ownMs: 0, cpuMs: 0, gcMs: 0 };
    this.#delay.reset();
    return stalls;
  }

  stop(): void {
    this.#delay.disable();
    this.#gc.disconnect();
    if (this.#schedule !== undefined) closeSync(this.#schedule);
  }

  #plan(): void {
    setTimeout(() => this.#tick(), TICK_MS).unref();
  }

  #tick(): void {
    const { wallMs, cpuMs, waitMs } = this.#last;
    const now = this.#read();
    this.#last = now;
    const stallMs = now.wallMs - wallMs - TICK_MS;
    this.#worst.wallMs = Math.max(this.#worst.wallMs, stallMs);
    this.#worst.ownMs = Math.max(this.#worst.ownMs, stallMs - (now.waitMs - waitMs));
    this.#worst.cpuMs = Math.max(this.#worst.cpuMs, now.cpuMs - cpuMs);
    this.#plan();
  }

  #read(): Reading {
    const wallMs = performance.now();
    if (this.#schedule === undefined) {
      const { user, system } = cpuUsage();
      return { wallMs, cpuMs: (user + system) / 1000, waitMs: 0 };
    }
    const length = readSync(this.#schedule, this.#text, 0, this.#text.length, 0);
    const [runNs = '', waitNs = ''] = this.#text.toString('latin1', 0, length).split(' ');
    return { wallMs, cpuMs: Number(runNs) / 1e6, waitMs: Number(waitNs) / 1e6 };
  }
}

interface Reading {
  readonly wallMs: number;
  /** What this thread has computed; the whole process where the system does not tell. */
  readonly cpuMs: number;
  /** How long it was kept from doing so. */
  readonly waitMs: number;
}

/** Linux tells for each thread how long it ran, and how long it waited for a core. */
function scheduleFile(): number | undefined {
  try {
    return openSync(`/proc/self/task/${pid}/schedstat`, 'r');
  } catch {
    return undefined;
  }
}
