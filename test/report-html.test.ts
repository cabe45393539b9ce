import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Claim } from '../src/observatory/events/claim.ts';
import { renderHtml } from '../src/observatory/report/render-html.ts';
import { renderMarkdown } from '../src/observatory/report/render-markdown.ts';
import { buildReport } from '../src/observatory/report/build-report.ts';
import { spanReport } from '../src/observatory/report/span-report.ts';
import { eventInput, eventReport, eventSources } from './report-fixtures.ts';

/** Tags that HTML leaves open. */
const VOID_TAGS = new Set(['meta', 'br', 'hr', 'img', 'input', 'link']);
const TAG = /<(\/?)([a-z0-9]+)((?:\s[a-z0-9-]+(?:="[^"<>]*")?)*)\s*(\/?)>/gi;

/** Reads a page as strictly as XML: every tag closed, in order. @returns The names of its tags. */
function tagsOf(html: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const markup = html.replace(/^<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '');
  for (const [, close, name, , selfClosed] of markup.matchAll(TAG)) {
    if (close === '/') assert.equal(open.pop(), name, `a closing tag closes the last one opened: ${name}`);
    else {
      names.push(name!);
      if (selfClosed !== '/' && !VOID_TAGS.has(name!)) open.push(name!);
    }
  }
  const stray = /.{0,40}[<>].{0,40}/.exec(markup.replace(TAG, ''));
  assert.equal(stray?.[0], undefined, 'nothing but tags holds angle brackets');
  assert.deepEqual(open, []);
  return names;
}

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)> '&|[x](javascript:alert(1)) \u202egnp.exe \u0000 \`;`;

/** The event's report with a text put wherever a file or a person may put one. */
function withText(text: string): ReturnType<typeof eventReport> {
  const input = eventInput();
  const claims = input.claims.map((claim): Claim => ({ ...claim, text, source: text }));
  const events = input.events.map((event) => ({ ...event, what: text, source: text }));
  const windows = input.windows.map((window) => ({ ...window, what: text }));
  const observations = input.sources.observations.map((source) => ({ ...source, description: text }));
  return eventReport({ title: text, claims, events, windows, sources: { ...input.sources, observations } });
}

test('the page is one well-formed file that asks for nothing and runs nothing', () => {
  const html = renderHtml(eventReport());
  const names = new Set(tagsOf(html));
  for (const name of ['script', 'img', 'link', 'iframe', 'object', 'embed', 'video', 'audio', 'form', 'image', 'use']) {
    assert.ok(!names.has(name), name);
  }
  assert.doesNotMatch(html, /\ssrc=|url\(|@import|\son[a-z]+=/i);
  const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href!);
  for (const href of links) assert.match(href, /^(?:#[\w.-]+$|https?:\/\/)/);
  assert.equal([...html.matchAll(/href=/g)].length, links.length, 'only links have an address');
});

test('each id stands once, and each link within the page leads somewhere', () => {
  const html = renderHtml(eventReport());
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, target] of html.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(target!), target);
  for (const [, list] of html.matchAll(/aria-labelledby="([^"]*)"/g)) {
    for (const id of list!.split(' ')) assert.ok(ids.includes(id), id);
  }
});

test('each drawing has a title and a description, each table a caption', () => {
  const html = renderHtml(eventReport());
  const count = (pattern: RegExp): number => [...html.matchAll(pattern)].length;
  assert.ok(count(/<svg /g) >= 12);
  assert.equal(
    count(/<svg [^>]*role="img"[^>]*><title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]+<\/desc>/g),
    count(/<svg /g),
  );
  assert.equal(count(/<table[ >]/g), count(/<caption /g));
});

test('whatever a file says, it stays text', () => {
  const html = renderHtml(withText(HOSTILE));
  const names = new Set(tagsOf(html));
  assert.ok(!names.has('script') && !names.has('img'));
  assert.doesNotMatch(html, /javascript:alert\(1\)"|\u202e/);
  assert.ok(!html.includes('\0'));
  assert.match(html, /&lt;script&gt;/);
  const markdown = renderMarkdown(withText(HOSTILE));
  assert.doesNotMatch(markdown, /(?<!\\)<script|(?<!\\)\[x|\u202e/);
  assert.ok(!markdown.includes('\0'));
});

test('no text changes how the page is built', () => {
  const plain = tagsOf(renderHtml(withText('plain')));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const names = tagsOf(renderHtml(withText(text)));
      assert.deepEqual(names, plain);
    }),
    { numRuns: 4 },
  );
});

test('the same input gives the same bytes', () => {
  assert.equal(renderHtml(eventReport()), renderHtml(eventReport()));
  assert.equal(renderMarkdown(eventReport()), renderMarkdown(eventReport()));
});

test('any span can be reported on: seconds or years, covered or not', () => {
  const from = Date.UTC(2009, 0, 1) / 1000;
  const to = Date.UTC(2026, 0, 1) / 1000;
  const sources = eventSources();
  const { prices, closes } = eventInput();
  const spans = fc.tuple(
    fc.integer({ min: from, max: to }),
    fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 2e7 })),
  );
  fc.assert(
    fc.property(spans, ([fromSec, lengthSec]) => {
      const input = spanReport({
        sources,
        fromSec,
        toSec: fromSec + lengthSec,
        claims: [],
        level: 0.9,
        ...(prices === undefined ? {} : { prices }),
        ...(closes === undefined ? {} : { closes }),
      });
      const html = renderHtml(buildReport(input));
      tagsOf(html);
      assert.doesNotMatch(html, /NaN|undefined|Infinity/);
    }),
    { numRuns: 8 },
  );
});
