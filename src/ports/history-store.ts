/** Most points that one read gives: a year of minutes. */
export const MAX_POINTS_A_READ = 600_000;

/** Most points that one write takes. */
export const MAX_POINTS_A_WRITE = 100_000;

/** Most columns of a series. */
export const MAX_COLUMNS = 16;

/** Names of series and kinds of records: lower-case words, joined by slashes, such as `market/kraken/btc-usd/1h`. */
export const SERIES_NAME: RegExp = /^[a-z0-9][a-z0-9._-]{0,63}(?:\/[a-z0-9][a-z0-9._-]{0,63}){0,7}$/;

/** Names of columns: words such as `openUsd`. */
export const COLUMN_NAME: RegExp = /^[A-Za-z][A-Za-z0-9]{0,63}$/;

/** Most characters of a record's id, and of a record as JSON. */
export const MAX_ID_CHARS = 200;
export const MAX_RECORD_CHARS = 1_048_576;

/** Points of one series, in the order of their times, which differ. */
export interface SeriesColumns {
  /** What each column holds, unit last, such as `openUsd`; of one series always the same. */
  readonly names: readonly string[];
  /** When: whole seconds since 1970 UTC, ascending. */
  readonly atSec: Float64Array;
  /** A column for each name, as long as `atSec`; `NaN` where a value is not known. */
  readonly columns: readonly Float64Array[];
}

/** Points to be written to one series. */
export interface SeriesBatch extends SeriesColumns {
  readonly series: string;
}

/** What is known of a series. */
export interface SeriesInfo {
  readonly series: string;
  readonly names: readonly string[];
  /** Times of its first and last point, seconds since 1970. */
  readonly firstSec: number;
  readonly lastSec: number;
}

/** A span of time: `fromSec` inclusive, `toSec` exclusive. */
export interface SeriesSpan {
  readonly fromSec: number;
  readonly toSec: number;
  /** Most points that are given, the first of the span; `MAX_POINTS_A_READ` when left out. */
  readonly limit?: number;
}

/** What JSON can hold. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** A record that is kept beside the series: an event of one's own, a rule, where a collector has come to. */
export interface HistoryRecord {
  readonly id: string;
  readonly value: JsonValue;
}

/**
 * What the observatory has seen, kept: series of numbers over time, and records. Embedded, or a server for many readers; both
 * pass one conformance suite.
 *
 * All of it is asynchronous: a server answers in its own time. It fails with a `HistoryStoreError` when the store can't be read
 * or written; what was written before stays whole.
 */
export interface HistoryStore {
  /** Writes all of it or nothing. A point at a time that is there already replaces that one. */
  write(batches: readonly SeriesBatch[]): Promise<void>;
  /** Points of a span; `undefined` when there is no such series. */
  read(series: string, span: SeriesSpan): Promise<SeriesColumns | undefined>;
  /** The last point at `atSec` or before (the last of all when left out), as columns of one row; `undefined`: there is none. */
  latest(series: string, atSec?: number): Promise<SeriesColumns | undefined>;
  /** Series whose names begin with `prefix`, in the order of their names. */
  list(prefix: string): Promise<readonly SeriesInfo[]>;
  /** Forgets the points of a span, such as minutes that are older than is kept. */
  forget(series: string, span: SeriesSpan): Promise<void>;
  /** Keeps a record; `undefined` removes it. */
  putRecord(kind: string, id: string, value: JsonValue | undefined): Promise<void>;
  /** All records of a kind, in the order of their ids (of their UTF-8 bytes). */
  records(kind: string): Promise<readonly HistoryRecord[]>;
  close(): Promise<void>;
}

/** The store can't be read or written, or was asked for what it can't do. */
export class HistoryStoreError extends Error {
  override readonly name = 'HistoryStoreError';
  /** `in-use`: another process has it open, and nothing else is wrong. */
  readonly code: 'in-use' | undefined;

  constructor(message: string, options: ErrorOptions & { readonly code?: 'in-use' } = {}) {
    super(message, options);
    this.code = options.code;
  }
}
