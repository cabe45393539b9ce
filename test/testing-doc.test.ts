// The examples of `vigil/testing` in the documents run as they stand.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const ENTRY = path.join(ROOT, 'dist/src/testing/index.js');

/** The blocks of JavaScript in a document, one after another. */
async function exampleOf(document: string): Promise<string> {
  const text = await readFile(path.join(ROOT, document), 'utf8');
  return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code).join('\n');
}

describe('examples of vigil/testing', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vigil-examples-'));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  for (const [document, checks] of [
    ['README.md', "if (node.height !== 102) throw new Error('height ' + node.height);"],
    [
      'docs/testing.md',
      "if (alice.tip !== bob.tip || alice.height !== 152) throw new Error('they do not agree: ' + alice.height);",
    ],
  ] as const) {
    test(`${document} says what is so`, async () => {
      const example = await exampleOf(document);
      assert.ok(example.includes("from 'vigil/testing'"), 'there is an example');
      const file = path.join(folder, `${path.basename(document)}.mjs`);
      await writeFile(file, `${example.replace("'vigil/testing'", JSON.stringify(ENTRY))}\n${checks}\n`);
      await run(process.execPath, [file]);
    });
  }
});
