import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeMarkdown, escapeMarkup, plainLine, safeUrl } from './markup.ts';

test('whatever the text, nothing of it is markup once it is escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.match(escapeMarkup(text), /^(?:[^<>"'&]|&(?:amp|lt|gt|quot|#39);)*$/u);
    }),
  );
});

test('escaped markup reads as the text did', () => {
  assert.equal(escapeMarkup(`<b a="1">'&amp;`), '&lt;b a=&quot;1&quot;&gt;&#39;&amp;amp;');
});

test('controls, line ends and marks that turn the direction of text become one space', () => {
  assert.equal(plainLine('a\u202e\u0000\r\nb\u0007'), 'a b');
  assert.equal(plainLine('a\ud800b'), 'a\ufffdb');
  assert.equal(plainLine('\u{1f600}'), '\u{1f600}');
});

test('Markdown neither formats nor links nor starts a block', () => {
  assert.equal(
    escapeMarkdown('[x](http://e) *b* `c` | <i> # _d_'),
    '\\[x\\](http://e) \\*b\\* \\`c\\` \\| \\<i\\> \\# \\_d\\_',
  );
  assert.equal(escapeMarkdown('- item'), '\\- item');
  assert.equal(escapeMarkdown('1. item'), '1\\. item');
  assert.equal(escapeMarkdown('+4.6 %'), '+4.6 %');
  assert.equal(escapeMarkdown('57.6 EH/s'), '57.6 EH/s');
  assert.equal(escapeMarkdown('&lt;'), '&amp;lt;');
});

test('only plain http and https addresses become links', () => {
  assert.equal(safeUrl('https://example.org/a?b=c#d'), 'https://example.org/a?b=c#d');
  assert.equal(safeUrl('http://example.org'), 'http://example.org');
  for (const bad of [
    'javascript:alert(1)',
    'data:text/html,x',
    'https://e.org/"onclick=',
    'https://e.org/<x>',
    '//e.org',
    '',
    null,
  ]) {
    assert.equal(safeUrl(bad), null, String(bad));
  }
});
