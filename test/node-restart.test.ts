// What a node keeps for its next run: stopped, and made anew on the same chain with what it asked to be saved.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BlockReader } from '../src/chain/block-reader.ts';
import { MemoryBlockFiles } from '../src/chain/memory-block-files.ts';
import { networkParams } from '../src/consensus/params.ts';
import { SeededRandom } from '../src/lab/seeded-random.ts';
import type { NodeEffect, SavedThing } from '../src/node/node-effect.ts';
import { Node } from '../src/node/node.ts';
import { ScriptCache } from '../src/chain/script-cache.ts';
import { txidFromHex } from '../src/primitives/hash.ts';
import { startRegtest } from '../src/testing/index.ts';
import type { RegtestNode } from '../src/testing/index.ts';

const ADDRESS = 'bcrt1q6rhpng9evdsfnn833a4f4vej0asu6dk5srld6x';
const START_MS = Date.UTC(2026, 0, 1);

function savedOf(effects: readonly NodeEffect[]): Map<SavedThing, Uint8Array> {
  return new Map(effects.flatMap((effect) => (effect.do === 'save' ? [[effect.thing, effect.bytes] as const] : [])));
}

/** The same node once more, as it is after its process was started again. */
function restarted(node: RegtestNode, saved: ReadonlyMap<SavedThing, Uint8Array>): Node {
  const { chain, secp256k1 } = node.node.parts;
  const reader = new BlockReader({ tree: chain.tree, index: chain.index, files: new MemoryBlockFiles() });
  const scriptCache = new ScriptCache({ salt: new Uint8Array(32), sizeBytes: 1 << 16, remembersBlocks: false });
  return new Node(
    { params: networkParams('regtest'), userAgent: '/Vigil:test/', connect: [] },
    { chain, reader, scriptCache, secp256k1, random: new SeededRandom(3), saved },
  );
}

/** Gives a node its time, until it has nothing to do any more for a while. */
function settle(node: Node, nowMs: number): void {
  node.receive({ type: 'start' }, nowMs);
  for (let turns = 0; node.nextWakeMs <= nowMs && turns < 1000; turns++) node.receive({ type: 'wake' }, nowMs);
}

describe('a node that is started again', () => {
  test('has its mempool back, with what was prioritised and with what nobody has asked for yet', async () => {
    const node = await startRegtest();
    node.mine(110);
    const txids = Array.from({ length: 120 }, (_, i) => node.fund(ADDRESS, 10_000n + BigInt(i)).txid);
    node.prioritise(txids[7]!, 5_000n);
    const again = restarted(node, savedOf(node.node.stop()));
    assert.deepEqual(again.damaged, []);
    assert.equal(again.parts.pool.size, 0, 'it is taken back bit by bit');
    settle(again, START_MS + 1000);
    assert.equal(again.parts.pool.size, 120);
    const entry = again.parts.pool.get(txidFromHex(txids[7]!)!)!;
    assert.equal(entry.modifiedFeeSats - entry.feeSats, 5_000n);
    assert.equal(entry.timeSec, START_MS / 1000);
    assert.equal(again.parts.relay.unbroadcastTxids().length, 120);
  });

  test('drops what has become too old meanwhile', async () => {
    const node = await startRegtest();
    node.fund(ADDRESS, 10_000n);
    const saved = savedOf(node.node.stop());
    const twoWeeksMs = 14 * 24 * 60 * 60 * 1000;
    const inTime = restarted(node, new Map(saved));
    // Reading takes the obfuscation off in place.
    const late = restarted(node, savedOf(node.node.stop()));
    settle(inTime, START_MS + twoWeeksMs - 1000);
    settle(late, START_MS + twoWeeksMs);
    assert.deepEqual([inTime.parts.pool.size, late.parts.pool.size], [1, 0]);
  });

  test('goes on without what is damaged, and says what', async () => {
    const node = await startRegtest();
    node.fund(ADDRESS, 10_000n);
    const saved = savedOf(node.node.stop());
    saved.set('addresses', new Uint8Array(100));
    const again = restarted(node, saved);
    assert.deepEqual(
      again.damaged.map(({ thing }) => thing),
      ['addresses'],
    );
    settle(again, START_MS);
    assert.equal(again.parts.pool.size, 1);
  });
});
