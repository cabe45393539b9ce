import { OPEN_QUOTE, csvCells, csvSeparator } from '../series/csv-cells.ts';
import type { CsvSeparator } from '../series/csv-cells.ts';

/** The first thing wrong with a reader's own file. Lines are counted from 1. */
export interface ReaderCsvReject {
  readonly code: 'csv-invalid';
  readonly line: number;
  /** What is wrong and what was expected. */
  readonly message: string;
}

/** One row: its line, and its cells by the names of the columns, in lower case. */
interface ReaderRow {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** Rows that a file may have: of days, a century. */
const MAX_ROWS = 36_525;
const MAX_SHOWN = 40;

/**
 * Reads a CSV as a person keeps it: a line that names the columns, then rows. Commas, semicolons or tabs; cells may stand in
 * quotation marks; blank lines and lines that begin with `#` are passed over.
 *
 * @param other Names that readers use, to those of the caller: `date` to `day`.
 */
export function readReaderCsv(text: string, other: Readonly<Record<string, string>>): ReaderRow[] | ReaderCsvReject {
  const rows: ReaderRow[] = [];
  let names: readonly string[] | undefined;
  let separator: CsvSeparator | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    separator ??= csvSeparator(line);
    const cells = csvCells(line, separator);
    if (cells === undefined) return csvReject(index + 1, OPEN_QUOTE);
    if (names === undefined) {
      names = cells.map((cell) => cell.toLowerCase()).map((name) => other[name] ?? name);
      continue;
    }
    if (rows.length === MAX_ROWS) return csvReject(index + 1, `the file has more than ${MAX_ROWS} rows`);
    if (cells.length !== names.length) {
      return csvReject(index + 1, `${cells.length} cells stand where the first line names ${names.length} columns`);
    }
    rows.push({ line: index + 1, cells: new Map(names.map((name, i) => [name, cells[i]!])) });
  }
  return rows;
}

/** A `csv-invalid` reject. */
export function csvReject(line: number, message: string): ReaderCsvReject {
  return { code: 'csv-invalid', line, message };
}

/** Reads a number above zero, at most `most`; a string says what is wrong. */
export function positiveCell(row: ReaderRow, name: string, most: number): number | string {
  const text = row.cells.get(name) ?? '';
  const value = /^(?:\d{1,12}(?:\.\d{1,12})?|\.\d{1,12})$/.test(text) ? Number(text) : NaN;
  return value > 0 && value <= most ? value : `"${shown(text)}" is no ${name}: write a number above 0, up to ${most}`;
}

/** Shortens what a file holds for display. */
export function shown(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
