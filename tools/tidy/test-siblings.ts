import path from 'node:path';

import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

/**
 * What a test's name may belong to: `header-tree.test.ts` and `header-tree.vectors.test.ts` to `header-tree`, and
 * `header-tree-model.test.ts` to `header-tree-model`, `header-tree` or `header`.
 */
function stemsOf(file: string): readonly string[] {
  const [folder, name = ''] = [path.posix.dirname(file), path.posix.basename(file).split('.')[0]];
  const words = name.split('-');
  return words.map((_, index) => `${folder}/${words.slice(0, words.length - index).join('-')}`);
}

function check(checkout: Checkout): Finding[] {
  return checkout.sources.flatMap((file) => {
    if (!/\.test\.tsx?$/.test(file) || file.startsWith('test/')) return [];
    const stems = stemsOf(file);
    if (stems.some((stem) => ['ts', 'tsx', 'mjs'].some((ending) => checkout.has(`${stem}.${ending}`)))) return [];
    return [{ file, line: 1, message: `no ${stems[0]}.ts beside this test: what spans files belongs in test/` }];
  });
}

/** A test lies beside what it tests. */
export const testSiblings: Rule = {
  name: 'test-siblings',
  asks: 'x.test.ts and x-aspect.test.ts lie beside x.ts; tests of several files lie in test/',
  check,
};
