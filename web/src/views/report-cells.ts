import type { Interval, ReportTable } from '../api/documents.ts';
import type { Table } from '../charts/plot.ts';
import {
  formatChange,
  formatChangeInterval,
  formatCount,
  formatHashrate,
  formatHashrateInterval,
  formatShare,
  formatSignificant,
} from '../format/numbers.ts';
import type { NumberStyle } from '../format/numbers.ts';
import { formatDayShort, formatIso, formatUtcShort } from '../format/time.ts';
import { typeset } from '../format/typeset.ts';
import { formatMoney } from './market/money.ts';

type Cell = ReportTable['rows'][number][string];
type ColumnType = ReportTable['columns'][number]['type'];

const WORDS: readonly ColumnType[] = ['text', 'time', 'day', 'verdict', 'source'];

/** Writes a report's table for the page and for CSV. */
export function reportTable(table: ReportTable, style: NumberStyle): Table {
  const { columns, rows } = table;
  return {
    caption: table.caption,
    columns: columns.map(({ label, type }) => ({ label, numeric: !WORDS.includes(type) })),
    length: rows.length,
    row: (k) => columns.map(({ key, type }) => cellWords(rows[k]?.[key] ?? null, type, style)),
    csvColumns: columns.flatMap(({ key, type }) =>
      type.endsWith('interval') ? [`${key}_low`, `${key}_median`, `${key}_high`] : [key],
    ),
    csvRow: (k) => columns.flatMap(({ key, type }) => csvCells(rows[k]?.[key] ?? null, type)),
  };
}

/** Writes one value of a report. */
export function cellWords(cell: Cell, type: ColumnType, style: NumberStyle): string {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell === 'string') return typeset(cell);
  if (typeof cell === 'object') {
    if ('text' in cell) return cell.text;
    return type === 'change-interval' ? formatChangeInterval(cell, style) : formatHashrateInterval(cell, style);
  }
  switch (type) {
    case 'time':
      return formatUtcShort(cell);
    case 'day':
      return formatDayShort(cell);
    case 'hashrate':
      return formatHashrate(cell, style);
    case 'change':
      return formatChange(cell, style, 2);
    case 'probability':
      return formatShare(cell, style);
    case 'price':
      return formatMoney(cell, 'USD', style);
    case 'count':
      return formatCount(cell, style);
    default:
      return formatSignificant(cell, style);
  }
}

function csvCells(cell: Cell, type: ColumnType): (string | number | null)[] {
  if (type.endsWith('interval')) {
    const interval = cell as Interval | null;
    return interval === null ? [null, null, null] : [interval.low, interval.median, interval.high];
  }
  if (cell === null || cell === undefined || typeof cell === 'string') return [cell ?? null];
  if (typeof cell === 'object') return ['text' in cell ? cell.text : null];
  return [type === 'time' || type === 'day' ? formatIso(cell) : cell];
}
