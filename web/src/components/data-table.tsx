import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Table } from '../charts/plot.ts';

/** Rows shown before the reader asks for all; a table of a few more than these is shown whole. */
const FIRST_ROWS = 8;
const WHOLE_UP_TO = 12;
/** Rows that are added at a time: a table of thousands would hold the page up. */
const MORE_ROWS = 200;

/** A chart's figures as a table; the first rows, and the others when asked for. */
export function DataTable({
  table,
  newestFirst,
}: {
  readonly table: Table;
  readonly newestFirst?: boolean;
}): JSX.Element {
  const [shown, setShown] = useState(table.length <= WHOLE_UP_TO ? table.length : FIRST_ROWS);
  const count = Math.min(shown, table.length);
  const left = table.length - count;
  return (
    <div class="table-block">
      <p class="table-caption" aria-hidden="true">
        {table.caption}
      </p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={table.caption}>
        <table>
          <caption class="visually-hidden">{table.caption}</caption>
          <thead>
            <tr>
              {table.columns.map(({ label, numeric }) => (
                <th key={label} scope="col" class={numeric ? 'numeric' : ''}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: count }, (_, k) => (newestFirst === true ? table.length - 1 - k : k)).map((k) => (
              <tr key={k}>
                {table.row(k).map((words, column) =>
                  column === 0 ? (
                    <th key={column} scope="row" class={cellClass(words, false)}>
                      {words}
                    </th>
                  ) : (
                    <td key={column} class={cellClass(words, table.columns[column]?.numeric === true)}>
                      {words}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && (
        <button type="button" class="text-button" onClick={() => setShown(shown + MORE_ROWS)}>
          {left <= MORE_ROWS ? `Show all ${table.length} rows` : `Show ${MORE_ROWS} more of ${table.length} rows`}
        </button>
      )}
    </div>
  );
}

/** Short words keep to one line; the table then scrolls sideways where the screen is narrow. */
function cellClass(words: string, numeric: boolean): string {
  return numeric ? 'numeric' : words.length <= 28 ? 'short' : '';
}
