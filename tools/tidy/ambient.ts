import { globalUses, type GlobalUse } from './bindings.ts';
import type { Checkout } from './checkout.ts';
import type { Finding, Rule } from './rule.ts';
import { isPure, roomOf } from './rooms.ts';
import { child, nameOf, stringOf, walk, type Import, type SyntaxNode } from './syntax.ts';

/** Globals that reach the machine, the clock or chance. */
const FORBIDDEN = new Set(
  [
    'performance setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame',
    'fetch WebSocket XMLHttpRequest Worker process Buffer console crypto require',
    'global globalThis window self navigator localStorage Intl',
  ].flatMap((names) => names.split(' ')),
);

/** What `Date` may be used for: turning a given number into a text, and a text that names its zone back. */
const DATE_MEMBERS = new Set(['UTC', 'parse']);

/** Methods whose answer depends on the machine's time zone or language. */
const LOCAL_METHODS =
  /^(toLocale(Date|Time)?String|toLocale(Upper|Lower)Case|localeCompare|getTimezoneOffset|to(Date|Time)String|[gs]et(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds))$/;

function memberName(node: SyntaxNode): string | undefined {
  const property = child(node, 'property');
  return node['computed'] === true ? stringOf(property) : nameOf(property);
}

/** Says what is wrong with one use of a global, if anything. */
function complaintOfUse({ name, parent, key }: GlobalUse): string | undefined {
  if (FORBIDDEN.has(name)) return `${name} is ambient: take it in through a port`;
  const member = parent.type === 'MemberExpression' && key === 'object' ? memberName(parent) : undefined;
  if (name === 'Math') {
    if (member === 'random') return 'Math.random is ambient: take a random source in through a port';
    return member === undefined ? 'Math as a value hides Math.random: name the function' : undefined;
  }
  if (name !== 'Date') return undefined;
  if (member !== undefined && DATE_MEMBERS.has(member)) return undefined;
  const made = parent.type === 'NewExpression' && key === 'callee' ? parent['arguments'] : undefined;
  if (Array.isArray(made) && made.length > 0) return undefined;
  return 'Date without a given time is the ambient clock: take the time in as a number';
}

/** Pure functions of bytes, which `crypto` takes from Node. */
const PURE_FUNCTIONS: ReadonlySet<string> = new Set(['hash', 'createHash', 'createCipheriv', 'createDecipheriv']);

function complaintOfImport(file: string, { specifier, names }: Import): string | undefined {
  if (!specifier.startsWith('node:')) return undefined;
  const isPureFunction =
    roomOf(file) === 'crypto' && specifier === 'node:crypto' && names.every((name) => PURE_FUNCTIONS.has(name));
  return isPureFunction ? undefined : `${specifier} is the machine: only platform and above import it`;
}

function check(checkout: Checkout): Finding[] {
  const findings: Finding[] = [];
  for (const file of checkout.sources) {
    if (!isPure(file) || file.endsWith('.test.ts')) continue;
    const { program, imports } = checkout.syntax(file);
    const add = (start: number, message: string | undefined): void => {
      if (message !== undefined) findings.push({ file, line: checkout.lineAt(file, start), message });
    };
    for (const found of imports) add(found.start, complaintOfImport(file, found));
    for (const use of globalUses(program)) add(use.start, complaintOfUse(use));
    walk(program, (node) => {
      const method = node.type === 'MemberExpression' ? memberName(node) : undefined;
      if (method === undefined || !LOCAL_METHODS.test(method)) return;
      add(node.start, `${method} depends on the machine's time zone or language: use UTC and plain numbers`);
    });
  }
  return findings;
}

/** The rooms below `platform`, and the lab, know no clock, chance or I/O but those they are given. */
export const ambient: Rule = {
  name: 'ambient',
  asks: 'below platform: no clock, chance, timers, I/O, locale, or node: modules (but hashes and ciphers of node:crypto in crypto)',
  check,
};
