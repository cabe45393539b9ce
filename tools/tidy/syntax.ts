import { parseSync } from 'vite';

/** A node of the syntax tree (ESTree with TypeScript). Children are found by looking. */
export interface SyntaxNode {
  readonly type: string;
  /** Offset of the first character, in UTF-16 units. */
  readonly start: number;
  /** Offset after the last character. */
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Another module, named in a source file. */
export interface Import {
  /** As written: `../bytes/hex.ts`, `node:fs`, `hono`. */
  readonly specifier: string;
  /** Gone when the types are: `import type`, `export type`, or `import('x').T` in a type. */
  readonly typeOnly: boolean;
  /** The imported names; `*` for all, `default`; empty where none is bound. */
  readonly names: readonly string[];
  /** Offset in the text. */
  readonly start: number;
}

/** One parsed source file. */
export interface Syntax {
  readonly program: SyntaxNode;
  readonly imports: readonly Import[];
  readonly comments: readonly { readonly value: string; readonly start: number }[];
  /** What the parser could not read, if anything. */
  readonly errors: readonly string[];
}

/** Says whether a value in the tree is a node. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Reads a property as a node. */
export function child(node: SyntaxNode, key: string): SyntaxNode | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

/** Reads a property as a list of nodes; holes are left out. */
export function children(node: SyntaxNode, key: string): readonly SyntaxNode[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier node, or `undefined` for another node. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  const name = node?.type === 'Identifier' || node?.type === 'JSXIdentifier' ? node['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The value of a string literal node, or `undefined` for another node. */
export function stringOf(node: SyntaxNode | undefined): string | undefined {
  const value = node?.type === 'Literal' ? node['value'] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/**
 * Visits each node of a tree, parents first.
 *
 * @param visit Gets the node, its parent, and the parent's property that holds it.
 */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined, key: string) => void,
  parent?: SyntaxNode,
  parentKey = '',
): void {
  visit(node, parent, parentKey);
  for (const [key, value] of Object.entries(node)) {
    if (isNode(value)) walk(value, visit, node, key);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) walk(item, visit, node, key);
  }
}

/** The names that an import or re-export declaration takes from the other module. */
function importedNames(node: SyntaxNode): string[] {
  if (node.type === 'ExportAllDeclaration') return ['*'];
  return children(node, 'specifiers').map((specifier) => {
    if (specifier.type === 'ImportNamespaceSpecifier') return '*';
    if (specifier.type === 'ImportDefaultSpecifier') return 'default';
    const name = child(specifier, specifier.type === 'ImportSpecifier' ? 'imported' : 'local');
    return nameOf(name) ?? stringOf(name) ?? '*';
  });
}

/** Says whether a declaration brings types only: as a whole, or each of its names. */
function isTypeOnly(node: SyntaxNode): boolean {
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const specifiers = children(node, 'specifiers');
  return (
    specifiers.length > 0 && specifiers.every((item) => item['importKind'] === 'type' || item['exportKind'] === 'type')
  );
}

/** `new URL('./worker.js', import.meta.url)` names a module as an import does. */
function isModuleUrl(node: SyntaxNode): boolean {
  const [, base] = children(node, 'arguments');
  return (
    node.type === 'NewExpression' &&
    nameOf(child(node, 'callee')) === 'URL' &&
    base?.type === 'MemberExpression' &&
    child(base, 'object')?.type === 'MetaProperty' &&
    nameOf(child(base, 'property')) === 'url'
  );
}

function importAt(node: SyntaxNode): Import | undefined {
  const at = (source: SyntaxNode | undefined, rest: Pick<Import, 'typeOnly' | 'names'>): Import | undefined => {
    const specifier = stringOf(source);
    return specifier === undefined ? undefined : { specifier, start: node.start, ...rest };
  };
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return at(child(node, 'source'), { typeOnly: isTypeOnly(node), names: importedNames(node) });
    case 'ImportExpression':
      return at(child(node, 'source'), { typeOnly: false, names: ['*'] });
    case 'TSImportType':
      return at(child(node, 'source'), { typeOnly: true, names: ['*'] });
    case 'NewExpression': {
      const [url] = children(node, 'arguments');
      return isModuleUrl(node) && /^\.{1,2}\/.*\.[cm]?[jt]sx?$/.test(stringOf(url) ?? '')
        ? at(url, { typeOnly: false, names: ['*'] })
        : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Parses one source file with the parser of the page's bundler (oxc), which knows TypeScript and JSX.
 *
 * @param file Its name decides the language.
 */
export function parseSource(file: string, text: string): Syntax {
  const result = parseSync(file, text);
  const program: unknown = result.program;
  if (!isNode(program)) throw new Error(`${file}: the parser returned no program`);
  const imports: Import[] = [];
  walk(program, (node) => {
    const found = importAt(node);
    if (found !== undefined) imports.push(found);
  });
  return {
    program,
    imports,
    comments: result.comments.map(({ value, start }) => ({ value, start })),
    errors: result.errors.map(({ message }) => message),
  };
}
