import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';
import { isPure } from './rooms.ts';
import { child, nameOf, walk } from './syntax.ts';

const CLASSES = new Set(['EventEmitter', 'EventTarget']);
const METHODS = new Set(['emit', 'addEventListener', 'removeEventListener', 'dispatchEvent']);

function check(checkout: Checkout): Finding[] {
  const findings: Finding[] = [];
  for (const file of checkout.sources) {
    if (!isPure(file) || file.endsWith('.test.ts')) continue;
    walk(checkout.syntax(file).program, (node, parent, key) => {
      const name = nameOf(node);
      if (name === undefined) return;
      const isCall = key === 'property' && parent?.type === 'MemberExpression' && METHODS.has(name);
      // `import { EventEmitter }` holds the name twice.
      const isClass = CLASSES.has(name) && key !== 'imported' && child(parent ?? node, 'callee') !== undefined;
      const isBase = CLASSES.has(name) && key === 'superClass';
      if (!isCall && !isClass && !isBase) return;
      const message = `${name}: what a room wants done, it returns; events travel up as values`;
      findings.push({ file, line: checkout.lineAt(file, node.start), message });
    });
  }
  return findings;
}

/** Down by call, up by value. */
export const emitters: Rule = { name: 'emitters', asks: 'no event emitters below platform, nor in the lab', check };
