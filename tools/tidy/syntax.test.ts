import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseSource } from './syntax.ts';

function importsOf(text: string, file = 'a.ts'): string[] {
  return parseSource(file, text).imports.map(({ specifier, typeOnly, names }) => {
    return `${specifier} ${typeOnly ? 'type' : 'value'} ${names.join(',')}`.trimEnd();
  });
}

test('imports of every form are found, with their names', () => {
  assert.deepEqual(importsOf("import './a.ts';"), ['./a.ts value']);
  assert.deepEqual(importsOf("import a, { b as c } from './a.ts';"), ['./a.ts value default,b']);
  assert.deepEqual(importsOf("import * as a from 'node:fs';"), ['node:fs value *']);
  assert.deepEqual(importsOf("export * from './a.ts'; export { b as c } from './b.ts';"), [
    './a.ts value *',
    './b.ts value b',
  ]);
  assert.deepEqual(importsOf("const a = () => import('./a.ts');"), ['./a.ts value *']);
  assert.deepEqual(importsOf("const u = new URL('./worker.js', import.meta.url);"), ['./worker.js value *']);
});

test('imports of types alone are known as such', () => {
  assert.deepEqual(importsOf("import type { A } from './a.ts';"), ['./a.ts type A']);
  assert.deepEqual(importsOf("import { type A, type B } from './a.ts';"), ['./a.ts type A,B']);
  assert.deepEqual(importsOf("import { type A, b } from './a.ts';"), ['./a.ts value A,b']);
  assert.deepEqual(importsOf("export type { A } from './a.ts'; export { type B } from './b.ts';"), [
    './a.ts type A',
    './b.ts type B',
  ]);
  assert.deepEqual(importsOf("type A = import('./a.ts').A;"), ['./a.ts type *']);
});

test('what only looks like an import is none', () => {
  assert.deepEqual(importsOf("// import './a.ts'\n/* import './b.ts' */"), []);
  assert.deepEqual(importsOf('const a = "import \'./a.ts\'", b = `import "./b.ts"`, c = /import ".\\/c.ts"/;'), []);
  assert.deepEqual(importsOf("const a = { import: './a.ts' }; a.import;"), []);
  assert.deepEqual(importsOf("const u = new URL('./a.js', 'https://example.org/');"), []);
});

test('offsets count as JavaScript does, after letters of any length', () => {
  const text = "const emoji = '🟠é';\nimport './a.ts';\n";
  assert.equal(parseSource('a.ts', text).imports[0]?.start, text.indexOf('import'));
});

test('JSX is read in .tsx files, and an error is told, not thrown', () => {
  assert.deepEqual(importsOf("import { h } from 'preact'; const a = <p>{h}</p>;", 'a.tsx'), ['preact value h']);
  assert.deepEqual(parseSource('a.ts', 'const x = ;').errors, ['Unexpected token']);
});
