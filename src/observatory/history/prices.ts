import type { DailyCloses, PriceSeries } from '../market/price-series.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { FactRow } from './fact-table.ts';
import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

const HOUR_SEC = 3600;

/** Tickers that a table may hold at most. */
const MAX_ASSETS = 40;

const HOURLY_FORM = {
  columns: 'hour,open,high,low,close',
  row: /^(\d{4}-\d{2}-\d{2}T\d{2}Z),(\d{1,9}(?:\.\d{1,8})?),(\d{1,9}(?:\.\d{1,8})?),(\d{1,9}(?:\.\d{1,8})?),(\d{1,9}(?:\.\d{1,8})?)$/,
  expected: 'hour (YYYY-MM-DDTHHZ) and four prices in dollars',
};

/** Parses `data/btc-usd-hourly.csv`: consecutive hours, with `low <= open, close <= high`. */
export function parseHourlyPrices(text: string): PriceSeries | HistoryReject {
  const table = parseFactTable(text, HOURLY_FORM);
  if ('code' in table) return table;
  const fromSec = readStart(table.rows, HOUR_SEC);
  if (typeof fromSec !== 'number') return fromSec;
  const columns = [1, 2, 3, 4].map((cell) => Float64Array.from(table.rows, (row) => Number(row.cells[cell]!)));
  const [open, high, low, close] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (const [i, { line, cells }] of table.rows.entries()) {
    const isOrdered =
      low[i]! > 0 && low[i]! <= Math.min(open[i]!, close[i]!) && Math.max(open[i]!, close[i]!) <= high[i]!;
    if (!isOrdered) return malformed(line, '0 < low <= open, close <= high', cells.join(','));
  }
  return { asset: 'BTC', fromSec, stepSec: HOUR_SEC, open, high, low, close };
}

/** Parses `data/daily-close-*.csv`: consecutive days, one column for each asset, prices above zero. */
export function parseDailyCloses(text: string): DailyCloses | HistoryReject {
  const columns = /^day(?:,[A-Z0-9]{2,8})+$/m.exec(text)?.[0];
  const assets = columns?.split(',').slice(1) ?? [];
  if (columns === undefined || assets.length > MAX_ASSETS || new Set(assets).size !== assets.length) {
    return malformed(1, `a line "day,TICKER,..." with 1 to ${MAX_ASSETS} different tickers`, columns ?? 'none');
  }
  const price = ',(\\d{1,9}(?:\\.\\d{1,12})?)';
  const table = parseFactTable(text, {
    columns,
    row: new RegExp(`^(\\d{4}-\\d{2}-\\d{2})${price.repeat(assets.length)}$`),
    expected: `day (YYYY-MM-DD) and ${assets.length} prices in dollars`,
  });
  if ('code' in table) return table;
  const firstDaySec = readStart(table.rows, DAY_SEC);
  if (typeof firstDaySec !== 'number') return firstDaySec;
  for (const { line, cells } of table.rows) {
    if (cells.slice(1).some((cell) => Number(cell) <= 0)) return malformed(line, 'prices above zero', cells.join(','));
  }
  const closes = new Map(
    assets.map((asset, k) => [asset, Float64Array.from(table.rows, (row) => Number(row.cells[k + 1]!))]),
  );
  return { firstDaySec, closes };
}

/** Time of the first row, once every row is found to follow the one above by `stepSec`. */
function readStart(rows: readonly FactRow[], stepSec: number): number | HistoryReject {
  const first = rows[0];
  if (first === undefined) return malformed(1, 'at least one row', 'none');
  const fromSec = utcSec(first.cells[0]!);
  if (fromSec === undefined) return malformed(first.line, 'a time that exists', first.cells[0]!);
  for (const [i, { line, cells }] of rows.entries()) {
    const found = utcSec(cells[0]!);
    if (found === undefined) return malformed(line, 'a time that exists', cells[0]!);
    const expected = fromSec + i * stepSec;
    if (found !== expected) return { code: 'table-broken-chain', line, column: 'time', expected, found };
  }
  return fromSec;
}
