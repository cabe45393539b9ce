import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';
import { isRunByLab, roomOf } from './rooms.ts';
import { child, children, nameOf, walk, type SyntaxNode } from './syntax.ts';

/** A literal integer, or minus one: powers of those are exact, or at least folded alike everywhere. */
function isInteger(node: SyntaxNode | undefined): boolean {
  if (node?.type === 'UnaryExpression' && node['operator'] === '-') return isInteger(child(node, 'argument'));
  return node?.type === 'Literal' && (Number.isInteger(node['value']) || typeof node['value'] === 'bigint');
}

/**
 * Functions of `Math` whose last bits a machine, or a version of V8, may choose. Not `sqrt`, which IEEE 754 rounds rightly, nor
 * `log` and `log2`, which V8 has had from one library (fdlibm) in all versions that are tested.
 */
const INEXACT = new Set(
  'exp expm1 sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot log10 log1p'.split(' '),
);

/** The inexact function of `Math` that is named here, if one is. */
function inexactOf(node: SyntaxNode): string | undefined {
  if (node.type !== 'MemberExpression' || nameOf(child(node, 'object')) !== 'Math') return undefined;
  const name = nameOf(child(node, 'property'));
  return name !== undefined && INEXACT.has(name) ? name : undefined;
}

/** Where one side of a power is a bigint, both are, and the power is exact. */
function isBigint(node: SyntaxNode | undefined): boolean {
  return node?.type === 'Literal' && typeof node['value'] === 'bigint';
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
    const room = roomOf(file);
    if (room === undefined || !isRunByLab(room) || file.endsWith('.test.ts')) continue;
    walk(checkout.syntax(file).program, (node) => {
      const line = (): number => checkout.lineAt(file, node.start);
      const inexact = inexactOf(node);
      if (inexact !== undefined) {
        findings.push({
          file,
          line: line(),
          message: `Math.${inexact} may have other last bits elsewhere: traces would differ`,
        });
      }
      const operands = isPower(node);
      if (operands === undefined || operands.every(isInteger) || operands.some(isBigint)) return;
      const message = 'a power of fractions has other last bits on Node 24 than on 20: traces would differ';
      findings.push({ file, line: line(), message });
    });
  }
  return findings;
}

/** Traces of the lab are equal to the bit on every Node. */
export const labMath: Rule = {
  name: 'lab-math',
  asks: 'in the lab and the rooms it runs: no functions of Math whose last bits differ, ** only between whole numbers written out',
  check,
};
