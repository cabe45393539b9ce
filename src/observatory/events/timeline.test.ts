import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';

import { parseTimeline } from './timeline.ts';

const TEXT = readFileSync('data/kazakhstan-2022-timeline.json', 'utf8');

function timelineOf(part: { events?: unknown[]; windows?: unknown[]; claims?: unknown[] }): string {
  return JSON.stringify({ title: 't', licence: 'l', madeBy: 'm', events: [], windows: [], claims: [], ...part });
}

function claim(fields: object): string {
  return timelineOf({ claims: [{ id: 'c', text: 't', source: 's', ...fields }] });
}

function pathOf(text: string): string {
  const timeline = parseTimeline(text);
  assert.ok('code' in timeline, 'it was accepted');
  return timeline.path;
}

test('a claim about hashrate is read with its times in seconds', () => {
  const timeline = parseTimeline(
    claim({ kind: 'hashrate-change', size: -0.12, at: '2022-01-05T10:30Z', baseline: '7d', windows: ['24h', '90m'] }),
  );
  assert.ok(!('code' in timeline), JSON.stringify(timeline));
  assert.deepEqual(timeline.claims, [
    {
      id: 'c',
      text: 't',
      source: 's',
      kind: 'hashrate-change',
      size: -0.12,
      atSec: Date.UTC(2022, 0, 5, 10, 30) / 1000,
      baselineSec: 604_800,
      windowsSec: [86_400, 5400],
      published: undefined,
    },
  ]);
});

test('a day lasts from midnight to midnight, a minute is a moment', () => {
  const event = { what: 'w', source: 's' };
  const timeline = parseTimeline(
    timelineOf({
      events: [
        { from: '2022-01-06', to: '2022-01-07', ...event },
        { from: '2022-01-05T10:30Z', ...event },
        { from: '2022-01-05', ...event },
      ],
    }),
  );
  assert.ok(!('code' in timeline));
  const day = Date.UTC(2022, 0, 5) / 1000;
  assert.deepEqual(
    timeline.events.map(({ fromSec, toSec }) => [fromSec - day, toSec - day]),
    [
      [0, 86_400],
      [37_800, 37_800],
      [86_400, 3 * 86_400],
    ],
  );
});

test('what is wrong is named by its path', () => {
  const change = { kind: 'hashrate-change', size: -0.12, at: '2022-01-05T10:30Z', baseline: '7d', windows: ['24h'] };
  assert.equal(pathOf('{'), '');
  assert.equal(pathOf('[]'), '');
  assert.equal(pathOf(timelineOf({}).replace('"title":"t",', '')), 'title');
  assert.equal(pathOf(claim({ ...change, size: -1.01 })), 'claims[0].size');
  assert.equal(pathOf(claim({ ...change, size: '-12 %' })), 'claims[0].size');
  assert.equal(pathOf(claim({ ...change, at: '2022-02-30T10:30Z' })), 'claims[0].at');
  assert.equal(pathOf(claim({ ...change, windows: [] })), 'claims[0].windows');
  assert.equal(pathOf(claim({ ...change, windows: ['24'] })), 'claims[0].windows');
  assert.equal(pathOf(claim({ ...change, basline: '7d' })), 'claims[0].basline');
  assert.equal(pathOf(claim({ ...change, beforeHashesPerSec: 1e18 })), 'claims[0].afterHashesPerSec');
  assert.equal(pathOf(claim({ kind: 'hashrate-fall' })), 'claims[0].kind');
  assert.equal(pathOf(claim({ kind: 'share', country: 'KZ', share: 1.1, month: '2021-08' })), 'claims[0].share');
  assert.equal(pathOf(timelineOf({ claims: ['x'] })), 'claims[0]');
  const window = { id: 'w', from: '2022-01-02', what: 'w' };
  assert.equal(pathOf(timelineOf({ windows: [window, window] })), 'windows');
  assert.equal(pathOf(timelineOf({ windows: [{ ...window, to: '2022-01-01' }] })), 'windows[0].to');
  assert.equal(pathOf(timelineOf({ windows: [{ ...window, to: '2021-12-31' }] })), 'windows[0].to');
  assert.equal(pathOf(timelineOf({ windows: [{ ...window, from: '2022-01-02T00:00Z' }] })), 'windows[0].to');
});

test('a whole fall is the largest there is', () => {
  const pool = { kind: 'pool-hashrate-change', pool: 'P' };
  assert.ok(!('code' in parseTimeline(claim({ ...pool, size: -1 }))));
  assert.equal(pathOf(claim({ ...pool, size: -1.0001 })), 'claims[0].size');
});

test('no JSON makes the parser throw', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 3 }), (text, claims) => {
      assert.equal(typeof parseTimeline(text), 'object');
      assert.equal(typeof parseTimeline(timelineOf({ claims: [claims] })), 'object');
    }),
  );
});

test('the timeline that is shipped parses, and every claim says where it is from', () => {
  const timeline = parseTimeline(TEXT);
  assert.ok(!('code' in timeline), JSON.stringify(timeline));
  assert.deepEqual(
    timeline.windows.map(({ id }) => id),
    ['week-before', 'blackout', 'after'],
  );
  assert.ok(timeline.claims.length >= 20);
  for (const { source, text } of timeline.claims) assert.ok(source.length > 5 && text.length > 10);
});
