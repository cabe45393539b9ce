#!/usr/bin/env node
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { Checkout } from './tidy/checkout.ts';
import { longFiles } from './tidy/file-size.ts';
import { LIMITS, type Finding, type Limits, type Rule } from './tidy/rule.ts';
import { RULES } from './tidy/rules.ts';

/** A finding with the rule that it breaks. */
export interface RuleFinding extends Finding {
  readonly rule: string;
}

/**
 * Reads a checkout and tells what in it breaks the project's own rules.
 *
 * @param checkout The files.
 * @param options `rules` and `limits` default to all rules and the limits of the style page.
 * @returns The findings, rule by rule, in the order of files and lines.
 */
export function tidy(
  checkout: Checkout,
  { rules = RULES, limits = LIMITS }: { readonly rules?: readonly Rule[]; readonly limits?: Limits } = {},
): readonly RuleFinding[] {
  return rules.flatMap(({ name, check }) =>
    check(checkout, limits)
      .map((finding) => ({ rule: name, ...finding }))
      .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
  );
}

/** One finding as a line that editors can open. */
export function formatFinding({ file, line, rule, message }: RuleFinding): string {
  return `${file}:${line}: ${rule}: ${message}`;
}

/** `npm run tidy [-- --rules]`: prints findings, or the rules; exit code 1 if there are findings. */
function main(args: readonly string[]): void {
  if (args.includes('--rules')) {
    for (const { name, asks } of RULES) console.log(`${name.padEnd(16)} ${asks}`);
    return;
  }
  const checkout = new Checkout(path.resolve('.'));
  const findings = tidy(checkout);
  for (const finding of findings) console.log(formatFinding(finding));
  const long = longFiles(checkout, LIMITS);
  const longNote =
    long.length === 0 ? '' : `; ${long.length} longer than ${LIMITS.longFileLines} lines: ${long.join(', ')}`;
  console.log(`tidy: ${findings.length} findings in ${checkout.files.length} files, ${RULES.length} rules${longNote}`);
  if (findings.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
