import { parseTime } from '../answers/quantities.ts';
import type { Candle, Candles, Pair } from './candles.ts';
import { candlesFrom, isSoundCandle } from './candles.ts';
import { findCandleColumns } from './candle-columns.ts';
import type { CandleColumns } from './candle-columns.ts';
import { OPEN_QUOTE, csvCells } from '../series/csv-cells.ts';

/** What is wrong with a file of candles, and where: lines count from 1. */
export interface CandlesCsvReject {
  readonly code: 'bad-csv';
  readonly line: number;
  readonly message: string;
}

/** Candles read from a file. */
export interface CandlesCsv {
  readonly candles: Candles;
  /** Whether the file itself says what the prices are of. */
  readonly namesPair: boolean;
  /** Rows without prices (`null`, empty), which were passed over. */
  readonly skipped: number;
}

/** Most rows that are read: five years of minutes. */
const MAX_ROWS = 3_000_000;

/** Lengths that candles come in. */
const STEPS_SEC: readonly number[] = [60, 180, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 604_800];

/** How far prices may be out of order for want of digits, as a share. */
const ROUNDING = 1e-6;

/**
 * Reads candles from CSV: CryptoDataDownload's form (a line with an address, then `unix,date,symbol,open,high,low,close,...`,
 * newest first), Yahoo Finance's (`Date,Open,High,Low,Close,Adj Close,Volume`), CoinMarketCap's (semicolons), CoinGecko's
 * (`snapped_at,price,...`), those of Kraken and Binance, which name no columns, and any with columns for the time and
 * `open,high,low,close` or `close` alone, and `volume` in units of the base. Times are seconds, milliseconds or microseconds since
 * 1970, or as in `2022-01-05 10:00`, UTC, and begin their candles.
 *
 * @param pair What the prices are of, where the file does not say so in a column `symbol`.
 */
export function parseCandlesCsv(text: string, pair: Pair | undefined): CandlesCsv | CandlesCsvReject {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.length > MAX_ROWS) return bad(MAX_ROWS, `more than ${MAX_ROWS} rows; cut the file to the time needed`);
  const columns = findCandleColumns(lines);
  if ('message' in columns) return bad(columns.line + 1, columns.message);
  const rows: (Candle & { readonly line: number })[] = [];
  let named: Pair | undefined;
  let skipped = 0;
  for (let at = columns.firstRow; at < lines.length; at++) {
    if (lines[at] === '') continue;
    const cells = csvCells(lines[at]!, columns.separator);
    if (cells === undefined) return bad(at + 1, OPEN_QUOTE);
    const candle = readCandle(cells, columns, at + 1);
    if (candle === undefined) {
      skipped++;
      continue;
    }
    if ('code' in candle) return candle;
    const symbol = columns.symbol < 0 ? undefined : pairOf(cells[columns.symbol]!);
    if (columns.symbol >= 0 && symbol === undefined)
      return bad(at + 1, `"${shown(cells[columns.symbol]!)}" is no pair such as BTC/USD`);
    if (named !== undefined && symbol !== undefined && (symbol.base !== named.base || symbol.quote !== named.quote)) {
      return bad(
        at + 1,
        `prices of ${symbol.base}/${symbol.quote} among those of ${named.base}/${named.quote}; give one pair a file`,
      );
    }
    named ??= symbol;
    rows.push({ ...candle, line: at + 1 });
  }
  return assemble(rows, { skipped, named, pair: named ?? pair, columns });
}

function assemble(
  given: readonly (Candle & { readonly line: number })[],
  about: {
    readonly skipped: number;
    readonly named: Pair | undefined;
    readonly pair: Pair | undefined;
    readonly columns: CandleColumns;
  },
): CandlesCsv | CandlesCsvReject {
  const { pair, columns, skipped } = about;
  const head = Math.max(1, columns.firstRow);
  if (pair === undefined)
    return bad(head, 'nothing says which pair these prices are of; give --pair, such as --pair BTC-USD');
  if (given.length < 2) return bad(head, `${given.length} rows with prices; at least 2 are needed`);
  const isNewestFirst = given[0]!.atSec > given[1]!.atSec;
  const rows = isNewestFirst ? [...given].reverse() : given;
  let stepSec = Infinity;
  for (let i = 1; i < rows.length; i++) {
    const gap = rows[i]!.atSec - rows[i - 1]!.atSec;
    const { line } = rows[isNewestFirst ? i - 1 : i]!;
    if (gap === 0) return bad(line, 'the same time as in the row above');
    if (gap < 0) return bad(line, 'the rows are not in the order of their times');
    stepSec = Math.min(stepSec, gap);
  }
  if (!STEPS_SEC.includes(stepSec)) {
    return bad(columns.firstRow + 1, `rows are ${stepSec} seconds apart; candles of a minute to a week are read`);
  }
  const odd = rows.find(({ atSec }) => (atSec - rows[0]!.atSec) % stepSec !== 0);
  if (odd !== undefined)
    return bad(odd.line, `its time does not fit: candles of this file are ${stepSec} seconds long`);
  return { candles: candlesFrom(pair, stepSec, rows), namesPair: about.named !== undefined, skipped };
}

/** One row; `undefined` for one without prices. */
function readCandle(
  cells: readonly string[],
  columns: CandleColumns,
  line: number,
): Candle | CandlesCsvReject | undefined {
  const cell = (k: number): string => cells[k] ?? '';
  const atSec = readTime(cell(columns.time));
  if (atSec === undefined)
    return bad(line, `"${shown(cell(columns.time))}" is not a time; write 2022-01-05T10:00Z or seconds since 1970`);
  const texts = [columns.open, columns.high, columns.low, columns.close].map((k) =>
    withoutThousands(cell(k < 0 ? columns.close : k)),
  );
  if (texts.every((text) => text === '' || text === 'null')) return undefined;
  const wrong = texts.find((text) => !/^\d{1,12}(?:\.\d{1,20})?(?:e[+-]?\d{1,2})?$/i.test(text));
  if (wrong !== undefined) return bad(line, `"${shown(wrong)}" is not a price`);
  const [open, high, low, close] = texts.map(Number) as [number, number, number, number];
  const volume = columns.volume < 0 || cell(columns.volume) === '' ? NaN : Number(cell(columns.volume));
  const candle = {
    open,
    close,
    volume,
    high: high < Math.max(open, close) && high >= Math.max(open, close) * (1 - ROUNDING) ? Math.max(open, close) : high,
    low: low > Math.min(open, close) && low <= Math.min(open, close) * (1 + ROUNDING) ? Math.min(open, close) : low,
  };
  if (isSoundCandle(candle)) return { atSec, ...candle };
  return bad(line, `prices that do not fit together (0 < low <= open, close <= high): ${shown(texts.join(', '))}`);
}

/** `27,123.4`, which stands in quotation marks, as `27123.4`. */
function withoutThousands(text: string): string {
  return /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
}

function readTime(text: string): number | undefined {
  // CryptoDataDownload changed from seconds to milliseconds over the years, Binance from these to microseconds.
  const digits = /^(\d{9,10})((?:000){0,2})$/.exec(text);
  if (digits !== null) return Number(digits[1]);
  const found = parseTime(text.replace(/\.0+(?=Z?$)/i, '').replace(/ UTC$/, 'Z'));
  return typeof found === 'number' && Number.isInteger(found) ? found : undefined;
}

/** Reads `BTC/USD`, `BTC-USD`, or `BTCUSD` with a currency of three letters. */
export function pairOf(text: string): Pair | undefined {
  const parts =
    /^([A-Z0-9]{1,10})[/-]([A-Z]{3,5})$/i.exec(text.trim()) ?? /^([A-Z0-9]{2,10})([A-Z]{3})$/i.exec(text.trim());
  return parts === null ? undefined : { base: parts[1]!.toUpperCase(), quote: parts[2]!.toUpperCase() };
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function bad(line: number, message: string): CandlesCsvReject {
  return { code: 'bad-csv', line, message };
}
