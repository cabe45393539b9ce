import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { BlockIndex } from '../src/chain/block-index.ts';
import { ChainState } from '../src/chain/chain-state.ts';
import { CoinsCache } from '../src/chain/coins/coins-cache.ts';
import { genesisBlock } from '../src/chain/genesis-block.ts';
import { HeaderTree } from '../src/chain/header-tree.ts';
import { InPlaceVerifier } from '../src/chain/in-place-verifier.ts';
import { MemoryBlockFiles } from '../src/chain/memory-block-files.ts';
import { MemoryStore } from '../src/chain/memory-store.ts';
import { networkParams } from '../src/consensus/params.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import { parseBlock } from '../src/primitives/block.ts';
import { generateChain } from './generate-chain/chain-generator.ts';
import type { ChainOptions, GeneratedBlock } from './generate-chain/chain-generator.ts';

const SMALL: ChainOptions = {
  seed: 1,
  blocks: 3,
  transactions: 60,
  coins: 700,
  keys: 24,
  emptyBlocks: 2,
  threads: 0,
};

/** SHA-256 of the small chain's blocks, one after the other. */
const SMALL_CHAIN = 'c4c286910ee56c4536084d636024dbebc1e0a767182204589077df80a249f28e';

async function generate(options: ChainOptions): Promise<readonly GeneratedBlock[]> {
  const blocks: GeneratedBlock[] = [];
  for await (const block of generateChain(options)) blocks.push(block);
  return blocks;
}

function digestOf(blocks: readonly GeneratedBlock[]): string {
  const hash = createHash('sha256');
  for (const { bytes } of blocks) hash.update(bytes);
  return hash.digest('hex');
}

test('the same seed makes the same bytes, whoever signs, on however many threads', async () => {
  const blocks = await generate(SMALL);
  assert.equal(blocks.length, 200 + 1 + 3 + 2);
  assert.equal(digestOf(blocks), SMALL_CHAIN);
  assert.equal(digestOf(await generate({ ...SMALL, signer: 'npm' })), SMALL_CHAIN);
  assert.equal(digestOf(await generate({ ...SMALL, threads: 2 })), SMALL_CHAIN);
  assert.notEqual(digestOf(await generate({ ...SMALL, seed: 2 })), SMALL_CHAIN);
});

test('every block of a generated chain is valid by all rules, and spends coins of all kinds and ages', async () => {
  const params = networkParams('regtest');
  const secp256k1 = bestSecp256k1();
  const chain = new ChainState(
    { params, salt: [1, 2] },
    {
      tree: new HeaderTree({ params }),
      index: new BlockIndex(),
      coins: new CoinsCache({ source: new MemoryStore(), salt: [1, 2], maxBytes: 1 << 24 }),
      files: new MemoryBlockFiles(),
      scripts: new InPlaceVerifier(secp256k1),
      secp256k1,
    },
  );
  chain.load(-1);
  const blocks = await generate(SMALL);
  let inputs = 0;
  for (const bytes of [genesisBlock(params).serialized(), ...blocks.map((block) => block.bytes)]) {
    const block = parseBlock(bytes);
    assert.ok(!('code' in block));
    const accepted = chain.acceptBlock(block, { nowSec: block.header.timeSec });
    assert.equal(accepted.status, 'added', inspect(accepted));
    const step = chain.step();
    assert.equal(step?.did, 'connect', inspect(step));
    if (step.did === 'connect') inputs += step.result.scriptsChecked;
  }
  assert.equal(chain.active.height, blocks.length);
  const { facts } = blocks.at(-1)!;
  assert.equal(facts.blocks, 3);
  assert.equal(inputs, facts.inputs + 100, 'the fan-out spends a hundred coinbases');
  const lines = facts.lines().join('\n');
  assert.doesNotMatch(lines, / 0\.0 % p2/);
  assert.match(lines, /[1-9]\d*\.\d % within 0/);
});
