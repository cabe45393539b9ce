/** What may part the cells of a line. */
export type CsvSeparator = ',' | ';' | '\t';

/**
 * What parts the cells of a file, told from its first line: a tab or a semicolon, if there is one that is not quoted, since commas
 * then stand within cells.
 */
export function csvSeparator(head: string): CsvSeparator {
  const bare = head.replaceAll(/"[^"]*"/g, '');
  if (bare.includes('\t')) return '\t';
  return bare.includes(';') ? ';' : ',';
}

/**
 * The cells of one line of CSV, trimmed; quoted ones may hold separators, and quotation marks written twice (RFC 4180), but no ends
 * of lines.
 *
 * @returns `undefined` when a quotation mark is not closed.
 */
export function csvCells(line: string, separator: CsvSeparator = csvSeparator(line)): string[] | undefined {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === '"') {
      if (isQuoted && line[i + 1] === '"') cell += line[++i]!;
      else isQuoted = !isQuoted;
    } else if (!isQuoted && char === separator) {
      cells.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  cells.push(cell.trim());
  return isQuoted ? undefined : cells;
}

/** What is said of a line whose quotation mark is not closed. */
export const OPEN_QUOTE = 'a quotation mark is not closed';
