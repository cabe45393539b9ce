import type { CloseSeries } from '../../market/close-series.ts';
import { parseTime } from '../../answers/quantities.ts';

/** What is wrong with a file of prices, and on which line. */
export interface ClosesReject {
  readonly code: 'closes-malformed';
  readonly line: number;
  readonly message: string;
}

const HOUR_SEC = 3600;

/** Most hours of one file: 30 years. */
const MAX_HOURS = 263_000;

/**
 * Reads hourly closes of Bitcoin: a CSV with a column `time`, the start of each hour (`2022-01-05T10:00Z` or seconds
 * since 1970), and a column `close` in US dollars; further columns are passed over. Rows stand in either order of time;
 * no hour may be missing or stand twice.
 */
export function parseClosesCsv(text: string): CloseSeries | ClosesReject {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  const names = (lines[0] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const [timeAt, closeAt] = [names.indexOf('time'), names.indexOf('close')];
  if (timeAt < 0 || closeAt < 0) return bad(1, 'the first line has to name the columns time and close');
  if (lines.length - 1 > MAX_HOURS) return bad(MAX_HOURS + 2, `more than ${MAX_HOURS} hours`);
  const rows: { readonly line: number; readonly sec: number; readonly close: number }[] = [];
  for (let k = 1; k < lines.length; k++) {
    const cells = lines[k]!.split(',');
    const sec = parseTime((cells[timeAt] ?? '').trim());
    if (typeof sec !== 'number') return bad(k + 1, sec.message);
    if (sec % HOUR_SEC !== 0) return bad(k + 1, `${cells[timeAt]!.trim()} is no full hour`);
    const cell = (cells[closeAt] ?? '').trim();
    const close = /^\d{1,12}(?:\.\d{1,12})?$/.test(cell) ? Number(cell) : 0;
    if (close <= 0) return bad(k + 1, `"${cell.slice(0, 40)}" is no price above zero`);
    rows.push({ line: k + 1, sec, close });
  }
  if (rows.length < 2) return bad(lines.length, 'at least two hours are needed');
  if (rows[0]!.sec > rows.at(-1)!.sec) rows.reverse();
  for (const [k, { line, sec }] of rows.entries()) {
    const expected = rows[0]!.sec + k * HOUR_SEC;
    if (sec === expected) continue;
    return bad(
      line,
      `the hour ${new Date(expected * 1000).toISOString().slice(0, 16)}Z is missing, or one stands twice`,
    );
  }
  const close = Float64Array.from(rows, (row) => row.close);
  return { asset: 'BTC', fromSec: rows[0]!.sec, stepSec: HOUR_SEC, close };
}

function bad(line: number, message: string): ClosesReject {
  return { code: 'closes-malformed', line, message };
}
