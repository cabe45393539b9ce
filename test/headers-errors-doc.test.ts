import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const PAGE = 'docs/errors.md';

/** The codes that a source file declares in its unions: `readonly code: 'a' | 'b'`. */
function declaredCodes(source: string): string[] {
  const declarations = source.match(/readonly code:\s*(\|?\s*'[A-Za-z0-9-]+'\s*)+/g) ?? [];
  return declarations.flatMap((declaration) =>
    [...declaration.matchAll(/'([A-Za-z0-9-]+)'/g)].map((match) => match[1]!),
  );
}

function sources(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join('src', file), 'utf8'));
}

const documented = [...readFileSync(PAGE, 'utf8').matchAll(/^\| `([A-Za-z0-9-]+)` +\|/gm)].map((match) => match[1]!);

test('each code that the source declares is in docs/errors.md', () => {
  const declared = new Set(sources().flatMap(declaredCodes));
  assert.ok(declared.size > 40, `only ${declared.size} codes found`);
  assert.deepEqual([...declared].filter((code) => !documented.includes(code)).toSorted(), []);
});

test('each code in docs/errors.md is one that the source has, once', () => {
  const text = sources().join('\n');
  assert.deepEqual(
    documented.filter((code) => !text.includes(`'${code}'`)),
    [],
  );
  assert.deepEqual(documented, [...new Set(documented)]);
});
