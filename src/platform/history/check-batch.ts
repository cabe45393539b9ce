import { HistoryStoreError, MAX_COLUMNS, MAX_POINTS_A_WRITE, SERIES_NAME } from '../../ports/history-store.ts';
import type { SeriesBatch } from '../../ports/history-store.ts';

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

function checkBatch({ series, names, atSec, columns }: SeriesBatch): void {
  checkName(series);
  if (names.length === 0 || names.length > MAX_COLUMNS || names.length !== columns.length) {
    throw new HistoryStoreError(`${series}: 1 to ${MAX_COLUMNS} columns with a name each, not ${columns.length}`);
  }
  if (columns.some((column) => column.length !== atSec.length)) {
    throw new HistoryStoreError(`${series}: columns and times differ in length`);
  }
  let beforeSec = -1;
  for (const sec of atSec) {
    if (!Number.isSafeInteger(sec) || sec <= beforeSec) {
      throw new HistoryStoreError(`${series}: times are whole seconds since 1970, ascending; ${sec} is not`);
    }
    beforeSec = sec;
  }
}
