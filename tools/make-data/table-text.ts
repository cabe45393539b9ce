/** What stands above every table of `data/`: see `data/README.md`. */
export interface TableHead {
  readonly title: string;
  /** Repository, commit and path that the facts were read from. */
  readonly source: string;
  readonly licence: string;
  /** What was found when the facts were checked, and what was left out; each becomes a `# note`. */
  readonly checked: string;
}

/** Writes a table in the project's own form, which `parseFactTable` reads. */
export function tableText(head: TableHead, columns: string, rows: readonly string[]): string {
  const lines = [
    `# title: ${head.title}`,
    `# source: ${head.source}`,
    `# licence: ${head.licence}`,
    '# made by: tools/make-data.ts',
    `# checked: ${head.checked}`,
    `# rows: ${rows.length}`,
    columns,
    ...rows,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Writes a run of differences in rows that repeat their sums, which `joinAnchoredRuns` reads.
 *
 * @param options.keyText Writes the key that is `index` steps after the first.
 * @param options.isRowStart Whether a row begins at that index.
 */
export function anchoredRows(options: {
  readonly firstValue: number;
  readonly differences: readonly number[];
  readonly keyText: (index: number) => string;
  readonly isRowStart: (index: number) => boolean;
}): string[] {
  const { differences, keyText, isRowStart } = options;
  const rows: string[] = [];
  let value = options.firstValue;
  for (let i = 0; i < differences.length;) {
    const start = `${keyText(i)},${value}`;
    const row: number[] = [];
    do {
      row.push(differences[i]!);
      value += differences[i]!;
      i++;
    } while (i < differences.length && !isRowStart(i));
    rows.push(`${start},${row.join(' ')}`);
  }
  rows.push(`${keyText(differences.length)},${value},`);
  return rows;
}
