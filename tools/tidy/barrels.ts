import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';
import { child, children } from './syntax.ts';

/** Says whether a file does nothing but pass on what others export. */
function onlyPassesOn(checkout: Checkout, file: string): boolean {
  const statements = children(checkout.syntax(file).program, 'body');
  return (
    statements.length > 0 &&
    statements.every(
      (node) =>
        node.type === 'ExportAllDeclaration' ||
        (node.type === 'ExportNamedDeclaration' && child(node, 'source') !== undefined),
    )
  );
}

function check(checkout: Checkout): Finding[] {
  return checkout.sources.flatMap((file) => {
    if (/^src\/[^/]+\/index\.ts$/.test(file) || file === 'src/index.ts') return [];
    const isIndex = /(^|\/)index\.[cm]?[jt]sx?$/.test(file);
    if (!isIndex && !onlyPassesOn(checkout, file)) return [];
    return [{ file, line: 1, message: 'a barrel: import from the file that defines the thing' }];
  });
}

/** Imports name the file where a thing is. */
export const barrels: Rule = { name: 'barrels', asks: "no barrels but one index.ts at a room's top", check };
