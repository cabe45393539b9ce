import {
  COLUMN_NAME,
  HistoryStoreError,
  MAX_COLUMNS,
  MAX_ID_CHARS,
  MAX_POINTS_A_WRITE,
  MAX_RECORD_CHARS,
  SERIES_NAME,
} from '../../ports/history-store.ts';
import type { JsonValue, SeriesBatch } from '../../ports/history-store.ts';

/** Checks what is to be written, so that every store refuses the same. @throws {HistoryStoreError} With what is wrong. */
export function checkBatches(batches: readonly SeriesBatch[]): void {
  let points = 0;
  for (const batch of batches) {
    checkBatch(batch);
    points += batch.atSec.length;
  }
  if (points > MAX_POINTS_A_WRITE) {
    throw new HistoryStoreError(`${points} points at a time; at most ${MAX_POINTS_A_WRITE} are written`);
  }
}

/** Checks the name of a series, or of a kind of records. @throws {HistoryStoreError} */
export function checkName(name: string): void {
  if (!SERIES_NAME.test(name)) throw new HistoryStoreError(`"${name.slice(0, 80)}" is no name of a series`);
}

/** Checks that columns are the ones that a series has. @throws {HistoryStoreError} */
export function checkSameNames(series: string, kept: readonly string[], given: readonly string[]): void {
  if (kept.join() === given.join()) return;
  throw new HistoryStoreError(`${series} has the columns ${kept.join(', ')}, not ${given.join(', ')}`);
}

/** Checks a record. @throws {HistoryStoreError} */
export function checkRecord(kind: string, id: string, value: JsonValue | undefined): void {
  checkName(kind);
  // Lone halves of a pair are no text that a server can keep.
  if (id === '' || id.length > MAX_ID_CHARS || /\p{Cc}|\p{Cs}/u.test(id)) {
    throw new HistoryStoreError(`an id has 1 to ${MAX_ID_CHARS} characters, none of them a control character`);
  }
  const size = value === undefined ? 0 : JSON.stringify(value).length;
  if (size > MAX_RECORD_CHARS) {
    throw new HistoryStoreError(
      `the record ${kind} ${id} has ${size} characters; at most ${MAX_RECORD_CHARS} are kept`,
    );
  }
}

/** Compares two texts as their UTF-8 bytes do: the order of ids in every store. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function checkBatch({ series, names, atSec, columns }: SeriesBatch): void {
  checkName(series);
  if (names.length === 0 || names.length > MAX_COLUMNS || names.length !== columns.length) {
    throw new HistoryStoreError(`${series}: 1 to ${MAX_COLUMNS} columns with a name each, not ${columns.length}`);
  }
  if (columns.some((column) => column.length !== atSec.length)) {
    throw new HistoryStoreError(`${series}: columns and times differ in length`);
  }
  if (names.some((name) => !COLUMN_NAME.test(name)) || new Set(names).size !== names.length) {
    throw new HistoryStoreError(
      `${series}: names of columns are words such as openUsd, each once; not ${names.join(', ')}`,
    );
  }
  let beforeSec = -1;
  for (const sec of atSec) {
    if (!Number.isSafeInteger(sec) || sec <= beforeSec) {
      throw new HistoryStoreError(`${series}: times are whole seconds since 1970, ascending; ${sec} is not`);
    }
    beforeSec = sec;
  }
}
