import type { HistoryReject } from './history-reject.ts';

/** Longest text that is read as a table: four times the largest table that Vigil ships. */
const MAX_TABLE_CHARS = 1 << 19;

/** One line of a table. `cells` are the groups of the form's `row` pattern; a group that took no part is ''. */
export interface FactRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A parsed table: the facts about it (`title`, `source`, `licence`, ...) and its rows. */
export interface FactTable {
  readonly facts: ReadonlyMap<string, string>;
  readonly rows: readonly FactRow[];
}

/** What a table has to look like. */
export interface TableForm {
  /** The line that names the columns. */
  readonly columns: string;
  /** Matches a whole row; its groups become the cells. Must be linear in the length of the line. */
  readonly row: RegExp;
  /** What `row` matches, in words, for the person who has to repair the file. */
  readonly expected: string;
}

/**
 * Reads a table of facts: `# key: value` lines, a line that names the columns, rows of comma-separated values.
 *
 * The header has to name `title`, `source`, `licence`, `made by` and `rows` (the number of rows, so that a table that
 * was cut off is seen). Lines end in LF or CRLF. Nothing is repaired or skipped.
 */
export function parseFactTable(text: string, form: TableForm): FactTable | HistoryReject {
  if (text.length > MAX_TABLE_CHARS) {
    return malformed(1, `at most ${MAX_TABLE_CHARS} characters`, `${text.length} characters`);
  }
  const lines = text.split(/\r?\n/);
  const facts = new Map<string, string>();
  let at = 0;
  for (; lines[at]?.startsWith('#') === true; at++) {
    const fact = /^# ([a-z ]{1,40}): (.*)$/.exec(lines[at]!);
    if (fact === null) return malformed(at + 1, '"# key: value"', lines[at]!);
    facts.set(fact[1]!, fact[2]!);
  }
  for (const key of ['title', 'source', 'licence', 'made by', 'rows']) {
    if (!facts.has(key)) return malformed(at + 1, `"# ${key}: ..." above this line`, lines[at] ?? 'the end');
  }
  if (lines[at] !== form.columns) return malformed(at + 1, `"${form.columns}"`, lines[at] ?? 'the end');
  return readRows(lines, { from: at + 1, form, facts });
}

function readRows(
  lines: readonly string[],
  table: { readonly from: number; readonly form: TableForm; readonly facts: ReadonlyMap<string, string> },
): FactTable | HistoryReject {
  const rows: FactRow[] = [];
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  for (let at = table.from; at < end; at++) {
    const match = table.form.row.exec(lines[at]!);
    if (match === null) return malformed(at + 1, table.form.expected, lines[at]!);
    rows.push({ line: at + 1, cells: match.slice(1).map((cell: string | undefined) => cell ?? '') });
  }
  const expected = Number(table.facts.get('rows'));
  if (rows.length !== expected) return { code: 'table-truncated', line: end, expected, found: rows.length };
  return { facts: table.facts, rows };
}

/** A `table-malformed` reject; what was found is shortened for display. */
export function malformed(line: number, expected: string, found: string): HistoryReject {
  return { code: 'table-malformed', line, expected, found: found.length > 80 ? `${found.slice(0, 77)}...` : found };
}

/** Seconds since 1970 of a UTC day (`2022-01-05`) or hour (`2022-01-05T10Z`); `undefined` if there is no such time. */
export function utcSec(text: string): number | undefined {
  const hour = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2})Z)?$/.exec(text);
  if (hour === null) return undefined;
  const iso = `${hour[1]}T${hour[2] ?? '00'}:00:00.000Z`;
  const milliseconds = Date.parse(iso);
  // Date.parse turns 30 February into 2 March: only a time that prints as itself exists.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== iso) return undefined;
  return milliseconds / 1000;
}
