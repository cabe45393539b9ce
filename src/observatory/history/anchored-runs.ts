import type { FactRow } from './fact-table.ts';
import { malformed } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** A long run of differences, joined from the rows of a table. */
export interface AnchoredRun {
  readonly firstKey: number;
  readonly firstValue: number;
  readonly differences: Int32Array;
  /** Line of the table that each difference stands on. */
  readonly lines: Int32Array;
}

/**
 * Joins rows of `key,value,differences`, where each row repeats what the rows above it add up to.
 *
 * A row's key is the one above plus `step` for each difference there, its value the one above plus their sum; the last
 * row has no differences and closes the run. So a digit that is wrong anywhere shows on its own line or the next.
 *
 * @param options.keyFromCell Reads a row's first cell; `undefined` when it is no such thing.
 * @param options.names Names of the key and the value, for rejects.
 */
export function joinAnchoredRuns(
  rows: readonly FactRow[],
  options: {
    readonly step: number;
    readonly names: readonly [key: string, value: string];
    readonly keyFromCell: (cell: string) => number | undefined;
  },
): AnchoredRun | HistoryReject {
  const differences: number[] = [];
  const lines: number[] = [];
  let first: { key: number; value: number } | undefined;
  let key = 0;
  let value = 0;
  for (const { line, cells } of rows) {
    const found = { key: options.keyFromCell(cells[0]!), value: Number(cells[1]!) };
    if (found.key === undefined) return malformed(line, `a ${options.names[0]} that exists`, cells[0]!);
    if (first === undefined) {
      first = { key: found.key, value: found.value };
      ({ key, value } = first);
    }
    if (found.key !== key) return broken(line, options.names[0], { expected: key, found: found.key });
    if (found.value !== value) return broken(line, options.names[1], { expected: value, found: found.value });
    if (cells[2] === '') break;
    for (const cell of cells[2]!.split(' ')) {
      differences.push(Number(cell));
      lines.push(line);
      value += Number(cell);
      key += options.step;
    }
  }
  const last = rows.at(-1);
  if (first === undefined || last === undefined || last.cells[2] !== '' || differences.length === 0) {
    return malformed(last?.line ?? 1, 'rows, the last one without differences', last?.cells.join(',') ?? 'no row');
  }
  if (lines.at(-1) !== rows.at(-2)!.line)
    return malformed(lines.at(-1)! + 1, 'differences', 'none before the last row');
  return {
    firstKey: first.key,
    firstValue: first.value,
    differences: Int32Array.from(differences),
    lines: Int32Array.from(lines),
  };
}

function broken(
  line: number,
  column: string,
  values: { readonly expected: number; readonly found: number },
): HistoryReject {
  return { code: 'table-broken-chain', line, column, ...values };
}
