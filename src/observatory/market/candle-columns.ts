import { csvCells, csvSeparator } from '../series/csv-cells.ts';
import type { CsvSeparator } from '../series/csv-cells.ts';

/** Where a file of candles has what: numbers of columns from 0, -1 for none. */
export interface CandleColumns {
  /** Rows begin at this line, counted from 0. */
  readonly firstRow: number;
  readonly separator: CsvSeparator;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly symbol: number;
}

/** Names of the columns by what they hold, the best first: those of the beginning before those of the end or of any moment. */
const TIME_NAMES = [
  'timeopen',
  'open time',
  'open_time',
  'opentime',
  'unix',
  'timestamp',
  'time',
  'datetime',
  'date',
  'day',
  'hour',
  'snapped_at',
];
const CLOSE_NAMES = ['close', 'price'];

/** A line with an address may stand before the one that names the columns. */
const HEAD_LINES = 2;

/** Cells of a row in files without names: time, open, high, low, close, then volume and more (Kraken has 7, Binance 12). */
const NAMELESS_LENGTHS: readonly number[] = [5, 6, 7, 12];

/** What is wrong with the first lines of a file; counted from 0. */
interface ColumnsReject {
  readonly line: number;
  readonly message: string;
}

/** Finds the columns of a file of candles, by the names in its first lines, or by its first row where it has none. */
export function findCandleColumns(lines: readonly string[]): CandleColumns | ColumnsReject {
  for (const [at, line] of lines.slice(0, HEAD_LINES).entries()) {
    const separator = csvSeparator(line);
    const cells = csvCells(line, separator) ?? [];
    const named = namedColumns(cells.map((name) => name.toLowerCase()));
    if (typeof named === 'string') return { line: at, message: named };
    if (named !== undefined) return { ...named, separator, firstRow: at + 1 };
    if (at === 0 && NAMELESS_LENGTHS.includes(cells.length) && cells.every((cell) => /^\d+(?:\.\d+)?$/.test(cell))) {
      const volume = cells.length > 5 ? 5 : -1;
      return { time: 0, open: 1, high: 2, low: 3, close: 4, volume, symbol: -1, separator, firstRow: 0 };
    }
  }
  const message =
    'no line names the columns, such as "time,open,high,low,close,volume", and the rows are not those of Kraken or Binance';
  return { line: 0, message };
}

/** `undefined` where these are no names of columns; a string says what is wrong with them. */
function namedColumns(names: readonly string[]): Omit<CandleColumns, 'separator' | 'firstRow'> | string | undefined {
  const find = (wanted: readonly string[]): number =>
    wanted.map((name) => names.indexOf(name)).find((k) => k >= 0) ?? -1;
  const time = find(TIME_NAMES);
  const close = find(CLOSE_NAMES);
  if (time < 0 || close < 0) return undefined;
  const [open, high, low] = ['open', 'high', 'low'].map((name) => names.indexOf(name)) as [number, number, number];
  if ([open, high, low].some((k) => k < 0) && [open, high, low].some((k) => k >= 0)) {
    return 'open, high and low go together; give all three, or close alone';
  }
  // The volumes of Yahoo and CoinMarketCap are in dollars, not in coins.
  const isInDollars = ['adj close', 'stock splits', 'marketcap'].some((name) => names.includes(name));
  const volume = isInDollars ? -1 : names.findIndex((name) => name === 'volume' || name.startsWith('volume '));
  return { time, open, high, low, close, volume, symbol: names.indexOf('symbol') };
}
