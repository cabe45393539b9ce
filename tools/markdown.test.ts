import assert from 'node:assert/strict';
import { test } from 'node:test';

import { anchorOf, parseMarkdown } from './markdown.ts';

test('headings get the anchors that GitHub gives them', () => {
  assert.equal(anchorOf("One block's way"), 'one-blocks-way');
  assert.equal(anchorOf('`vigil claim`: what it says'), 'vigil-claim-what-it-says');
  assert.equal(anchorOf('Über [links](x.md) & more'), 'über-links--more');
  assert.deepEqual([...parseMarkdown('# A\n## A\n<a id="by-hand"></a>').anchors], ['a', 'a-1', 'by-hand']);
});

test('links are found outside of code only, each with its line', () => {
  const { links } = parseMarkdown(
    '[a](b.md "title")\n`[no](no.md)` ![p](p.png)\n```text\n[no](no.md)\n```\n[r]: r.md\n',
  );
  assert.deepEqual(links, [
    { text: 'b.md', line: 1 },
    { text: 'p.png', line: 2 },
    { text: 'r.md', line: 6 },
  ]);
});

test('a fence knows its language, line, lines, and why it is not run', () => {
  const { fences } = parseMarkdown('<!-- not run: it serves -->\n\n```sh\n$ a\n```\n\n```ts\nb\n```\n');
  assert.deepEqual(fences, [
    { language: 'sh', lines: ['$ a'], line: 3, notRun: 'it serves' },
    { language: 'ts', lines: ['b'], line: 7, notRun: undefined },
  ]);
});

test('a reason does not reach over a sentence to a later fence', () => {
  assert.equal(parseMarkdown('<!-- not run: why -->\n\ntext\n\n```sh\n```').fences[0]?.notRun, undefined);
});
