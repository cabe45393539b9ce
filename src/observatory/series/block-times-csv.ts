import { workFromBits } from '../../primitives/work.ts';
import type { TimeSource } from './block-series.ts';
import { OPEN_QUOTE, csvCells, csvSeparator } from './csv-cells.ts';
import type { CsvSeparator } from './csv-cells.ts';

/** Block times as a person keeps them: one row a block, heights without a gap. */
export interface BlockTimesTable {
  readonly firstHeight: number;
  /** Seconds since 1970, in chain order, as written. */
  readonly timesSec: Float64Array;
  /** Compact targets; `undefined` when the file has no `bits` column. */
  readonly bits: Uint32Array | undefined;
  readonly timeSource: TimeSource;
}

/** The first thing wrong with a file of block times. Lines are counted from 1. */
export interface BlockTimesReject {
  readonly code: 'block-times-invalid';
  readonly line: number;
  /** What is wrong and what was expected. */
  readonly message: string;
}

/** Where each column of the file stands; -1 when it is missing. */
interface Columns {
  readonly height: number;
  readonly time: number;
  readonly bits: number;
  readonly arrival: number;
}

/** Times after this are no seconds of a 32-bit header: most likely milliseconds. */
const MAX_TIME_SEC = 2 ** 32 - 1;
const MAX_HEIGHT = 2 ** 31 - 1;
const MAX_SHOWN = 40;

/**
 * Reads a CSV of block times: columns `height,time[,bits]` in any order, named by the first line (a file without names
 * is taken as `height,time[,bits]`); `arrival` (seconds at which the node saw the block) is used in place of `time`.
 *
 * Times are seconds since 1970; `bits` is the compact target, in hex (`170b8c8b`, `0x170b8c8b`) as Core prints it.
 * LF or CRLF, with or without a byte-order mark; blank lines and lines that begin with `#` are passed over.
 *
 * @returns The table, or the first line that is wrong.
 */
export function parseBlockTimesCsv(text: string): BlockTimesTable | BlockTimesReject {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const times: number[] = [];
  const bits: number[] = [];
  let columns: Columns | undefined;
  let separator: CsvSeparator | undefined;
  let firstHeight = -1;
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    separator ??= csvSeparator(line);
    const cells = csvCells(line, separator);
    if (cells === undefined) return reject(index, OPEN_QUOTE);
    if (columns === undefined) {
      const named = readColumns(cells);
      if (typeof named === 'string') return reject(index, named);
      columns = named.columns;
      if (named.isHeading) continue;
    }
    const row = readRow(cells, columns);
    if (typeof row === 'string') return reject(index, row);
    if (firstHeight < 0) firstHeight = row.height;
    const expected = firstHeight + times.length;
    if (row.height !== expected) return reject(index, heightGap(row.height, expected));
    times.push(row.timeSec);
    if (row.bits !== undefined) bits.push(row.bits);
  }
  if (columns === undefined || times.length < 2) {
    return reject(
      lines.length - 1,
      `the file holds ${times.length} block time${times.length === 1 ? '' : 's'}; at least 2 are needed`,
    );
  }
  return {
    firstHeight,
    timesSec: Float64Array.from(times),
    bits: columns.bits < 0 ? undefined : Uint32Array.from(bits),
    timeSource: columns.arrival < 0 ? 'header' : 'arrival',
  };
}

function reject(index: number, message: string): BlockTimesReject {
  return { code: 'block-times-invalid', line: index + 1, message };
}

function heightGap(height: number, expected: number): string {
  return `height ${height} stands where ${expected} was expected; heights go up by one, without gaps or repeats`;
}

/** Finds the columns from the first line; a string says why they can't be told. */
function readColumns(cells: readonly string[]): { readonly columns: Columns; readonly isHeading: boolean } | string {
  const isHeading = !cells.every((cell) => /^(0x)?[0-9a-f.]+$/i.test(cell));
  if (!isHeading) {
    if (cells.length < 2) return `expected height,time[,bits], not "${shorten(cells.join(','))}"`;
    return { columns: { height: 0, time: 1, bits: cells.length > 2 ? 2 : -1, arrival: -1 }, isHeading };
  }
  const names = cells.map((cell) => cell.toLowerCase());
  const columns = {
    height: names.indexOf('height'),
    time: names.indexOf('time'),
    bits: names.indexOf('bits'),
    arrival: names.indexOf('arrival'),
  };
  if (columns.height < 0 || (columns.time < 0 && columns.arrival < 0)) {
    return `the first line has to name the columns height and time (and may name bits), not "${shorten(cells.join(','))}"`;
  }
  return { columns, isHeading };
}

/** Reads one row; a string says what is wrong with it. */
function readRow(
  cells: readonly string[],
  columns: Columns,
): { readonly height: number; readonly timeSec: number; readonly bits: number | undefined } | string {
  const heightText = cells[columns.height] ?? '';
  const height = /^\d{1,10}$/.test(heightText) ? Number(heightText) : NaN;
  if (!(height <= MAX_HEIGHT)) return `"${shorten(heightText)}" is not a block height`;
  const timeText = cells[columns.arrival < 0 ? columns.time : columns.arrival] ?? '';
  const timeSec = /^\d{1,13}(\.\d+)?$/.test(timeText) ? Number(timeText) : NaN;
  if (Number.isNaN(timeSec)) return `"${shorten(timeText)}" is not a time in seconds since 1970`;
  if (timeSec > MAX_TIME_SEC) return `time ${timeText} is beyond the year 2106; are these milliseconds? Give seconds`;
  if (columns.bits < 0) return { height, timeSec, bits: undefined };
  const bitsText = cells[columns.bits] ?? '';
  if (!/^(0x)?[0-9a-f]{8}$/i.test(bitsText)) {
    return `"${shorten(bitsText)}" is not a compact target of 8 hex digits, such as 170b8c8b`;
  }
  const bits = parseInt(bitsText.replace(/^0x/i, ''), 16);
  if (workFromBits(bits) === 0n) return `bits ${bitsText} encode no target`;
  return { height, timeSec, bits };
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
