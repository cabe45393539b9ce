import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const BITSTAMP_NAME = 'market/Bitstamp_BTCUSD_d.csv';
const LATER_NAME = 'market/btc_daily_ohlc_hotstopper.csv';
const FEES_NAME = 'market/bytetree_daily_2021-07-25.csv';
const CBECI_NAME = 'mining/cbeci_annualized_consumption_by_price_2010_2023.csv';

/** Whole months that the blocks per day, the difficulty and the prices all cover; before, the two price files differ. */
const FIRST_DAY = '2017-03-01';
const LAST_DAY = '2024-02-29';
/** The last whole day of Bitstamp's own file; from then on the other one, which holds Bitstamp's closes too. */
const BITSTAMP_TO = '2022-08-19';
/** The last day whose fees the source counts in full. */
const FEES_TO = '2021-07-24';
/** How far the two price files may lie apart on a day. */
const MAX_GAP = 0.005;

/** Makes `btc-daily.csv`: closes, and the mean fees of a block. */
export function makeBtcDaily(read: (name: string) => string): string {
  const closes = bitstampCloses(read(BITSTAMP_NAME));
  const later = laterCloses(read(LATER_NAME));
  const both = daysBetween(FIRST_DAY, BITSTAMP_TO).filter((day) => later.has(day));
  const apart = both.map((day) => Math.abs(later.get(day)! / closes.get(day)! - 1));
  expect(Math.max(...apart) < MAX_GAP, LATER_NAME, `closes within ${100 * MAX_GAP} % of Bitstamp's`);
  const fees = blockFees(read(FEES_NAME));
  const rows = new Map<string, { closes: string[]; fees: string[] }>();
  for (const day of daysBetween(FIRST_DAY, LAST_DAY)) {
    const close = day <= BITSTAMP_TO ? closes.get(day) : later.get(day);
    expect(close !== undefined && close > 0, day <= BITSTAMP_TO ? BITSTAMP_NAME : LATER_NAME, `a close on ${day}`);
    const row = rows.get(day.slice(0, 7)) ?? { closes: [], fees: [] };
    rows.set(day.slice(0, 7), row);
    row.closes.push(String(Number(close.toPrecision(6))));
    const fee = fees.get(day);
    expect(day > FEES_TO || fee !== undefined, FEES_NAME, `fees on ${day}`);
    if (fee !== undefined && day <= FEES_TO) row.fees.push(String(Number(fee.toFixed(3))));
  }
  return tableText(
    {
      title: `BTC in US dollars at the end of each UTC day, and mean fees of its blocks, ${FIRST_DAY} to ${LAST_DAY}`,
      source:
        'closes of Bitstamp: github.com/darkeclipz/price-data at b5455a211f92 (from CryptoDataDownload), from 2022-08-20 on github.com/Hotstopper/btc_halving at b28b696f9a3a, data/btc.csv; fees: ByteTree, by github.com/johnantolik/bitcoin-r, to 2021-07-24',
      licence: 'none stated; prices paid on a public exchange and sums over public blocks, taken as facts',
      checked: `no day missing; the two price files agree to ${(100 * Math.max(...apart)).toFixed(1)} % on the ${both.length} days that both hold; fees in BTC a block; a month a row, its days in order`,
    },
    'month,closes,fees',
    [...rows].map(([month, row]) => `${month},${row.closes.join(' ')},${row.fees.join(' ')}`),
  );
}

/** Prices of electricity at which CBECI's own series is kept, in dollars a kWh. */
const POWER_PRICES = ['0.03', '0.05', '0.08'] as const;

/** Makes `cbeci-annualized.csv`: CBECI's best guess on each Monday. It is a mean over 7 days, so no week is lost. */
export function makeCbeciSeries(read: (name: string) => string): string {
  const [heading = ''] = read(CBECI_NAME).split(/\r?\n/, 1);
  const columns = heading.split(',');
  const rows: string[] = [];
  for (const cells of sourceRows(CBECI_NAME, read(CBECI_NAME), heading)) {
    const day = cells[0]!.slice(0, 10);
    if (day < '2018-01-01' || new Date(day).getUTCDay() !== 1) continue;
    const values = POWER_PRICES.map((price) => Number(cells[columns.indexOf(price)]));
    expect(
      values.every((value) => value > 0),
      CBECI_NAME,
      `consumption on ${day}`,
    );
    rows.push([day, ...values.map((value) => value.toFixed(2))].join(','));
  }
  const gap = rows.findIndex(
    (row, i) => i > 0 && Date.parse(row.slice(0, 10)) - Date.parse(rows[i - 1]!.slice(0, 10)) !== 7 * DAY_SEC * 1000,
  );
  expect(gap < 0, CBECI_NAME, `every Monday; one is missing before ${rows[gap]?.slice(0, 10)}`);
  return tableText(
    {
      title: `CBECI's best guess of Bitcoin's annualized electricity, TWh, on Mondays from ${rows[0]!.slice(0, 10)} to ${rows.at(-1)!.slice(0, 10)}`,
      source:
        'Cambridge Centre for Alternative Finance, CBECI (version 1.4: its mean over 2021 is 89 TWh), by github.com/dataalways/energy-adjusted-cbeci at 5c73825a48b0',
      licence:
        "none stated by the copy; CBECI's own figures are CC BY-NC-SA 4.0; a seventh of the days at three prices, only to compare with",
      checked:
        'every Monday; at 0.03, 0.05 and 0.08 dollars a kWh; each value is a mean over the 7 days that end with its day',
    },
    `day,${POWER_PRICES.join(',')}`,
    rows,
  );
}

function bitstampCloses(text: string): ReadonlyMap<string, number> {
  const columns = 'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD';
  return new Map(
    sourceRows(BITSTAMP_NAME, text, columns).map(([, date, , , , , close]) => [date!.slice(0, 10), Number(close)]),
  );
}

/** Dates as d/m/yyyy; some early days are missing. */
function laterCloses(text: string): ReadonlyMap<string, number> {
  return new Map(
    sourceRows(LATER_NAME, text, 'time,open,high,low,close').map(([date, , , , close]) => {
      const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date!);
      expect(parts !== null, LATER_NAME, `dates as d/m/yyyy, found "${date}"`);
      return [`${parts[3]}-${parts[2]!.padStart(2, '0')}-${parts[1]!.padStart(2, '0')}`, Number(close)];
    }),
  );
}

/** Mean fees of a block by day, BTC: the day's fees over its blocks. */
function blockFees(text: string): ReadonlyMap<string, number> {
  const [heading = ''] = text.split(/\r?\n/, 1);
  const names = heading.split(',');
  const [fee, blocks, date] = ['fee', 'blk', 'date'].map((name) => names.indexOf(name));
  expect(
    [fee, blocks, date].every((at) => at! >= 0),
    FEES_NAME,
    'the columns fee, blk and date',
  );
  return new Map(
    sourceRows(FEES_NAME, text, heading).map((cells) => [cells[date!]!, Number(cells[fee!]) / Number(cells[blocks!])]),
  );
}

function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let ms = Date.parse(first); ms <= Date.parse(last); ms += DAY_SEC * 1000) {
    days.push(new Date(ms).toISOString().slice(0, 10));
  }
  return days;
}
