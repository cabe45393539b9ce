import type { Clock } from '../../../ports/clock.ts';
import type { Random } from '../../../ports/random.ts';
import type { AnswerFault, Exchange } from './exchange.ts';

/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly signal: AbortSignal;
    readonly redirect: 'error';
    readonly headers: Readonly<Record<string, string>>;
  },
) => Promise<Response>;

/** Waits; ends early, without failing, when `signal` is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** The doors to the world that a client needs. */
export interface ClientParts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly random: Random;
}

/** What came of a question. */
export type ClientAnswer =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly fault: AnswerFault };

/** An answer that takes longer is given up. */
const TIMEOUT_MS = 15_000;

/** Largest answer that is read: all of Bitstamp's tickers are a tenth of it. */
const MAX_BODY_BYTES = 1024 * 1024;

/** After the first failure it is asked again in up to so long, after each further one in up to twice as long... */
const FIRST_BACKOFF_MS = 5_000;
/** ...but never in longer than this. */
const LAST_BACKOFF_MS = 600_000;

/** What an exchange may ask us to wait at most: more would be a way to turn it off for us. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Who asks. Nothing else of this machine is told. */
const USER_AGENT = 'Vigil (Bitcoin observatory)';

/** Asks one exchange, never more often than it allows, and ever less often while it fails. One question at a time. */
export class ExchangeClient {
  readonly #exchange: Pick<Exchange, 'origin' | 'spacingMs'>;
  readonly #parts: ClientParts;
  #lastAskedMs = -Infinity;
  #notBeforeMs = -Infinity;
  #failures = 0;

  constructor(exchange: Pick<Exchange, 'origin' | 'spacingMs'>, parts: ClientParts) {
    this.#exchange = exchange;
    this.#parts = parts;
  }

  /** When the next question may go out, milliseconds since 1970. */
  get nextMs(): number {
    return Math.max(this.#lastAskedMs + this.#exchange.spacingMs, this.#notBeforeMs);
  }

  /** Waits for its turn, asks, and reads the answer as JSON. */
  async get(path: string, signal: AbortSignal): Promise<ClientAnswer> {
    const { clock, wait } = this.#parts;
    const waitMs = this.nextMs - clock.nowMs();
    // A clock that was set back must not stop the questions for as long.
    if (waitMs > 0) await wait(Math.min(waitMs, MAX_RETRY_AFTER_MS), signal);
    if (signal.aborted) return unreachable('stopped');
    this.#lastAskedMs = clock.nowMs();
    return this.#ask(path, signal);
  }

  /** To be called when an answer was of use: the next failure counts as the first. */
  succeeded(): void {
    this.#failures = 0;
    this.#notBeforeMs = -Infinity;
  }

  /** To be called when an answer was of no use: asks less often. @param retryAfterMs What the exchange asked for. */
  failed(retryAfterMs = 0): void {
    const longestMs = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(this.#failures, 20));
    this.#failures++;
    // Half of it by chance, so that many clients that failed at once don't come back at once.
    const backoffMs = longestMs / 2 + this.#parts.random.below(longestMs / 2 + 1);
    this.#notBeforeMs = this.#parts.clock.nowMs() + Math.max(backoffMs, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
  }

  async #ask(path: string, outer: AbortSignal): Promise<ClientAnswer> {
    const { fetch, wait } = this.#parts;
    const answered = new AbortController();
    const late = new AbortController();
    void wait(TIMEOUT_MS, answered.signal).then(() => {
      if (!answered.signal.aborted) late.abort();
    });
    const signal = AbortSignal.any([outer, late.signal]);
    try {
      const response = await fetch(`${this.#exchange.origin}${path}`, {
        signal,
        redirect: 'error',
        headers: { accept: 'application/json', 'user-agent': USER_AGENT },
      });
      const text = await readBody(response, signal);
      return this.#read(response, text);
    } catch (error) {
      this.failed();
      if (late.signal.aborted) return unreachable(`no answer within ${TIMEOUT_MS / 1000} seconds`);
      return unreachable(reasonOf(error));
    } finally {
      answered.abort();
    }
  }

  #read(response: Response, text: string | undefined): ClientAnswer {
    const retryAfterMs = retryAfter(response.headers.get('retry-after'), this.#parts.clock.nowMs());
    if (response.status === 429 || response.status === 418) {
      this.failed(retryAfterMs);
      const asked = retryAfterMs > 0 ? `, and to wait ${Math.ceil(retryAfterMs / 1000)} seconds` : '';
      return faulty('rate-limited', `asks to be asked less often (HTTP ${response.status})${asked}`);
    }
    const body = text === undefined ? undefined : parsed(text);
    if (response.ok && body !== undefined) return { ok: true, body: body.json };
    if (response.status === 404 || response.status === 400) {
      return faulty('unknown-pair', `does not know what was asked for (HTTP ${response.status})`);
    }
    // Some say what is wrong in JSON, whatever the status: the reader of the exchange knows how.
    if (response.status >= 500 && body !== undefined && Array.isArray(body.json)) return { ok: true, body: body.json };
    this.failed(retryAfterMs);
    if (!response.ok) return faulty('refused', `answers HTTP ${response.status}`);
    return faulty(
      'malformed',
      text === undefined ? `answers with more than ${MAX_BODY_BYTES} bytes` : 'answers with what is not JSON',
    );
  }
}

/** Reads an answer up to its largest size; `undefined` when it is larger. */
async function readBody(response: Response, signal: AbortSignal): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const stop = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) throw new Error('the answer was broken off');
      if (done) break;
      bytes += value.length;
      if (bytes > MAX_BODY_BYTES) {
        stop();
        return undefined;
      }
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** `Retry-After` in milliseconds: seconds, or a date; 0 when there is none, or nonsense. */
function retryAfter(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.max(0, Math.min(ms, MAX_RETRY_AFTER_MS));
}

function faulty(code: AnswerFault['code'], message: string): ClientAnswer {
  return { ok: false, fault: { code, message } };
}

function unreachable(message: string): ClientAnswer {
  return { ok: false, fault: { code: 'unreachable', message } };
}

/** What a failed `fetch` says: the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  const reason = cause?.code ?? cause?.message ?? message ?? 'no reason given';
  return `can't be reached (${reason})`;
}
