import { malformed, parseFactTable } from '../history/fact-table.ts';
import type { HistoryReject } from '../history/history-reject.ts';
import { monthSpan, ratioOfPercent } from './share-table.ts';

/** How the hashrate of one country was spread over its regions in a month. */
export interface RegionShares {
  /** `2021-06`. */
  readonly month: string;
  /** Region and its share of the country's hashrate, 0 to 1; largest first, `other` last. */
  readonly regions: readonly { readonly region: string; readonly share: number }[];
}

const MAX_REGIONS = 60;
const SUM_TOLERANCE = 0.001;

/** Parses `data/mining-shares-china.csv`: each month once, its shares add up to 100 %. */
export function parseRegionShares(text: string): readonly RegionShares[] | HistoryReject {
  const columns = /^month(?:,[A-Z][A-Za-z ]{1,30})+,other$/m.exec(text)?.[0];
  const names = columns?.split(',').slice(1) ?? [];
  if (columns === undefined || names.length > MAX_REGIONS) {
    return malformed(1, `a line "month,Region,...,other" with at most ${MAX_REGIONS} regions`, columns ?? 'none');
  }
  const table = parseFactTable(text, {
    columns,
    row: new RegExp(`^(\\d{4}-\\d{2})${',(\\d{1,3}(?:\\.\\d{1,2})?)'.repeat(names.length)}$`),
    expected: `month and ${names.length} shares in percent`,
  });
  if ('code' in table) return table;
  const months: RegionShares[] = [];
  for (const { line, cells } of table.rows) {
    const [month, ...percents] = cells;
    const shares = percents.map((percent) => ratioOfPercent(Number(percent)));
    const sum = shares.reduce((total, share) => total + share, 0);
    if (monthSpan(month!) === undefined || months.some((known) => known.month === month)) {
      return malformed(line, 'each month once', month!);
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      return malformed(line, 'shares that add up to 100 %', `${(100 * sum).toFixed(2)} %`);
    }
    const regions = names.map((region, i) => ({ region, share: shares[i]! }));
    regions.sort((a, b) => Number(a.region === 'other') - Number(b.region === 'other') || b.share - a.share);
    months.push({ month: month!, regions });
  }
  return months;
}
