import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Table } from '../charts/plot.ts';
import { DataTable } from './data-table.tsx';

/** A chart's table, folded; its rows are made when it is opened. */
export function ChartTable({
  table,
  title = 'The figures as a table',
}: {
  readonly table: Table;
  readonly title?: string;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details class="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && <DataTable table={table} />}
    </details>
  );
}
