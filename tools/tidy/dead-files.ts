import path from 'node:path';

import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

/** Programs, public subpaths, tests and configuration: what somebody other than an import starts. */
function isEntry(checkout: Checkout, file: string): boolean {
  return (
    file === 'src/cli/main.ts' ||
    /^src\/[^/]+\/index\.ts$/.test(file) ||
    file.endsWith('.ambient.d.ts') ||
    /\.config\.[cm]?[jt]s$/.test(file) ||
    isTest(file) ||
    isProgram(checkout, file) ||
    (file.startsWith('web/') && pageScripts(checkout).has(file))
  );
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || file.endsWith('.test.tsx');
}

/** A file of `tools` or `bench` is a program when it lies at the top, or says so in its first line. */
function isProgram(checkout: Checkout, file: string): boolean {
  return /^(tools|bench)\/[^/]+$/.test(file) || (/^(tools|bench)\//.test(file) && checkout.text(file).startsWith('#!'));
}

/** What the page's HTML starts. */
function pageScripts(checkout: Checkout): ReadonlySet<string> {
  const pages = checkout.files.filter((file) => file.startsWith('web/') && file.endsWith('.html'));
  return new Set(
    pages.flatMap((page) =>
      [...checkout.text(page).matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, source = '']) =>
        path.posix.join('web', source.startsWith('/') ? source.slice(1) : source),
      ),
    ),
  );
}

/** All files that can be reached from some, themselves included. */
function reachedFrom(checkout: Checkout, entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set(entries);
  for (const file of reached) {
    for (const { specifier } of checkout.syntax(file).imports) {
      const to = checkout.resolve(file, specifier);
      if (to !== undefined && checkout.sources.includes(to)) reached.add(to);
    }
  }
  return reached;
}

function check(checkout: Checkout): Finding[] {
  const entries = checkout.sources.filter((file) => isEntry(checkout, file));
  const used = reachedFrom(
    checkout,
    entries.filter((file) => !isTest(file)),
  );
  const tested = reachedFrom(checkout, entries);
  return checkout.sources.flatMap((file) => {
    if (used.has(file)) return [];
    if (!tested.has(file)) return [{ file, line: 1, message: 'nothing imports this file: use it or delete it' }];
    // Outside of src a file may be there for tests only.
    if (isTest(file) || !file.startsWith('src/')) return [];
    return [{ file, line: 1, message: 'only tests import this file: use it, delete it, or move it to test/' }];
  });
}

/** Every file is there for something. */
export const deadFiles: Rule = {
  name: 'dead-files',
  asks: 'every source file is reached from a program, a public subpath or a test; those of src not from tests alone',
  check,
};
