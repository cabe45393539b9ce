import { DAY_SEC } from '../series/observations.ts';
import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** Mean fees of a block on consecutive UTC days. */
export interface BlockFees {
  /** Midnight UTC that starts the first day, seconds since 1970. */
  readonly firstDaySec: number;
  /** BTC a block, one figure a day. */
  readonly feesBtc: Float64Array;
}

const FEE = '\\d{1,3}(?:\\.\\d{1,3})?';

const FORM = {
  columns: 'month,fees',
  row: new RegExp(`^(\\d{4}-\\d{2}),(${FEE}(?: ${FEE}){0,30})$`),
  expected: 'month (YYYY-MM) and fees in BTC a block for each of its days',
};

/** Parses `data/block-fees.csv`: consecutive months with a figure for each day; the last month may end early. */
export function parseBlockFees(text: string): BlockFees | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const fees: number[] = [];
  let firstDaySec: number | undefined;
  for (const { line, cells } of table.rows) {
    const monthSec = utcSec(`${cells[0]}-01`);
    if (monthSec === undefined) return malformed(line, 'a month that exists', cells[0]!);
    firstDaySec ??= monthSec;
    const expected = firstDaySec + fees.length * DAY_SEC;
    if (monthSec !== expected) return { code: 'table-broken-chain', line, column: 'month', expected, found: monthSec };
    const ofMonth = cells[1]!.split(' ').map(Number);
    const days = daysOfMonth(monthSec);
    if (ofMonth.length > days) return malformed(line, `at most ${days} figures`, `${ofMonth.length} of them`);
    fees.push(...ofMonth);
  }
  if (firstDaySec === undefined) return malformed(1, 'at least one month', 'no row');
  return { firstDaySec, feesBtc: Float64Array.from(fees) };
}

function daysOfMonth(monthSec: number): number {
  const date = new Date(monthSec * 1000);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
