import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** CBECI's own best guess at one price of electricity, to hold our figures against. */
export interface CbeciSeries {
  readonly powerPriceUsdPerKwh: number;
  /** Day (midnight UTC that starts it, seconds since 1970) to annualized consumption, TWh. */
  readonly annualizedTwh: ReadonlyMap<number, number>;
}

const FORM = {
  columns: 'day,0.03,0.05,0.08',
  row: /^(\d{4}-\d{2}-\d{2}),(\d{1,3}\.\d{2}),(\d{1,3}\.\d{2}),(\d{1,3}\.\d{2})$/,
  expected: 'day (YYYY-MM-DD) and three figures in TWh',
};

/** Parses `data/cbeci-annualized.csv`: one series for each price, days ascending. */
export function parseCbeciTable(text: string): CbeciSeries[] | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const series = FORM.columns
    .split(',')
    .slice(1)
    .map((price) => ({ powerPriceUsdPerKwh: Number(price), annualizedTwh: new Map<number, number>() }));
  let before = -Infinity;
  for (const { line, cells } of table.rows) {
    const daySec = utcSec(cells[0]!);
    if (daySec === undefined || daySec <= before) return malformed(line, 'days that exist, ascending', cells[0]!);
    before = daySec;
    for (const [k, one] of series.entries()) one.annualizedTwh.set(daySec, Number(cells[k + 1]!));
  }
  return series;
}
