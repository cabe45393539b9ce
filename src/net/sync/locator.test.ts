import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter, deliver, memoryChain } from '../../../test/chain-regtest.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { blockLocator, findLocatorFork } from './locator.ts';
import { MAX_LOCATOR_HASHES } from './sync-limits.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 300);

test('a locator has the last twelve blocks, then steps that double, then the first block', async () => {
  const { chain } = await memoryChain();
  for (const block of BLOCKS) deliver(chain, block);
  const heights = blockLocator(chain.tree, chain.active.tip).map((hash) =>
    chain.tree.heightOf(chain.tree.indexOf(hash)),
  );
  assert.deepEqual(
    heights,
    [300, 299, 298, 297, 296, 295, 294, 293, 292, 291, 290, 289, 287, 283, 275, 259, 227, 163, 35, 0],
  );
  assert.deepEqual(blockLocator(chain.tree, 0), [GENESIS_TEST_BLOCK.hash]);
  assert.deepEqual(blockLocator(chain.tree, -1), []);
});

test('a chain of four billion blocks could be named within the limit', () => {
  assert.ok(12 + 32 + 1 < MAX_LOCATOR_HASHES);
});

test('the fork that a locator of another branch leads to is at or below the true one, by no more than as far again', async () => {
  const { chain } = await memoryChain();
  for (const block of BLOCKS) deliver(chain, block);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 299 }), fc.integer({ min: 1, max: 40 }), async (at, length) => {
      const branch = [blockAfter(at === 0 ? GENESIS_TEST_BLOCK : BLOCKS[at - 1]!, { extraNonce: 7 })];
      while (branch.length < length) branch.push(blockAfter(branch.at(-1)!));
      const other = await memoryChain();
      for (const block of [...BLOCKS.slice(0, at), ...branch]) deliver(other.chain, block);
      const locator = blockLocator(other.chain.tree, other.chain.active.tip);
      const found = chain.tree.heightOf(findLocatorFork(chain, locator));
      assert.ok(found <= at && at - found <= Math.max(1, length), `fork at ${at}, found ${found}`);
    }),
    { numRuns: 10, verbose: true },
  );
});

test('a locator of nothing that is known leads to the first block; one of what lies above the tip, to the tip', async () => {
  const { chain } = await memoryChain();
  for (const block of BLOCKS.slice(0, 10)) deliver(chain, block);
  assert.equal(findLocatorFork(chain, [new Uint8Array(32) as Uint8Array as BlockHash]), chain.active.at(0));
  chain.acceptHeader(BLOCKS[10]!.bytes, 0, 2_000_000_000);
  assert.equal(findLocatorFork(chain, [BLOCKS[10]!.hash]), chain.active.tip);
});
