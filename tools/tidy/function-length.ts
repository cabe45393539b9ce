import type { Checkout } from './checkout.ts';
import type { Finding, Limits, Rule } from './rule.ts';
import { child, nameOf, walk, type SyntaxNode } from './syntax.ts';

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** Groups of tests: the tests in them are measured, not the group. */
const GROUPS = new Set(['describe', 'suite']);

function nameIn(node: SyntaxNode, parent: SyntaxNode | undefined): string {
  const holder = parent === undefined ? undefined : (child(parent, 'key') ?? child(parent, 'id'));
  return nameOf(child(node, 'id')) ?? nameOf(holder) ?? 'a function';
}

function check(checkout: Checkout, limits: Limits): Finding[] {
  const findings: Finding[] = [];
  for (const file of checkout.sources) {
    walk(checkout.syntax(file).program, (node, parent, key) => {
      if (!FUNCTIONS.has(node.type)) return;
      if (key === 'arguments' && GROUPS.has(nameOf(child(parent ?? node, 'callee')) ?? '')) return;
      // A method's line is where its name is, which its parent holds.
      const start = parent?.type === 'MethodDefinition' ? parent.start : node.start;
      const line = checkout.lineAt(file, start);
      const lines = checkout.lineAt(file, node.end) - line + 1;
      if (lines <= limits.functionLines) return;
      const message = `${nameIn(node, parent)} has ${lines} lines, the most is ${limits.functionLines}: split it`;
      findings.push({ file, line, message });
    });
  }
  return findings;
}

/** A function fits on a screen. */
export const functionLength: Rule = { name: 'function-length', asks: 'functions of at most 70 lines', check };
