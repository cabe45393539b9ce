import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const FEES_NAME = 'market/bytetree_daily_2021-07-25.csv';
const CBECI_NAME = 'mining/cbeci_annualized_consumption_by_price_2010_2023.csv';

/** A year before what is compared with CBECI. */
const FIRST_DAY = '2017-01-01';
/** The last day that the source counts in full. */
const LAST_DAY = '2021-07-24';

/** Makes `block-fees.csv`: a row a month, the mean fees of a block on each of its days. */
export function makeBlockFees(read: (name: string) => string): string {
  const fees = blockFees(read(FEES_NAME));
  const months = new Map<string, string[]>();
  for (const day of daysBetween(FIRST_DAY, LAST_DAY)) {
    const fee = fees.get(day);
    expect(fee !== undefined && fee > 0 && fee < 100, FEES_NAME, `fees on ${day}`);
    months.set(day.slice(0, 7), [...(months.get(day.slice(0, 7)) ?? []), String(Number(fee.toFixed(3)))]);
  }
  return tableText(
    {
      title: `Mean fees of a block, BTC, on each UTC day from ${FIRST_DAY} to ${LAST_DAY}`,
      source:
        'ByteTree, daily sums over all blocks, by github.com/johnantolik/bitcoin-r, bytetree_daily_2021-07-25.csv',
      licence: 'none stated; sums over public blocks, taken as facts',
      checked: "no day missing; the day's fees over its blocks; a month a row, its days in order",
    },
    'month,fees',
    [...months].map(([month, days]) => `${month},${days.join(' ')}`),
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
