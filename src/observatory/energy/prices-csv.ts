import { utcSec } from '../history/fact-table.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { DailyMarket } from './daily-market.ts';
import { csvReject, positiveCell, readReaderCsv, shown } from './reader-csv.ts';
import type { ReaderCsvReject } from './reader-csv.ts';

const OTHER_NAMES: Readonly<Record<string, string>> = {
  date: 'day',
  time: 'day',
  price: 'close',
  'close usd': 'close',
  btc: 'close',
  'fees btc': 'fees',
};

const MAX_PRICE = 1e9;
/** Most fees of a block, BTC: the highest ever paid for one, in 2013, were 200. */
const MAX_FEES = 1000;

/**
 * Reads a reader's own prices: columns `day` (`2024-03-01`), `close` (US dollars at the end of the day), and, if they are
 * known, `fees` (BTC a block, a mean over the day; an empty cell is not known). Days follow each other without a gap.
 */
export function parsePricesCsv(text: string, description: string): DailyMarket | ReaderCsvReject {
  const rows = readReaderCsv(text, OTHER_NAMES);
  if ('code' in rows) return rows;
  const [first] = rows;
  if (first === undefined) return csvReject(1, 'the file holds no price; write a line "day,close", then rows');
  const names = [...first.cells.keys()];
  if (!names.includes('day') || !names.includes('close')) {
    return csvReject(
      1,
      `the first line has to name day and close (and may name fees), not "${shown(names.join(','))}"`,
    );
  }
  const closes: number[] = [];
  const fees: number[] = [];
  let firstDaySec: number | undefined;
  for (const row of rows) {
    const day = row.cells.get('day')!.slice(0, 10);
    const daySec = /^\d{4}-\d{2}-\d{2}$/.test(day) ? utcSec(day) : undefined;
    if (daySec === undefined)
      return csvReject(row.line, `"${shown(row.cells.get('day')!)}" is no day; write 2024-03-01`);
    firstDaySec ??= daySec;
    const expected = firstDaySec + closes.length * DAY_SEC;
    if (daySec !== expected) {
      const wanted = new Date(expected * 1000).toISOString().slice(0, 10);
      return csvReject(row.line, `${day} stands where ${wanted} was expected; days go up by one, without gaps`);
    }
    const close = positiveCell(row, 'close', MAX_PRICE);
    if (typeof close === 'string') return csvReject(row.line, close);
    const fee = (row.cells.get('fees') ?? '') === '' ? NaN : feesOf(row);
    if (typeof fee === 'string') return csvReject(row.line, fee);
    closes.push(close);
    fees.push(fee);
  }
  return {
    description,
    firstDaySec: firstDaySec!,
    closesUsd: Float64Array.from(closes),
    feesBtc: Float64Array.from(fees),
  };
}

/** Fees may be 0, unlike prices. */
function feesOf(row: Parameters<typeof positiveCell>[0]): number | string {
  return /^0(?:\.0+)?$/.test(row.cells.get('fees')!) ? 0 : positiveCell(row, 'fees', MAX_FEES);
}
