import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { NOW_SEC, regtestHeader } from '../../test/headers-regtest-chain.ts';
import { networkParams } from '../consensus/params.ts';
import { ActiveChain } from './active-chain.ts';
import { HeaderTree } from './header-tree.ts';

/** A tree of headers: each is put on the row that a number chooses. */
function treeOf(parents: readonly number[]): { readonly tree: HeaderTree; readonly prev: readonly number[] } {
  const tree = new HeaderTree({ params: networkParams('regtest') });
  const prev = [-1];
  for (const [i, drawn] of parents.entries()) {
    // Mostly one of the last few, so that branches get long.
    const parent = Math.max(0, prev.length - 1 - drawn);
    const added = tree.accept(regtestHeader(tree.headerBytes(parent), { version: 100 + i }), 0, NOW_SEC);
    assert.ok(added.status === 'added' && added.index === i + 1);
    prev.push(parent);
  }
  return { tree, prev };
}

test('before the first block there is neither tip nor fork', () => {
  const { tree } = treeOf([0, 0]);
  const active = new ActiveChain(tree);
  assert.deepEqual([active.height, active.tip, active.at(0), active.at(-1), active.forkWith(2)], [-1, -1, -1, -1, -1]);
  assert.equal(active.has(0), false);
});

test('its blocks and forks are those of a list', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(8) }), {
        maxLength: 40,
      }),
      fc.array(fc.nat(1000), { maxLength: 10 }),
      (parents, tips) => {
        const { tree, prev } = treeOf(parents);
        const active = new ActiveChain(tree);
        active.push(0);
        for (const drawn of tips) {
          const path: number[] = [];
          for (let walk = drawn % prev.length; walk >= 0; walk = prev[walk]!) path.unshift(walk);
          const target = path[path.length - 1]!;
          const fork = active.forkWith(target);
          while (active.tip !== fork) active.pop();
          for (const row of path.slice(active.height + 1)) active.push(row);
          assert.deepEqual(
            path.map((_, height) => active.at(height)),
            path,
          );
          assert.deepEqual([active.height, active.tip, active.at(path.length)], [path.length - 1, target, -1]);
          for (let row = 0; row < prev.length; row++) {
            assert.equal(active.has(row), path.includes(row));
            let walk = row;
            while (!path.includes(walk)) walk = prev[walk]!;
            assert.equal(active.forkWith(row), walk);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('it grows beyond its first room', () => {
  const { tree } = treeOf([]);
  const active = new ActiveChain(tree);
  for (let row = 0; row < 10_000; row++) active.push(row);
  assert.deepEqual([active.height, active.at(4095), active.at(4096), active.tip], [9_999, 4095, 4096, 9_999]);
});
