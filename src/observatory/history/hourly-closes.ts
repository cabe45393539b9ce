import type { CloseSeries } from '../market/close-series.ts';
import { joinAnchoredRuns } from './anchored-runs.ts';
import { malformed, parseFactTable, utcSec } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

const HOUR_SEC = 3600;

const FORM = {
  columns: 'hour,close,difference to the close of each next hour',
  row: /^(\d{4}-\d{2}-\d{2}T\d{2}Z),([1-9]\d{0,7}),((?:-?\d{1,7}(?: -?\d{1,7})*)?)$/,
  expected: 'hour (YYYY-MM-DDTHHZ), its close in whole dollars, and differences parted by one space',
};

/** Parses `data/btc-usd-hourly-close-*.csv`: whole dollars, each row repeating what the rows above it add up to. */
export function parseHourlyCloses(text: string): CloseSeries | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const run = joinAnchoredRuns(table.rows, { step: HOUR_SEC, names: ['hour', 'close'], keyFromCell: utcSec });
  if ('code' in run) return run;
  const close = new Float64Array(run.differences.length + 1);
  close[0] = run.firstValue;
  for (const [i, difference] of run.differences.entries()) {
    close[i + 1] = close[i]! + difference;
    if (close[i + 1]! <= 0) return malformed(run.lines[i]!, 'closes above zero', String(close[i + 1]));
  }
  return { asset: 'BTC', fromSec: run.firstKey, stepSec: HOUR_SEC, close };
}
