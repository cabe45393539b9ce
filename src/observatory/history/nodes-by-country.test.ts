import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isHistoryReject } from './history-reject.ts';
import { parseNodesByCountry } from './nodes-by-country.ts';

const TEXT = readFileSync('data/nodes-by-country-2026-07.csv', 'utf8');

test('the built-in table has 19,224 nodes, 13,347 of them nowhere, and 3 in Kazakhstan', () => {
  const nodes = parseNodesByCountry(TEXT);
  assert.ok(!isHistoryReject(nodes));
  assert.equal(nodes.unlocated, 13_347);
  assert.equal(
    [...nodes.byCountry.values()].reduce((sum, count) => sum + count, nodes.unlocated),
    19_224,
  );
  assert.equal(nodes.byCountry.get('KZ'), 3);
  assert.equal(nodes.byCountry.get('NL'), 253, 'under two names in the source');
});

test('a country twice, a name in place of a code, and a count of nothing are refused with their line', () => {
  for (const [from, to] of [
    ['\nUS,1880', '\nDE,1880'],
    ['\nUS,1880', '\nUSA,1880'],
    ['\nUS,1880', '\nUS,0'],
    ['\nUS,1880\n', '\n'],
  ] as const) {
    const nodes = parseNodesByCountry(TEXT.replace(from, to));
    assert.ok(isHistoryReject(nodes), to);
    assert.ok(nodes.line > 6);
  }
});
