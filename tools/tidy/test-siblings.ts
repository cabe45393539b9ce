import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

function check(checkout: Checkout): Finding[] {
  return checkout.sources.flatMap((file) => {
    if (!/\.test\.tsx?$/.test(file) || file.startsWith('test/')) return [];
    const siblings = ['ts', 'tsx', 'mjs'].map((extension) => `${stemOf(file)}.${extension}`);
    if (siblings.some((sibling) => checkout.has(sibling))) return [];
    return [{ file, line: 1, message: `no ${siblings[0]} beside this test: what spans files belongs in test/` }];
  });
}

/** `NAME.test.ts` and `NAME.vectors.test.ts` to `NAME`, with their folder. */
function stemOf(file: string): string {
  return file.replace(/\.[^/]*$/, '');
}

/** A test lies beside what it tests. */
export const testSiblings: Rule = {
  name: 'test-siblings',
  asks: 'x.test.ts lies beside x.ts; tests of several files lie in test/',
  check,
};
