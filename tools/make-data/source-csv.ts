/** The source files are not what this program was written for; nothing was written. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/** Reads a source's CSV: drops a byte order mark, empty lines and the lines above and with the column names. */
export function sourceRows(name: string, text: string, columns: string): string[][] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const at = lines.indexOf(columns);
  if (at < 0) throw new SourceError(`${name}: has no line "${columns}"; is it the file that SOURCES.md describes?`);
  return lines
    .slice(at + 1)
    .filter((line) => line !== '')
    .map((line) => line.split(','));
}

/** Ends the program unless a fact about the sources holds that the tables rely on. */
export function expect(condition: boolean, name: string, expected: string): asserts condition {
  if (!condition) throw new SourceError(`${name}: expected ${expected}; nothing was written`);
}
