import { malformed, parseFactTable } from '../history/fact-table.ts';
import type { HistoryReject } from '../history/history-reject.ts';

/** Where a month's shares come from: a data download, a press text that names only some countries, or a file of one's own. */
export type ShareBasis = 'download' | 'press' | 'own';

/** Shares of the network's hashrate by country in one calendar month (UTC). */
export interface MonthShares {
  /** `2021-08`. */
  readonly month: string;
  /** From its first second to that of the next month, seconds since 1970. */
  readonly fromSec: number;
  readonly toSec: number;
  readonly basis: ShareBasis;
  /** Share of the whole hashrate that those have whose data it is, 0 to 1; `undefined` when it is not told. */
  readonly sample: number | undefined;
  /** The hashrate that the source itself goes by, H/s. */
  readonly statedHashrate: number | undefined;
  /** By ISO 3166-1 alpha-2, 0 to 1. A country that is not here was not published, which is not 0. */
  readonly shares: ReadonlyMap<string, number>;
  /** All other countries together; `undefined` when that was not published. */
  readonly other: number | undefined;
}

/** Shares by country, month by month. */
export interface ShareTable {
  /** For a reader: what it is and where it comes from. */
  readonly description: string;
  readonly source: string;
  readonly licence: string;
  /** Ascending, each month once; months may be missing. */
  readonly months: readonly MonthShares[];
}

/** Shares are rounded to a hundredth of a percent: ten of them may be off by this much together. */
const SUM_TOLERANCE = 0.002;

const CELL = '((?:\\d{1,3}(?:\\.\\d{1,2})?)?)';
const MAX_COUNTRIES = 60;

/** Parses `data/mining-shares.csv`: months ascending; a month of basis `download` adds up to 100 %. */
export function parseMiningShares(text: string): ShareTable | HistoryReject {
  const columns = /^month,basis,sample,EH\/s(?:,[A-Z]{2})+,other$/m.exec(text)?.[0];
  const codes = columns?.split(',').slice(4, -1) ?? [];
  if (columns === undefined || codes.length > MAX_COUNTRIES || new Set(codes).size !== codes.length) {
    const expected = `a line "month,basis,sample,EH/s,CC,...,other" with 1 to ${MAX_COUNTRIES} different countries`;
    return malformed(1, expected, columns ?? 'none');
  }
  const table = parseFactTable(text, {
    columns,
    row: new RegExp(`^(\\d{4}-\\d{2}),(download|press),${CELL},${CELL}${`,${CELL}`.repeat(codes.length + 1)}$`),
    expected: `month, basis, sample, EH/s and ${codes.length + 1} shares in percent`,
  });
  if ('code' in table) return table;
  const months: MonthShares[] = [];
  for (const { line, cells } of table.rows) {
    const month = monthShares(cells, codes);
    if (month === undefined) return malformed(line, 'a month that exists', cells[0]!);
    const last = months.at(-1);
    if (last !== undefined && last.month >= month.month)
      return malformed(line, `a month after ${last.month}`, month.month);
    const sum = sumOfShares(month);
    const isWhole = month.basis !== 'download' || Math.abs(sum - 1) <= SUM_TOLERANCE;
    if (!isWhole || sum > 1 + SUM_TOLERANCE)
      return malformed(line, 'shares that add up to 100 %', `${(100 * sum).toFixed(2)} %`);
    months.push(month);
  }
  if (months.length === 0) return malformed(1, 'at least one month', 'none');
  const [source, licence] = [table.facts.get('source')!, table.facts.get('licence')!];
  return { description: "CBECI's mining map, as Vigil brings it along", source, licence, months };
}

function monthShares(cells: readonly string[], codes: readonly string[]): MonthShares | undefined {
  const [month, basis, sample, ehs, ...percents] = cells;
  const span = monthSpan(month!);
  if (span === undefined) return undefined;
  const share = (cell: string | undefined): number | undefined => (cell ? ratioOfPercent(Number(cell)) : undefined);
  const shares = codes.map((code, i) => [code, share(percents[i])] as const);
  return {
    month: month!,
    ...span,
    basis: basis as ShareBasis,
    sample: share(sample),
    statedHashrate: ehs ? Number(ehs) * 1e18 : undefined,
    shares: new Map(shares.filter((pair): pair is readonly [string, number] => pair[1] !== undefined)),
    other: share(percents[codes.length]),
  };
}

/** 18.1 is 0.181 and nothing beside it: dividing by 100 leaves the last bit wrong. */
export function ratioOfPercent(percent: number): number {
  return Number((percent / 100).toFixed(14));
}

/** All that a month says: its countries, and the others together. */
export function sumOfShares(month: MonthShares): number {
  return [...month.shares.values()].reduce((sum, share) => sum + share, month.other ?? 0);
}

/** First second of a month (`2021-08`) and of the one after it; `undefined` if there is no such month. */
export function monthSpan(month: string): { readonly fromSec: number; readonly toSec: number } | undefined {
  const parts = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(month);
  if (parts === null) return undefined;
  const [year, index] = [Number(parts[1]), Number(parts[2])];
  return { fromSec: Date.UTC(year, index - 1) / 1000, toSec: Date.UTC(year, index) / 1000 };
}
