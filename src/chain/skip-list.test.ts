import assert from 'node:assert/strict';
import { test } from 'node:test';

import { skipDepth, walkToAncestor } from './skip-list.ts';

/** A line of headers, each row its own depth, that counts the steps of walks over it. */
function line(length: number): { tree: Parameters<typeof walkToAncestor>[0]; steps: () => number } {
  const skips: number[] = [];
  let steps = 0;
  const tree = {
    depthOf: (index: number) => index,
    prevOf: (index: number) => (steps++, index - 1),
    skipOf: (index: number) => (steps++, skips[index] ?? -1),
  };
  for (let depth = 0; depth < length; depth++) {
    skips.push(depth === 0 ? -1 : walkToAncestor(tree, depth - 1, skipDepth(depth)));
  }
  steps = 0;
  return { tree, steps: () => steps };
}

// Bitcoin Core's `skiplist_test` (src/test/skiplist_tests.cpp), with a bound on the steps besides.
test('over 300,000 headers each ancestor is found, in at most 120 steps', () => {
  const length = 300_000;
  const { tree, steps } = line(length);
  for (let depth = 1; depth < length; depth++) assert.ok(skipDepth(depth) < depth);
  let pseudoRandom = 12345;
  for (let i = 0; i < 1000; i++) {
    pseudoRandom = (pseudoRandom * 1103515245 + 12345) % 2147483648;
    const from = pseudoRandom % (length - 1);
    const to = (pseudoRandom >>> 7) % (from + 1);
    for (const [start, goal] of [
      [length - 1, from],
      [from, to],
      [from, 0],
    ] as const) {
      const before = steps();
      assert.equal(walkToAncestor(tree, start, goal), goal);
      assert.ok(steps() - before <= 120, `${start} to ${goal}: ${steps() - before} steps`);
    }
  }
});

test('over the first 200 headers every pair of header and ancestor is found', () => {
  const { tree } = line(200);
  for (let from = 0; from < 200; from++) {
    for (let to = 0; to <= from; to++) assert.equal(walkToAncestor(tree, from, to), to);
  }
});
