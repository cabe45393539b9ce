import fs from 'node:fs';
import path from 'node:path';

import { parseMarkdown, type Markdown } from '../markdown.ts';
import { parseSource, type Syntax } from './syntax.ts';

/** Where broken code is kept on purpose. */
const FIXTURES = 'tools/fixtures';

/** The files that `.gitignore` keeps out of commits, as far as this project uses its syntax: names and `*`. */
function ignorePatterns(root: string): RegExp[] {
  const file = path.join(root, '.gitignore');
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split(/\r?\n/) : [];
  return ['.git', ...lines]
    .map((line) => line.trim().replace(/\/$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => new RegExp(`^${line.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`));
}

function listFiles(root: string): string[] {
  const ignored = ignorePatterns(root);
  const files: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (name === FIXTURES || ignored.some((pattern) => pattern.test(entry.name))) continue;
      if (entry.isDirectory()) visit(name);
      else if (entry.isFile()) files.push(name);
    }
  };
  visit('');
  return files.sort();
}

/** The files of a checkout, each read and parsed at most once. Paths are from the root, with `/`. */
export class Checkout {
  readonly root: string;
  /** All files that are, or could be, committed, sorted. */
  readonly files: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #bytes = new Map<string, Uint8Array>();
  readonly #texts = new Map<string, string>();
  readonly #syntaxes = new Map<string, Syntax>();
  readonly #markdowns = new Map<string, Markdown>();

  /** @param root The folder of the checkout, or of a fixture that looks like one. */
  constructor(root: string) {
    this.root = root;
    this.files = listFiles(root);
    this.#known = new Set(this.files);
  }

  /** The TypeScript files, and the plain JavaScript of the set-up. */
  get sources(): readonly string[] {
    return this.files.filter((file) => /\.([cm]?[jt]s|[jt]sx)$/.test(file));
  }

  /** The files for reading: README, ARCHITECTURE, `docs/` and the rest. */
  get documents(): readonly string[] {
    return this.files.filter((file) => file.endsWith('.md'));
  }

  has(file: string): boolean {
    return this.#known.has(file);
  }

  /** Says whether any file lies under a folder. */
  hasFolder(folder: string): boolean {
    return this.files.some((file) => file.startsWith(`${folder}/`));
  }

  bytes(file: string): Uint8Array {
    return remembered(this.#bytes, file, () => fs.readFileSync(path.join(this.root, file)));
  }

  text(file: string): string {
    return remembered(this.#texts, file, () => new TextDecoder().decode(this.bytes(file)));
  }

  syntax(file: string): Syntax {
    return remembered(this.#syntaxes, file, () => parseSource(file, this.text(file)));
  }

  markdown(file: string): Markdown {
    return remembered(this.#markdowns, file, () => parseMarkdown(this.text(file)));
  }

  /** The line, from 1, of an offset in a file's text. */
  lineAt(file: string, offset: number): number {
    let line = 1;
    const text = this.text(file);
    for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
    return line;
  }

  /**
   * The file that a relative import means.
   *
   * @returns Its path, or `undefined` for a package, or where there is no such file.
   */
  resolve(from: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) return undefined;
    const target = path.posix.join(path.posix.dirname(from), specifier.replace(/[?#].*$/, ''));
    // A worker is named by what it is built to.
    const candidates = [target, target.replace(/\.js$/, '.ts'), `${target}.ts`, `${target}.tsx`];
    return candidates.find((file) => this.has(file));
  }
}

function remembered<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
