import type { Candle, Candles } from '../market/candles.ts';
import { candlesFrom, isSoundCandle } from '../market/candles.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { FactRow } from './fact-table.ts';
import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

const NUMBER = '\\d{1,7}(?:\\.\\d{1,5})?';
const DAY = `(?:-|${NUMBER}/${NUMBER}/${NUMBER})`;

const FORM = {
  columns: 'month,high/low/close of each day',
  row: new RegExp(`^(\\d{4}-\\d{2}),(${DAY}(?: ${DAY}){0,30})$`),
  expected: 'month (YYYY-MM) and for each of its days high/low/close in dollars, or "-"',
};

/**
 * Parses `data/btc-usd-daily.csv`: a row a month without a month missing, in it each day's highest, lowest and last
 * price; days without one, when the exchange was down, are left out. A day opens at the close of the day before.
 */
export function parseMonthPrices(text: string): Candles | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const rows: Candle[] = [];
  for (const [i, row] of table.rows.entries()) {
    const month = readMonth(row, { next: table.rows[i + 1], closeBefore: rows.at(-1)?.close });
    if ('code' in month) return month;
    rows.push(...month);
  }
  return candlesFrom({ base: 'BTC', quote: 'USD' }, DAY_SEC, rows);
}

function readMonth(
  { line, cells }: FactRow,
  about: { readonly next: FactRow | undefined; readonly closeBefore: number | undefined },
): Candle[] | HistoryReject {
  const fromSec = utcSec(`${cells[0]!}-01`);
  if (fromSec === undefined) return malformed(line, 'a month that exists', cells[0]!);
  const endSec = nextMonthSec(fromSec);
  const days = cells[1]!.split(' ');
  const whole = (endSec - fromSec) / DAY_SEC;
  if (about.next === undefined ? days.length > whole : days.length !== whole) {
    return malformed(line, `${whole} days in ${cells[0]!}`, `${days.length}`);
  }
  const found = about.next === undefined ? endSec : utcSec(`${about.next.cells[0]!}-01`);
  if (found !== undefined && found !== endSec) {
    return { code: 'table-broken-chain', line: line + 1, column: 'month', expected: endSec, found };
  }
  const rows: Candle[] = [];
  for (const [k, day] of days.entries()) {
    if (day === '-') continue;
    const [high, low, close] = day.split('/').map(Number) as [number, number, number];
    const before = rows.at(-1)?.close ?? about.closeBefore ?? close;
    const candle = { open: Math.min(high, Math.max(low, before)), high, low, close, volume: NaN };
    if (!isSoundCandle(candle)) return malformed(line, '0 < low <= close <= high', day);
    rows.push({ atSec: fromSec + k * DAY_SEC, ...candle });
  }
  return rows;
}

function nextMonthSec(fromSec: number): number {
  const month = new Date(fromSec * 1000);
  return Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1) / 1000;
}
