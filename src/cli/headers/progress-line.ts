import { formatCount } from '../../observatory/answers/units.ts';
import type { CliContext } from '../context.ts';

/** Milliseconds between two changes of the line. */
const REFRESH_MS = 100;
/** Milliseconds after which a rate says something. */
const WARM_UP_MS = 300;

/** One line that says how far work on headers has come: how many, how fast, how much is left. */
export class ProgressLine {
  readonly #context: CliContext;
  readonly #work: string;
  readonly #startMs: number;
  #shownMs = -Infinity;

  /** @param work What is being done, in a word or two. */
  constructor(context: CliContext, work: string) {
    this.#context = context;
    this.#work = work;
    this.#startMs = context.clock.nowMs();
  }

  show(progress: {
    readonly headers: number;
    readonly bytesRead: number;
    readonly bytesTotal: number;
    readonly tipHeight?: number;
  }): void {
    const nowMs = this.#context.clock.nowMs();
    if (!this.#context.interactive || nowMs - this.#shownMs < REFRESH_MS) return;
    this.#shownMs = nowMs;
    const { headers, bytesRead, bytesTotal, tipHeight } = progress;
    const elapsedMs = nowMs - this.#startMs;
    const share = bytesTotal > 0 ? bytesRead / bytesTotal : 0;
    const parts = [`${this.#work}: ${formatCount(headers)}`, `${Math.floor(share * 100)} %`];
    if (tipHeight !== undefined) parts.push(`height ${tipHeight}`);
    if (elapsedMs >= WARM_UP_MS) {
      parts.push(`${formatCount(Math.round((headers / elapsedMs) * 1000))}/s`);
      if (share > 0) parts.push(`${Math.ceil((elapsedMs / 1000) * (1 / share - 1))} s left`);
    }
    this.#context.progress(parts.join(', '));
  }
}
