import { parseTime } from '../../answers/quantities.ts';
import type { ObservedReject, ObservedSignal } from './observed-signal.ts';
import { inOrder, isRefused, MAX_OBSERVED_CHARS, MAX_OBSERVED_POINTS, refuse } from './observed-signal.ts';
import { csvCells } from '../../series/csv-cells.ts';

/** The line that names the columns; it may be left out. */
const HEADING = /^"?(?:time|timestamp|date|datetime)"?,"?(?:percent|value|connectivity|level)"?$/i;

/** Connectivity above the usual is possible, ten times the usual is a mistake. */
const MAX_PERCENT = 1000;

/**
 * Reads connectivity as percent of what is usual: lines `time,percent`, as they can be taken from a chart of NetBlocks.
 *
 * Times are in UTC unless they name an offset (`2022-01-05T10:30`), or whole seconds since 1970; percent is a number from 0 to
 * 1000, with or without a sign, or nothing where it is not known. Lines may stand in any order; empty ones are left out.
 */
export function parsePercentCsv(text: string): ObservedSignal[] | ObservedReject {
  if (text.length > MAX_OBSERVED_CHARS) {
    return refuse('', `at most ${MAX_OBSERVED_CHARS / 1024 / 1024} million characters`, text.length);
  }
  const points: { readonly atSec: number; readonly value: number; readonly line: number }[] = [];
  let line = 0;
  for (const row of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    line++;
    if (row.trim() === '' || (points.length === 0 && HEADING.test(row.trim()))) continue;
    if (points.length >= MAX_OBSERVED_POINTS)
      return refuse(`line ${line}`, `at most ${MAX_OBSERVED_POINTS} points`, 'more');
    const cells = csvCells(row);
    if (cells?.length !== 2) return refuse(`line ${line}`, 'two columns: time,percent', row);
    const [time = '', percent = ''] = cells;
    const atSec = parseTime(time);
    if (typeof atSec !== 'number') return refuse(`line ${line}`, 'a time, such as 2022-01-05T10:30Z', time);
    const value = percentOf(percent);
    if (value === undefined) return refuse(`line ${line}`, `a percentage from 0 to ${MAX_PERCENT}`, percent);
    points.push({ atSec: Math.floor(atSec), value, line });
  }
  if (points.length === 0) return refuse('', 'lines "time,percent"', 'none');
  const signal = inOrder(points, (i) => `line ${points[i]!.line}`);
  return isRefused(signal) ? signal : [{ source: 'csv', signal }];
}

function percentOf(text: string): number | undefined {
  if (text === '') return Number.NaN;
  const digits = /^(\d{1,4}(?:\.\d{1,9})?)\s?%?$/.exec(text)?.[1];
  const percent = digits === undefined ? Number.NaN : Number(digits);
  return percent <= MAX_PERCENT ? percent : undefined;
}
