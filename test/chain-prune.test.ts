import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BLOCK_STATUS } from '../src/chain/block-index.ts';
import { verifyChain } from '../src/chain/verify-chain.ts';
import { BlockFileSet } from '../src/platform/block-store/block-file-set.ts';
import { GENESIS_TEST_BLOCK, PARAMS, blocksAfter, commit, deliver, memoryChain } from './chain-regtest.ts';
import type { MemoryChain } from './chain-regtest.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 400);

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-prune-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

async function longChain(): Promise<MemoryChain> {
  const made = await memoryChain();
  for (const block of BLOCKS) deliver(made.chain, block);
  return made;
}

/** Heights of the active chain whose blocks are there. */
function keptHeights({ chain }: MemoryChain): number[] {
  const heights = Array.from({ length: chain.active.height + 1 }, (_, height) => height);
  return heights.filter((height) => chain.index.has(chain.active.at(height), BLOCK_STATUS.haveData));
}

test('the oldest files go until the others fit, but none with one of the last 288 blocks', async () => {
  const made = await longChain();
  assert.equal(made.chain.prune(1e9), 0);
  assert.ok(made.chain.prune(0) > 0);
  const kept = keptHeights(made);
  // Files go whole: the blocks that are left begin at or a little below the last 288.
  assert.ok(kept[0]! > 0 && kept[0]! <= 400 - 288 + 1, `kept from height ${kept[0]}`);
  assert.deepEqual(
    kept,
    Array.from({ length: kept.length }, (_, i) => kept[0]! + i),
  );
  assert.equal(made.chain.readBlock(made.chain.active.at(kept[0]! - 1)), undefined);
  assert.equal(made.chain.prune(0), 0);
});

test('a pruned chain goes on, is opened again, and is verified as far back as its blocks go', async () => {
  const made = await longChain();
  made.chain.prune(0);
  await commit(made);
  const again = await memoryChain({ before: made });
  assert.equal(again.chain.active.height, 400);
  assert.deepEqual(keptHeights(again), keptHeights(made));
  const [next] = blocksAfter(BLOCKS[399]!, 1);
  assert.equal(deliver(again.chain, next!).accepted.status, 'added');
  await commit(again);
  const steps = verifyChain(again.verifyParts(), { level: 4, blocks: Infinity });
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  assert.ok(step.value.isPruned);
  assert.equal(step.value.reconnected, keptHeights(again).length);
});

test('released files are there until they are deleted, and a crash before that leaves nothing that is missed', async () => {
  const options = { folder, magic: PARAMS.magic, maxFileBytes: 100 };
  const files = new BlockFileSet({ ...options, committed: [] });
  files.appendBlock(new Uint8Array(80));
  files.appendUndo(0, new Uint8Array(40));
  files.appendBlock(new Uint8Array(80));
  files.takeChangedEnds();
  files.release(0);
  assert.ok(existsSync(path.join(folder, 'blk00000.dat')));
  const committed = [
    { file: 0, blockBytes: 0, undoBytes: 0 },
    { file: 1, blockBytes: 88, undoBytes: 0 },
  ];
  assert.deepEqual(files.takeChangedEnds(), committed.slice(0, 1));
  await files.close();
  // As after a crash: what was committed says that the file is empty.
  const again = new BlockFileSet({ ...options, committed });
  assert.equal(again.readBlock({ file: 1, offset: 8, sizeBytes: 80 })?.length, 80);
  assert.equal(again.readBlock({ file: 0, offset: 8, sizeBytes: 80 }), undefined);
  again.appendBlock(new Uint8Array(80));
  again.release(1);
  again.deleteReleased();
  await again.close();
  assert.ok(!readdirSync(folder).includes('blk00001.dat'));
});
