import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError } from '../bytes/assert.ts';
import { networkParams } from '../consensus/params.ts';
import type { NetworkParams } from '../consensus/params.ts';
import { decodeHeader, HEADER_BYTES } from '../primitives/header.ts';
import { HeaderTree } from './header-tree.ts';
import { EASY_PARAMS, mineHeader, syntheticHeaders } from './synthetic-headers.ts';

const NOW_SEC = 0xffffffff;
const REGTEST = networkParams('regtest');
const EASIEST_BITS = 0x207fffff;

/** Mines a header after `prev` and adds it. Returns its row. */
function extend(tree: HeaderTree, prev: number, change: { afterSec?: number; bits?: number } = {}): number {
  const result = tree.accept(mineAfter(tree, prev, change), 0, NOW_SEC);
  assert.ok(result.status === 'added', JSON.stringify(result));
  return result.index;
}

function mineAfter(
  tree: HeaderTree,
  prev: number,
  { afterSec = 600, bits = EASIEST_BITS }: { afterSec?: number; bits?: number },
): Uint8Array {
  const { merkleRoot } = decodeHeader(REGTEST.genesisHeader, 0);
  const timeSec = tree.timeOf(prev) + afterSec;
  return mineHeader(EASY_PARAMS, { version: 4, prevHash: tree.hashOf(prev), merkleRoot, timeSec, bits, nonce: 0 });
}

test('a new tree holds its network’s first header and nothing else', () => {
  const tree = new HeaderTree({ params: REGTEST });
  assert.deepEqual([tree.size, tree.rootHeight, tree.tipIndex(), tree.prevOf(0)], [1, 0, 0, -1]);
  assert.deepEqual(tree.headerBytes(0), REGTEST.genesisHeader);
  assert.deepEqual(tree.accept(REGTEST.genesisHeader, 0, 0), { status: 'known', index: 0 });
  assert.deepEqual(tree.tips(), [{ index: 0, height: 0, branchLength: 0, status: 'active' }]);
});

test('of two chains with equal work the first seen is best, until the other has more', () => {
  const tree = new HeaderTree({ params: REGTEST });
  const a1 = extend(tree, 0);
  const a2 = extend(tree, a1);
  const b1 = extend(tree, 0, { afterSec: 601 });
  const b2 = extend(tree, b1);
  assert.equal(tree.tipIndex(), a2);
  assert.deepEqual([...tree.bestChain()], [0, a1, a2]);
  const b3 = extend(tree, b2);
  assert.equal(tree.tipIndex(), b3);
  assert.deepEqual([...tree.bestChain()], [0, b1, b2, b3]);
  assert.equal(tree.forkPoint(a2, b3), 0);
  assert.deepEqual(tree.tips(), [
    { index: b3, height: 3, branchLength: 0, status: 'active' },
    { index: a2, height: 2, branchLength: 2, status: 'headers-only' },
  ]);
});

test('a shorter chain with more work is best', () => {
  // Retargets every eight headers; after eight fast ones the target is a quarter.
  const params: NetworkParams = { ...EASY_PARAMS, targetTimespanSec: 4800 };
  const tree = new HeaderTree({ params });
  const slow = [0];
  for (let height = 1; height <= 9; height++) slow.push(extend(tree, slow.at(-1) ?? 0, { afterSec: 1200 }));
  let fast = 0;
  for (let height = 1; height <= 7; height++) fast = extend(tree, fast, { afterSec: 1 });
  fast = extend(tree, fast, { afterSec: 1, bits: 0x201fffff });
  assert.deepEqual([tree.heightOf(slow.at(-1) ?? 0), tree.heightOf(fast)], [9, 8]);
  assert.equal(tree.tipIndex(), fast);
  assert.equal(tree.atHeight(9), -1, 'what the longer chain left behind is gone');
  assert.equal(tree.atHeight(8), fast);
});

test('on a testnet, bits that hang on blocks before the anchor are counted, and checked once they are known', () => {
  const params: NetworkParams = { ...EASY_PARAMS, allowMinDifficulty: true };
  const genesis = decodeHeader(EASY_PARAMS.genesisHeader, 0);
  // A minimum-difficulty header in the middle of a period, whose true bits only the context tells.
  const header = mineHeader(params, { ...genesis, version: 4, timeSec: genesis.timeSec + 600 });
  const trueBits = 0x201fffff;
  const uninformed = new HeaderTree({ params, anchor: { height: 1000, header } });
  const learned = extend(uninformed, 0, { bits: trueBits });
  assert.equal(uninformed.unchecked().minDifficultyBits, 1);
  const wrong = uninformed.accept(mineAfter(uninformed, learned, { bits: EASIEST_BITS }), 0, NOW_SEC);
  assert.ok(wrong.status === 'rejected' && wrong.reject.code === 'bad-diffbits');

  const context = { epochFirst: { timeSec: genesis.timeSec, bits: trueBits } };
  const informed = new HeaderTree({ params, anchor: { height: 1000, header, context } });
  const refused = informed.accept(mineAfter(informed, 0, { bits: EASIEST_BITS }), 0, NOW_SEC);
  assert.ok(refused.status === 'rejected' && refused.reject.code === 'bad-diffbits');
  extend(informed, 0, { bits: trueBits });
  assert.equal(informed.unchecked().minDifficultyBits, 0);
});

test('without the period’s start, a retarget beyond the factor of 4 is refused all the same', () => {
  const genesis = decodeHeader(EASY_PARAMS.genesisHeader, 0);
  const header = mineHeader(EASY_PARAMS, { ...genesis, version: 4 });
  const anchor = { height: 2015, header };
  const tree = new HeaderTree({ params: EASY_PARAMS, anchor });
  const result = tree.accept(mineAfter(tree, 0, { bits: 0x201ffffe }), 0, NOW_SEC);
  assert.deepEqual(result, {
    status: 'rejected',
    reject: { code: 'bad-diffbits', bits: 0x201ffffe, expectedBits: 0x201fffff },
  });
  extend(tree, 0, { bits: 0x201fffff });
  assert.equal(tree.unchecked().retargets, 1);
});

test('5,000 synthetic headers are valid, change difficulty twice, and are the same each time', () => {
  const run = syntheticHeaders(5000);
  const tree = new HeaderTree({ params: EASY_PARAMS });
  for (let offset = 0; offset < run.length; offset += HEADER_BYTES) {
    assert.equal(tree.accept(run, offset, NOW_SEC).status, 'added');
  }
  const bits = [0, 2016, 4032].map((height) => tree.bitsOf(tree.atHeight(height)));
  assert.equal(new Set(bits).size, 3, bits.map((value) => value.toString(16)).join(' '));
  assert.deepEqual(syntheticHeaders(100), run.subarray(0, 100 * HEADER_BYTES));
});

test('fewer than 80 bytes from the offset on are our bug', () => {
  const tree = new HeaderTree({ params: REGTEST });
  assert.throws(() => tree.accept(new Uint8Array(79), 0, 0), AssertionError);
  assert.throws(() => tree.accept(new Uint8Array(160), 81, 0), AssertionError);
});
