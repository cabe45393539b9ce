import { HistoryStoreError, MAX_POINTS_A_READ } from '../../../ports/history-store.ts';
import type {
  HistoryRecord,
  HistoryStore,
  JsonValue,
  SeriesBatch,
  SeriesColumns,
  SeriesInfo,
  SeriesSpan,
} from '../../../ports/history-store.ts';
import { checkBatches, checkRecord } from '../check-batch.ts';
import { joinPoints } from '../points.ts';
import {
  batchesMessage,
  fieldsOf,
  HISTORY_PATH,
  MAX_POINTS_AN_ANSWER,
  readColumns,
  spanMessage,
} from './history-messages.ts';
import type { HistoryOperation } from './history-messages.ts';
import type { HistoryServer } from './server-file.ts';

/** A server that does not answer a greeting so soon is not waited for. */
const HELLO_MS = 5_000;

/** A large write on a busy disk takes its time. */
const ANSWER_MS = 60_000;

/**
 * The history that another process holds, asked over its own HTTP address: what a command uses while `vigil serve` runs. Reads are
 * made in parts; a write is one question, and as whole as where it is done.
 */
export class RemoteHistoryStore implements HistoryStore {
  /** Where it is asked. */
  readonly url: string;
  readonly #key: string;

  private constructor({ url, key }: HistoryServer) {
    this.url = url;
    this.#key = key;
  }

  /** Greets a server. @returns `undefined` when it does not answer, or is not the one that wrote down its key. */
  static async reach(server: HistoryServer): Promise<RemoteHistoryStore | undefined> {
    const store = new RemoteHistoryStore(server);
    try {
      await store.#ask('hello', {}, HELLO_MS);
      return store;
    } catch (error) {
      if (error instanceof HistoryStoreError) return undefined;
      throw error;
    }
  }

  async write(batches: readonly SeriesBatch[]): Promise<void> {
    checkBatches(batches);
    await this.#ask('write', batchesMessage(batches));
  }

  async read(series: string, span: SeriesSpan): Promise<SeriesColumns | undefined> {
    const parts: SeriesColumns[] = [];
    let left = Math.min(span.limit ?? MAX_POINTS_A_READ, MAX_POINTS_A_READ);
    let fromSec = span.fromSec;
    for (;;) {
      const limit = Math.min(left, MAX_POINTS_AN_ANSWER);
      const { columns } = fieldsOf(await this.#ask('read', spanMessage(series, { ...span, fromSec, limit })));
      if (columns === null) return undefined;
      const part = readColumns(columns);
      parts.push(part);
      left -= part.atSec.length;
      if (part.atSec.length < limit || left <= 0) break;
      fromSec = part.atSec.at(-1)! + 1;
    }
    const { names } = parts[0]!;
    return { names, ...joinPoints(parts, names.length) };
  }

  async latest(series: string, atSec?: number): Promise<SeriesColumns | undefined> {
    const question = { series, ...(atSec === undefined || !Number.isFinite(atSec) ? {} : { atSec }) };
    const { columns } = fieldsOf(await this.#ask('latest', question));
    return columns === null ? undefined : readColumns(columns);
  }

  async list(prefix: string): Promise<readonly SeriesInfo[]> {
    return fieldsOf(await this.#ask('list', { prefix }))['series'] as readonly SeriesInfo[];
  }

  async forget(series: string, span: SeriesSpan): Promise<void> {
    await this.#ask('forget', spanMessage(series, span));
  }

  async putRecord(kind: string, id: string, value: JsonValue | undefined): Promise<void> {
    checkRecord(kind, id, value);
    await this.#ask('put-record', { kind, id, ...(value === undefined ? {} : { value }) });
  }

  async records(kind: string): Promise<readonly HistoryRecord[]> {
    return fieldsOf(await this.#ask('records', { kind }))['records'] as readonly HistoryRecord[];
  }

  /** There is nothing to close: the history stays with its server. */
  async close(): Promise<void> {}

  async #ask(operation: HistoryOperation, question: JsonValue, withinMs: number = ANSWER_MS): Promise<unknown> {
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(new URL(`${HISTORY_PATH}/${operation}`, this.url), {
        method: 'POST',
        // It is on this machine: packing would only cost time.
        headers: {
          Authorization: `Bearer ${this.#key}`,
          'Content-Type': 'application/json',
          'Accept-Encoding': 'identity',
        },
        body: JSON.stringify(question),
        redirect: 'error',
        signal: AbortSignal.timeout(withinMs),
      });
      answer = await response.json();
    } catch (error) {
      throw new HistoryStoreError(`vigil serve at ${this.url}, which holds the history, does not answer any more`, {
        cause: error,
      });
    }
    if (response.ok) return answer;
    const { message } = fieldsOf(fieldsOf(answer)['error']);
    throw new HistoryStoreError(
      typeof message === 'string' ? message : `vigil serve at ${this.url} answered ${response.status}`,
    );
  }
}
