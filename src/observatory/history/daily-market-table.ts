import type { DailyMarket } from '../energy/daily-market.ts';
import { DAY_SEC } from '../series/observations.ts';
import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

const NUMBERS = '((?:\\d{1,7}(?:\\.\\d{1,3})?(?: |(?=,|$)))*)';

const FORM = {
  columns: 'month,closes,fees',
  row: new RegExp(`^(\\d{4}-\\d{2}),${NUMBERS},${NUMBERS}$`),
  expected: 'month (YYYY-MM), a close for each of its days, fees for each of its days or none',
};

/**
 * Parses `data/btc-daily.csv`: consecutive months with a price above zero for each day, and fees from the first day on
 * without a gap, until they end.
 */
export function parseDailyMarketTable(text: string): DailyMarket | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const closes: number[] = [];
  const fees: number[] = [];
  let firstDaySec: number | undefined;
  for (const { line, cells } of table.rows) {
    const monthSec = utcSec(`${cells[0]}-01`);
    if (monthSec === undefined) return malformed(line, 'a month that exists', cells[0]!);
    firstDaySec ??= monthSec;
    const expected = firstDaySec + closes.length * DAY_SEC;
    if (monthSec !== expected) return { code: 'table-broken-chain', line, column: 'month', expected, found: monthSec };
    const days = daysOfMonth(monthSec);
    const ofMonth = numbersOf(cells[1]!);
    const feesOfMonth = numbersOf(cells[2]!);
    if (ofMonth.length !== days) return malformed(line, `${days} closes`, `${ofMonth.length} of them`);
    if (ofMonth.some((close) => close <= 0)) return malformed(line, 'prices above zero', cells[1]!);
    const mayHave = fees.length === closes.length ? days : 0;
    if (feesOfMonth.length > mayHave)
      return malformed(line, `at most ${mayHave} fees`, `${feesOfMonth.length} of them`);
    closes.push(...ofMonth);
    fees.push(...feesOfMonth);
  }
  if (firstDaySec === undefined) return malformed(1, 'at least one month', 'no row');
  return {
    description: "Vigil's built-in closes of Bitstamp",
    firstDaySec,
    closesUsd: Float64Array.from(closes),
    feesBtc: Float64Array.from(closes, (_, i) => fees[i] ?? NaN),
  };
}

function numbersOf(cell: string): number[] {
  return cell === '' ? [] : cell.split(' ').map(Number);
}

function daysOfMonth(monthSec: number): number {
  const date = new Date(monthSec * 1000);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
