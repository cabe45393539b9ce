import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';

/** `header-tree.ts`, `header-tree.test.ts`, `crypto.ambient.d.ts`. */
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Names that say nothing, so that everything ends up there. */
const DRAWERS = new Set(['utils', 'util', 'helpers', 'helper', 'misc', 'common', 'shared', 'lib', 'stuff', 'tools']);

function sourcesIn(checkout: Checkout): readonly string[] {
  return checkout.sources.filter((file) => /^(src|test|bench|tools|web)\//.test(file));
}

function checkKebab(checkout: Checkout): Finding[] {
  return sourcesIn(checkout).flatMap((file) => {
    const wrong = file.split('/').find((part) => !KEBAB.test(part));
    return wrong === undefined ? [] : [{ file, line: 1, message: `${wrong} is not kebab-case` }];
  });
}

function checkDrawers(checkout: Checkout): Finding[] {
  return sourcesIn(checkout).flatMap((file) => {
    const parts = file.split('/').slice(1);
    const wrong = parts.find((part) => DRAWERS.has(part.replace(/\..*$/, '')));
    return wrong === undefined ? [] : [{ file, line: 1, message: `${wrong} is a drawer: name the concept` }];
  });
}

/** Names of files look alike. */
export const fileNames: Rule = { name: 'file-names', asks: 'kebab-case file and folder names', check: checkKebab };

/** Names of files say what is in them. */
export const drawers: Rule = {
  name: 'drawers',
  asks: 'no utils, helpers, misc, common or shared: a file is named after its one concept',
  check: checkDrawers,
};
