import type { Table } from './plot.ts';

/** Writes a chart's figures as CSV (RFC 4180): a header row, plain numbers, an empty field where nothing is known. */
export function tableToCsv(table: Table): string {
  const rows = [table.csvColumns.map(field).join(',')];
  for (let k = 0; k < table.length; k++) rows.push(table.csvRow(k).map(field).join(','));
  return `${rows.join('\r\n')}\r\n`;
}

/** Quotes a field that needs it; a text that a spreadsheet would run as a formula gets a leading apostrophe. */
function field(value: string | number | null): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
