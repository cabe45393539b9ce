import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';
import { roomOf } from './rooms.ts';
import { child, children, nameOf, walk, type SyntaxNode } from './syntax.ts';

/** A literal integer, or minus one: powers of those are exact, or at least folded alike everywhere. */
function isInteger(node: SyntaxNode | undefined): boolean {
  if (node?.type === 'UnaryExpression' && node['operator'] === '-') return isInteger(child(node, 'argument'));
  return node?.type === 'Literal' && (Number.isInteger(node['value']) || typeof node['value'] === 'bigint');
}

function isPower(node: SyntaxNode): readonly (SyntaxNode | undefined)[] | undefined {
  if (node.type === 'BinaryExpression' && node['operator'] === '**') return [child(node, 'left'), child(node, 'right')];
  if (node.type === 'AssignmentExpression' && node['operator'] === '**=') return [undefined];
  const callee = child(node, 'callee');
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  const isPow = nameOf(child(callee, 'object')) === 'Math' && nameOf(child(callee, 'property')) === 'pow';
  return isPow ? children(node, 'arguments') : undefined;
}

function check(checkout: Checkout): Finding[] {
  const findings: Finding[] = [];
  for (const file of checkout.sources) {
    if (roomOf(file) !== 'lab') continue;
    walk(checkout.syntax(file).program, (node) => {
      const operands = isPower(node);
      if (operands === undefined || operands.every(isInteger)) return;
      const message = 'a power of fractions has other last bits on Node 24 than on 20: traces would differ';
      findings.push({ file, line: checkout.lineAt(file, node.start), message });
    });
  }
  return findings;
}

/** Traces of the lab are equal to the bit on every Node. */
export const labMath: Rule = {
  name: 'lab-math',
  asks: 'in the lab, ** and Math.pow only between whole numbers written out',
  check,
};
