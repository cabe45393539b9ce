import { child, children, nameOf, walk, type SyntaxNode } from './syntax.ts';

/** Nodes that hold names of their own in these properties, as patterns. */
const BINDERS: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ['id'],
  FunctionDeclaration: ['id', 'params'],
  FunctionExpression: ['id', 'params'],
  ArrowFunctionExpression: ['params'],
  ClassDeclaration: ['id'],
  ClassExpression: ['id'],
  CatchClause: ['param'],
  ImportSpecifier: ['local'],
  ImportDefaultSpecifier: ['local'],
  ImportNamespaceSpecifier: ['local'],
};

/** Adds the names of a pattern: an identifier, or one taken apart with `{}`, `[]`, `= default` and `...rest`. */
function addPattern(names: Set<string>, pattern: SyntaxNode): void {
  const name = nameOf(pattern);
  if (name !== undefined) names.add(name);
  for (const key of ['left', 'argument', 'value', 'parameter']) {
    const inner = child(pattern, key);
    if (inner !== undefined && pattern.type !== 'MemberExpression') addPattern(names, inner);
  }
  for (const key of ['properties', 'elements']) for (const inner of children(pattern, key)) addPattern(names, inner);
}

/**
 * The names that a file declares anywhere, at any depth. A name in this set is taken for the file's own everywhere in
 * it: scopes are left to the compiler.
 */
export function declaredNames(program: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    for (const key of BINDERS[node.type] ?? []) {
      const pattern = child(node, key);
      if (pattern !== undefined) addPattern(names, pattern);
      for (const each of children(node, key)) addPattern(names, each);
    }
  });
  return names;
}

const VALUE_WRAPPERS = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion']);

/** Says whether an identifier is read as a value: not a property's name, not a type, not part of an import. */
export function isReference(parent: SyntaxNode, key: string): boolean {
  if (parent.type.startsWith('TS')) return key === 'expression' && VALUE_WRAPPERS.has(parent.type);
  if (/^(Import|Export).*Specifier$/.test(parent.type)) return parent.type === 'ExportSpecifier' && key === 'local';
  if (key === 'property') return parent.type !== 'MemberExpression' || parent['computed'] === true;
  if (key === 'key') return parent['computed'] === true;
  return parent.type !== 'MetaProperty' && key !== 'label';
}

/** A name that a file uses and does not declare, and where. */
export interface GlobalUse {
  readonly name: string;
  readonly start: number;
  readonly parent: SyntaxNode;
  /** The property of `parent` that holds it. */
  readonly key: string;
  /** The parent's parent, for `new Date(...)` and calls of members. */
  readonly grandparent: SyntaxNode | undefined;
}

/** Finds the uses of globals as values. */
export function globalUses(program: SyntaxNode): readonly GlobalUse[] {
  const declared = declaredNames(program);
  const parents = new Map<SyntaxNode, SyntaxNode | undefined>();
  const uses: GlobalUse[] = [];
  walk(program, (node, parent, key) => {
    parents.set(node, parent);
    const name = nameOf(node);
    if (name === undefined || parent === undefined || declared.has(name) || !isReference(parent, key)) return;
    uses.push({ name, start: node.start, parent, key, grandparent: parents.get(parent) });
  });
  return uses;
}
