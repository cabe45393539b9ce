import type { Checkout } from './checkout.ts';
import type { Finding, Limits, Rule } from './rule.ts';

/** Lines of a file; a newline at the end begins no new one. */
function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** The source files that are long without being a defect: worth a look, not a failure. */
export function longFiles(checkout: Checkout, limits: Limits): readonly string[] {
  return checkout.sources.filter((file) => linesOf(checkout.text(file)) > limits.longFileLines);
}

function check(checkout: Checkout, limits: Limits): Finding[] {
  return checkout.sources.flatMap((file) => {
    const lines = linesOf(checkout.text(file));
    if (lines <= limits.fileLines) return [];
    return [{ file, line: limits.fileLines + 1, message: `${lines} lines, the most is ${limits.fileLines}: split it` }];
  });
}

/** One concept a file. */
export const fileSize: Rule = { name: 'file-size', asks: 'source files of at most 800 lines', check };
