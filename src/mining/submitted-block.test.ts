import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PARAMS } from '../../test/chain-regtest.ts';
import { miningScene } from '../../test/mining-scene.ts';
import { testBlock, testTransactionData } from '../../test/block-builder.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { assembleBlock } from './assemble-block.ts';
import { encodeTemplate } from './block-template.ts';
import type { BlockTemplate } from './block-template.ts';
import { withReservedValue } from './submitted-block.ts';

function blockOf(template: BlockTemplate): Block {
  const block = parseBlock(encodeTemplate(template));
  assert.ok(!('code' in block));
  return block;
}

function withoutWitness(template: BlockTemplate): BlockTemplate {
  const { coinbase } = template;
  return { ...template, coinbase: { ...coinbase, inputs: coinbase.inputs.map((each) => ({ ...each, witness: [] })) } };
}

test('a coinbase that commits and shows no witness gets the reserved value', async () => {
  const template = assembleBlock((await miningScene(0)).input());
  const bare = blockOf(withoutWitness(template));
  assert.equal(bare.transaction(0).hasWitness, false);
  const completed = withReservedValue(bare, { params: PARAMS, height: 1 });
  assert.deepEqual(completed.serialized(), blockOf(template).serialized());
  assert.deepEqual(completed.hash, bare.hash);
});

test('a block that has it, has no commitment, or comes before segwit, stays as it is', async () => {
  const template = assembleBlock((await miningScene(0)).input());
  const whole = blockOf(template);
  assert.equal(withReservedValue(whole, { params: PARAMS, height: 1 }), whole);
  const bare = blockOf(withoutWitness(template));
  assert.equal(withReservedValue(bare, { params: { ...PARAMS, segwitHeight: 2 }, height: 1 }), bare);
  const { coinbase } = template;
  const silent = blockOf(withoutWitness({ ...template, coinbase: { ...coinbase, outputs: [coinbase.outputs[0]!] } }));
  assert.equal(withReservedValue(silent, { params: PARAMS, height: 1 }), silent);
});

test('what is no block of a miner is left alone', () => {
  for (const transactions of [[], [testTransactionData()]]) {
    const block = testBlock({ transactions, mine: false });
    assert.equal(withReservedValue(block, { params: PARAMS, height: 1 }), block);
  }
});
