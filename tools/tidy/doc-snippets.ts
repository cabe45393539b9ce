import { parseSource } from './syntax.ts';
import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';
import type { Fence } from '../markdown.ts';

const SCRIPT = new Set(['ts', 'tsx', 'js', 'mjs']);
const SHELL = new Set(['sh', 'bash', 'shell', 'console']);

/** Says whether a text is JSON; what V8 says about one that is not differs between Nodes. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Says what is wrong with one block of code, if anything. Commands are run by test/docs.test.ts, not here. */
function complaint({ language, lines, notRun }: Fence): string | undefined {
  if (language === '') return 'a block of code without a language: name it, or write `text`';
  if (notRun !== undefined) return undefined;
  if (SHELL.has(language)) {
    if (language !== 'sh') return `write sh for ${language}`;
    return lines[0]?.startsWith('$ ') === true
      ? undefined
      : 'commands begin with `$ ` so that the tests run them; or write <!-- not run: reason --> above';
  }
  const text = lines.join('\n');
  if (language === 'json') return isJson(text) ? undefined : 'this json does not parse';
  const error = SCRIPT.has(language) ? parseSource(`snippet.${language}`, text).errors[0] : undefined;
  return error === undefined ? undefined : `this ${language} does not parse: ${error}`;
}

function check(checkout: Checkout): Finding[] {
  return checkout.documents.flatMap((file) =>
    checkout.markdown(file).fences.flatMap((fence) => {
      const message = complaint(fence);
      return message === undefined ? [] : [{ file, line: fence.line, message }];
    }),
  );
}

/** What a document shows can be run, or says why not. */
export const docSnippets: Rule = {
  name: 'doc-snippets',
  asks: 'blocks of code name their language; commands can be run by the tests; ts and json parse',
  check,
};
