import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockReader } from '../src/chain/block-reader.ts';
import { MemoryBlockFiles } from '../src/chain/memory-block-files.ts';
import { networkParams } from '../src/consensus/params.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { memoryChain } from '../src/lab/memory-chain.ts';
import { SeededRandom } from '../src/lab/seeded-random.ts';
import { generateBlock } from '../src/node/mining-commands.ts';
import { Node } from '../src/node/node.ts';

const START_MS = 1_700_000_000_000;
const BLOCKS = 40;
const OP_TRUE = Uint8Array.of(0x51);

test('filters of blocks that were there before they were asked for are made at rest', () => {
  const params = networkParams('regtest');
  const random = new SeededRandom(1);
  const files = new MemoryBlockFiles();
  const { chain, scriptCache } = memoryChain({ params, secp256k1: nobleSecp256k1, random, files });
  const reader = new BlockReader({ tree: chain.tree, index: chain.index, files });
  const modules = { chain, reader, scriptCache, secp256k1: nobleSecp256k1, random };
  const options = { params, userAgent: '/test/', connect: [], usesDnsSeeds: false };
  const before = new Node(options, modules);
  for (let i = 0; i < BLOCKS; i++) {
    before.act(START_MS, (parts) => generateBlock(parts, { params, coinbaseScript: OP_TRUE, nowMs: START_MS }));
  }
  const node = new Node({ ...options, servesFilters: true }, modules);
  node.receive({ type: 'start' }, START_MS);
  for (let wakes = 0; node.nextWakeMs <= START_MS && wakes < BLOCKS; wakes++) node.receive({ type: 'wake' }, START_MS);
  assert.equal(node.parts.filters?.builtHeight, BLOCKS);
  assert.ok(node.nextWakeMs > START_MS, 'and then the node rests');
});
