/** One column of a table in the terminal. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/**
 * Lays out rows in columns, two spaces apart. Numbers are best aligned right.
 *
 * @param rows Cells as text, as many in each row as there are columns.
 * @returns Lines with a line end each; trailing spaces are cut.
 */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, i) => Math.max(column.title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, i) => {
        const cell = cells[i] ?? '';
        return column.align === 'right' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!);
      })
      .join('  ')
      .trimEnd();
  return [columns.map((column) => column.title), ...rows].map((row) => `${line(row)}\n`).join('');
}

/** Writes rows as CSV (RFC 4180): a heading, then a line a row; cells that need it are quoted. */
export function csvText(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cellText = (cell: string | number | null): string => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(cellText).join(',')}\n`).join('');
}
