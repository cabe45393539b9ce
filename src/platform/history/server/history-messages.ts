import { HistoryStoreError, MAX_COLUMNS } from '../../../ports/history-store.ts';
import type { JsonValue, SeriesBatch, SeriesColumns, SeriesSpan } from '../../../ports/history-store.ts';
import { packPoints, unpackPoints } from '../packed-points.ts';

/** Where a server answers for the history that it holds, below its address; the operation follows. */
export const HISTORY_PATH = 'api/v1/history';

/** What can be asked for; `hello` says nothing but that somebody answers. */
export type HistoryOperation = 'hello' | 'write' | 'read' | 'latest' | 'list' | 'forget' | 'put-record' | 'records';

/**
 * Most bytes of a question: the largest write (100,000 points of 16 columns, packed and in base64) is 18 MB, a record 6 MB where
 * each of its characters is escaped.
 */
export const MAX_QUESTION_BYTES: number = 24 * 1024 * 1024;

/** Most points of an answer; who wants more asks again from where it ends. */
export const MAX_POINTS_AN_ANSWER = 50_000;

/** Points on their way: names, and the columns packed, to the bit, in base64. */
interface ColumnsMessage {
  readonly names: readonly string[];
  readonly points: string;
}

/** Makes a message of points. */
export function columnsMessage({ names, atSec, columns }: SeriesColumns): ColumnsMessage {
  return { names, points: Buffer.from(packPoints({ atSec, columns })).toString('base64') };
}

/** Reads what `columnsMessage` made. @throws {HistoryStoreError} When it is something else. */
export function readColumns(message: unknown): SeriesColumns {
  const { names, points } = fieldsOf(message);
  if (!Array.isArray(names) || names.length > MAX_COLUMNS || !names.every((name) => typeof name === 'string')) {
    throw notUnderstood('names of columns');
  }
  if (typeof points !== 'string') throw notUnderstood('points');
  return { names, ...unpackPoints(Buffer.from(points, 'base64')) };
}

/** Makes a message of a write. */
export function batchesMessage(batches: readonly SeriesBatch[]): JsonValue {
  return { batches: batches.map((batch) => ({ series: batch.series, ...columnsMessage(batch) })) };
}

/** Reads what `batchesMessage` made. @throws {HistoryStoreError} When it is something else. */
export function readBatches(message: unknown): readonly SeriesBatch[] {
  const { batches } = fieldsOf(message);
  if (!Array.isArray(batches)) throw notUnderstood('what to write');
  return batches.map((batch: unknown) => ({ series: textOf(batch, 'series'), ...readColumns(batch) }));
}

/** Makes a message of a series and a span. JSON has no infinity: where there is no end, nothing stands. */
export function spanMessage(series: string, { fromSec, toSec, limit }: SeriesSpan): JsonValue {
  return {
    series,
    ...(Number.isFinite(fromSec) ? { fromSec } : {}),
    ...(Number.isFinite(toSec) ? { toSec } : {}),
    ...(limit === undefined || !Number.isFinite(limit) ? {} : { limit }),
  };
}

/** Reads what `spanMessage` made. @throws {HistoryStoreError} When it is something else. */
export function readSpan(message: unknown): SeriesSpan & { readonly series: string } {
  const series = textOf(message, 'series');
  const limit = numberOf(message, 'limit');
  return {
    series,
    fromSec: numberOf(message, 'fromSec') ?? 0,
    toSec: numberOf(message, 'toSec') ?? Infinity,
    ...(limit === undefined ? {} : { limit }),
  };
}

/** A field that is a text. @throws {HistoryStoreError} When it is none. */
export function textOf(message: unknown, name: string): string {
  const text = fieldsOf(message)[name];
  if (typeof text !== 'string') throw notUnderstood(name);
  return text;
}

/** A field that is a number, if it is there. @throws {HistoryStoreError} When it is something else. */
export function numberOf(message: unknown, name: string): number | undefined {
  const value = fieldsOf(message)[name];
  if (value !== undefined && typeof value !== 'number') throw notUnderstood(name);
  return value;
}

/** The fields of a message; none when it is no object. */
export function fieldsOf(message: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof message === 'object' && message !== null && !Array.isArray(message);
  return isObject ? (message as Readonly<Record<string, unknown>>) : {};
}

function notUnderstood(what: string): HistoryStoreError {
  return new HistoryStoreError(`${what}: not what another Vigil of this version sends`);
}
