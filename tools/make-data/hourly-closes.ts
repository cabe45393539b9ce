import { expect, sourceRows } from './source-csv.ts';
import { anchoredRows, tableText } from './table-text.ts';

const NAME = 'market/Bitstamp_BTCUSD_1h.csv';
const HOUR_SEC = 3600;

/** A close and the next hour's open are one moment of one market: how far they lie apart at most in the source. */
const MAX_SEAM = 0.02;

/** Closes of consecutive hours in whole dollars: half a dollar is a hundredth of what an hour usually moves. */
interface Closes {
  readonly firstSec: number;
  readonly dollars: readonly number[];
}

/** Makes one of the tables of hourly closes: the hours that begin from `fromSec` and before `toSec`. */
export function makeHourlyCloses(
  read: (name: string) => string,
  span: { readonly fromSec: number; readonly toSec: number },
): string {
  const { firstSec, dollars } = cut(readCloses(read), span);
  const hourText = (index: number): string =>
    `${new Date((firstSec + index * HOUR_SEC) * 1000).toISOString().slice(0, 13)}Z`;
  return tableText(
    {
      title: `BTC in whole US dollars on Bitstamp, closes of each hour, ${hourText(0)} to ${hourText(dollars.length - 1)}`,
      source: 'github.com/darkeclipz/price-data at b5455a211f92 (from CryptoDataDownload), Bitstamp_BTCUSD_1h.csv',
      licence: 'none stated by the source; prices paid on a public exchange, taken as facts',
      checked: `no hour missing or twice; each close within ${100 * MAX_SEAM} % of the next hour's open; a day a row`,
    },
    'hour,close,difference to the close of each next hour',
    anchoredRows({
      firstValue: dollars[0]!,
      differences: dollars.slice(1).map((close, i) => close - dollars[i]!),
      keyText: hourText,
      isRowStart: (index) => hourText(index).endsWith('T00Z'),
    }),
  );
}

function readCloses(read: (name: string) => string): Closes {
  const hours = sourceRows(NAME, read(NAME), 'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD')
    .map((cells) => ({ sec: secOf(cells[0]!), open: Number(cells[3]), close: Number(cells[6]) }))
    .sort((a, b) => a.sec - b.sec);
  const firstSec = hours[0]!.sec;
  expect(
    hours.every(({ sec }, i) => sec === firstSec + i * HOUR_SEC),
    NAME,
    'every hour, each once',
  );
  expect(
    hours.every(({ close }, i) => Math.abs((hours[i + 1]?.open ?? close) / close - 1) <= MAX_SEAM),
    NAME,
    `closes within ${100 * MAX_SEAM} % of the next hour's open`,
  );
  return { firstSec, dollars: hours.map(({ close }) => Math.round(close)) };
}

/** The source writes some times in milliseconds. */
function secOf(unix: string): number {
  return Number(unix.slice(0, 10));
}

function cut({ firstSec, dollars }: Closes, span: { readonly fromSec: number; readonly toSec: number }): Closes {
  const from = Math.max(0, (span.fromSec - firstSec) / HOUR_SEC);
  const to = Math.min(dollars.length, (span.toSec - firstSec) / HOUR_SEC);
  return { firstSec: firstSec + from * HOUR_SEC, dollars: dollars.slice(from, to) };
}
