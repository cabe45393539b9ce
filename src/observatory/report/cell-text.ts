import { formatDay, formatHashrate, formatUtc, threeDigits } from '../answers/units.ts';
import {
  changeIntervalText,
  changeText,
  formatDollars,
  hashrateIntervalText,
  shareText,
  thousands,
} from './figures.ts';
import type { Cell, ColumnType } from './report-document.ts';

/** What stands where a table has no value. */
const NOTHING = '\u2013';

/** Writes one value of a table as its column says. */
export function cellText(value: Cell | undefined, type: ColumnType): string {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value, type);
  if ('text' in value) return value.text;
  return type === 'hashrate-interval' ? hashrateIntervalText(value) : changeIntervalText(value);
}

function numberText(value: number, type: ColumnType): string {
  switch (type) {
    case 'time':
      return formatUtc(value).replace(' UTC', '');
    case 'day':
      return formatDay(value);
    case 'count':
      return thousands(value);
    case 'hashrate':
      return formatHashrate(value);
    case 'change':
      return changeText(value);
    case 'probability':
      return shareText(value);
    case 'price':
      return formatDollars(value);
    default:
      return threeDigits(value);
  }
}

/** Whether the values of a column are figures, which stand to the right. */
export function isFigure(type: ColumnType): boolean {
  return type !== 'text' && type !== 'source' && type !== 'verdict' && type !== 'time' && type !== 'day';
}
