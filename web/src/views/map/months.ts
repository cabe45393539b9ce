import { formatCount } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import type { MapDocument, MapMonth } from '../../api/documents.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `2021-08` as `August 2021`. */
export function monthName(month: string): string {
  return `${MONTHS[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`;
}

/** A share with one decimal, as CBECI prints them. */
export function shareText(share: number): string {
  return `${formatCount(100 * share, reader, 1)}\u202f%`;
}

/** All calendar months from the first that a table has to the one of a moment, or its last if that is later. */
export function monthsUntil(document: Pick<MapDocument, 'months'>, nowMs: number): readonly string[] {
  const first = document.months[0]!.month;
  const now = new Date(nowMs).toISOString().slice(0, 7);
  const last = [document.months.at(-1)!.month, now].sort().at(-1)!;
  const months: string[] = [];
  for (let month = first; month <= last && months.length < 1200; month = next(month)) months.push(month);
  return months;
}

function next(month: string): string {
  const [year, index] = month.split('-').map(Number);
  return new Date(Date.UTC(year!, index!)).toISOString().slice(0, 7);
}

/** Which month an address names: one of the months there are, or the last with shares. */
export function chosenMonth(months: readonly string[], document: MapDocument, asked: string | undefined): string {
  return asked !== undefined && months.includes(asked) ? asked : document.month;
}

/** The nearest months with shares before and after one that has none. */
export function neighbours(
  document: Pick<MapDocument, 'months'>,
  month: string,
): { readonly before: MapMonth | undefined; readonly after: MapMonth | undefined } {
  return {
    before: document.months.findLast((known) => known.month < month),
    after: document.months.find((known) => known.month > month),
  };
}
