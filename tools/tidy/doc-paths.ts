import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

/** A path from the root: a folder of this project, then at least one more name. */
const PATH = /(?<![\w./@~:-])(?:\.\/)?((?:src|test|bench|tools|web|data|docs|bin)\/[\w.-]+(?:\/[\w.-]+)*\/?)/g;

/** Old names have their place here. */
const HISTORY = 'CHANGELOG.md';

/** In comments only what has an ending of this project: other projects have a `src/` too. */
const OWN_ENDING = /\.(ts|tsx|mjs|md|json|csv|html|css)$/;

/** The missing paths that a text names. Names with a `*`, `NAME` or `...` in them are patterns, and are left out. */
function missingPaths(checkout: Checkout, text: string): string[] {
  return [...text.matchAll(PATH)].flatMap((match) => {
    const path = (match[1] ?? '').replace(/[./]+$/, '');
    const next = text[match.index + match[0].length] ?? '';
    if (/[*<{$]/.test(next) || /[A-Z]{2,}|\.\./.test(path)) return [];
    return checkout.has(path) || checkout.hasFolder(path) || isFixture(path) ? [] : [path];
  });
}

/** Broken on purpose, and so not listed among the files. */
function isFixture(path: string): boolean {
  return path.startsWith('tools/fixtures');
}

function check(checkout: Checkout): Finding[] {
  const findings: Finding[] = [];
  const add = (file: string, line: number, paths: readonly string[]): void => {
    for (const path of paths) findings.push({ file, line, message: `there is no ${path}` });
  };
  for (const file of checkout.documents) {
    if (file === HISTORY) continue;
    for (const { text, line } of checkout.markdown(file).codes) add(file, line, missingPaths(checkout, text));
  }
  for (const file of checkout.sources) {
    for (const { value, start } of checkout.syntax(file).comments) {
      value.split('\n').forEach((text, index) => {
        const paths = missingPaths(checkout, text).filter((path) => OWN_ENDING.test(path));
        add(file, checkout.lineAt(file, start) + index, paths);
      });
    }
  }
  return findings;
}

/** Documents and comments that name a file name one that is there. */
export const docPaths: Rule = {
  name: 'doc-paths',
  asks: 'files named in documents (in backquotes) and in comments exist',
  check,
};
