import { countryCodeOf } from './countries.ts';
import { monthSpan, ratioOfPercent } from './share-table.ts';
import type { MonthShares, ShareTable } from './share-table.ts';
import { OPEN_QUOTE, csvCells, csvSeparator } from '../series/csv-cells.ts';
import type { CsvSeparator } from '../series/csv-cells.ts';

/** The first thing wrong with a file of shares. Lines are counted from 1. */
export interface ShareCsvReject {
  readonly code: 'shares-invalid';
  readonly line: number;
  /** What is wrong and what was expected. */
  readonly message: string;
}

/** Rows that a file may have: 50 years of 250 countries. */
const MAX_ROWS = 150_000;
const MAX_SHOWN = 40;
/** Published shares are rounded. */
const SUM_TOLERANCE = 0.006;

const MONTH_NAMES = ['date', 'month'];
const COUNTRY_NAMES = ['country', 'country_code', 'code'];

interface Columns {
  readonly month: number;
  readonly country: number;
  readonly share: number;
  readonly isPercent: boolean;
}

/**
 * Reads shares of hashrate as a person keeps them, or as CBECI lets them be downloaded: a line that names the columns, then a
 * row for each country and month. `date` (or `month`): `2021-08` or a day in it; `country`: ISO code or English name, or
 * `Other`; the share: a column whose name holds `%` or `percent` (0 to 100), or `share` (0 to 1, or with a `%` behind it).
 *
 * LF or CRLF, with or without a byte-order mark; cells may be quoted; blank lines and lines that begin with `#` are passed over.
 */
export function parseShareCsv(text: string, description: string): ShareTable | ShareCsvReject {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const months = new Map<string, MonthDraft>();
  let columns: Columns | undefined;
  let separator: CsvSeparator | undefined;
  let rows = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    separator ??= csvSeparator(line);
    const cells = csvCells(line, separator);
    if (cells === undefined) return reject(index, OPEN_QUOTE);
    if (columns === undefined) {
      const named = readColumns(cells);
      if (typeof named === 'string') return reject(index, named);
      columns = named;
      continue;
    }
    if (++rows > MAX_ROWS) return reject(index, `the file has more than ${MAX_ROWS} rows`);
    const row = readRow(cells, columns);
    if (typeof row === 'string') return reject(index, row);
    const draft = months.get(row.month) ?? { line: index, shares: new Map<string, number>(), other: undefined };
    const wrong = addShare(draft, row);
    if (wrong !== undefined) return reject(index, wrong);
    months.set(row.month, draft);
  }
  if (rows === 0)
    return reject(lines.length - 1, 'the file holds no shares; write a line "month,country,percent", then rows');
  return tableOf(months, description);
}

interface MonthDraft {
  readonly line: number;
  readonly shares: Map<string, number>;
  other: number | undefined;
}

function addShare(
  draft: MonthDraft,
  row: { readonly country: string; readonly share: number; readonly month: string },
): string | undefined {
  const { country, share, month } = row;
  if (country === 'other') {
    if (draft.other !== undefined) return `${month} has two rows of others`;
    draft.other = share;
    return undefined;
  }
  if (draft.shares.has(country)) return `${month} has ${country} twice`;
  draft.shares.set(country, share);
  return undefined;
}

function tableOf(drafts: ReadonlyMap<string, MonthDraft>, description: string): ShareTable | ShareCsvReject {
  const months: MonthShares[] = [];
  for (const [month, { line, shares, other }] of [...drafts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sum = [...shares.values()].reduce((total, share) => total + share, other ?? 0);
    if (sum > 1 + SUM_TOLERANCE)
      return reject(line, `the shares of ${month} add up to ${(100 * sum).toFixed(1)} %, over 100 %`);
    const span = monthSpan(month)!;
    // What is missing to 100 % is not known to be anywhere.
    months.push({ month, ...span, basis: 'own', sample: undefined, statedHashrate: undefined, shares, other });
  }
  return { description, source: description, licence: 'your own file', months };
}

function reject(index: number, message: string): ShareCsvReject {
  return { code: 'shares-invalid', line: index + 1, message };
}

/** Finds the columns from the first line; a string says why they can't be told. */
function readColumns(cells: readonly string[]): Columns | string {
  const names = cells.map((cell) => cell.toLowerCase());
  const month = names.findIndex((name) => MONTH_NAMES.includes(name));
  const country = names.findIndex((name) => COUNTRY_NAMES.includes(name));
  const percent = names.findIndex((name) => name.includes('%') || name.includes('percent'));
  const share = percent >= 0 ? percent : names.indexOf('share');
  if (month >= 0 && country >= 0 && share >= 0) return { month, country, share, isPercent: percent >= 0 };
  return `the first line has to name the columns month, country and percent (or share), not "${shorten(cells.join(','))}"`;
}

/** Reads one row; a string says what is wrong with it. */
function readRow(
  cells: readonly string[],
  columns: Columns,
): { readonly month: string; readonly country: string; readonly share: number } | string {
  const date = cells[columns.month] ?? '';
  const parts = /^(\d{4}-\d{2})(?:-(?:0[1-9]|[12]\d|3[01])(?:T.{0,20})?)?$/.exec(date);
  if (parts === null || monthSpan(parts[1]!) === undefined) return `"${shorten(date)}" is not a month; write 2021-08`;
  const name = cells[columns.country] ?? '';
  const country = /^others?$/i.test(name) ? 'other' : countryCodeOf(name);
  if (country === undefined) return `"${shorten(name)}" is no country; write its ISO code, such as KZ, or Other`;
  const text = cells[columns.share] ?? '';
  const figure = /^(\d{1,3}(?:\.\d{1,12})?|\.\d{1,12})\s?(%?)$/.exec(text);
  const isPercent = columns.isPercent || figure?.[2] === '%';
  const value = figure === null ? NaN : Number(figure[1]);
  const share = isPercent ? ratioOfPercent(value) : value;
  if (share >= 0 && share <= 1) return { month: parts[1]!, country, share };
  if (figure !== null && !isPercent)
    return `share ${text} is over 1; did you mean ${text}%? (or name the column percent)`;
  return `"${shorten(text)}" is not a share; write 18.1 (percent)`;
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
