import { sampleBounds } from '../geography/country-share.ts';
import type { ShareTable } from '../geography/share-table.ts';
import type { PublishedShare } from './blackout-document.ts';

/** A country's shares in a table, month by month. @param country ISO 3166-1 alpha-2, upper case. */
export function publishedShares(table: ShareTable, country: string): PublishedShare[] {
  return table.months.flatMap(({ month, toSec, basis, sample, shares }) => {
    const share = shares.get(country);
    if (share === undefined || share <= 0) return [];
    const source = `${table.description}${basis === 'press' ? ' (a figure in a press text)' : ''}`;
    return [{ share, ...sampleBounds(share, sample), month, toSec, source }];
  });
}
