import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NOW_SEC, OP_TRUE, PARAMS, deliver, spend } from '../../test/chain-regtest.ts';
import { coinbaseCoin, miningScene } from '../../test/mining-scene.ts';
import type { MiningScene } from '../../test/mining-scene.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { blockSubsidy } from '../consensus/subsidy.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import type { OutPoint } from '../primitives/out-point.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { assembleBlock, assembleBlockOf } from './assemble-block.ts';
import { encodeTemplate } from './block-template.ts';
import { mineBlock } from './mine-block.ts';

const COINBASE_SATS = blockSubsidy(PARAMS, 1);

function blockOf(bytes: Uint8Array): Block {
  const block = parseBlock(bytes);
  assert.ok(!('code' in block));
  return block;
}

/** Spends a coin, pays a fee, and gives the rest to anybody; offered to the mempool. */
function pay(scene: MiningScene, coin: OutPoint, valueSats: bigint, feeSats: bigint): Transaction {
  // A second output makes it longer than 64 bytes.
  const outputs = [valueSats - feeSats, 0n].map((value) => ({ value, scriptPubKey: OP_TRUE }));
  const tx = parseTransaction(spend([coin], outputs).bytes);
  assert.ok(!('code' in tx));
  const { status } = scene.pool.accept(tx, { nowSec: NOW_SEC });
  assert.equal(status, 'accepted');
  return tx;
}

test('an empty template is a coinbase with height, subsidy and commitment, and its block is taken', async () => {
  const scene = await miningScene(0);
  const template = assembleBlock(scene.input());
  const { outputs, inputs } = template.coinbase;
  assert.equal(template.height, 1);
  // BIP34's height, then OP_0, as Core has it.
  assert.equal(bytesToHex(inputs[0]!.scriptSig), '5100');
  assert.deepEqual(outputs[0], { value: COINBASE_SATS, scriptPubKey: OP_TRUE });
  // Of zeros alone, as in every empty block since segwit.
  const commitment = '6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9';
  assert.equal(bytesToHex(outputs[1]!.scriptPubKey), commitment);
  assert.equal(scene.mine(template).transactionCount, 1);
  assert.equal(scene.chain.active.height, 1);
});

test('what the mempool has goes into the block, and its fees to the coinbase', async () => {
  const scene = await miningScene(0);
  const coins = [coinbaseCoin(scene.mine()), coinbaseCoin(scene.mine())];
  for (let i = 0; i < 100; i++) scene.mine();
  const parent = pay(scene, coins[0]!, COINBASE_SATS, 500n);
  const child = pay(scene, { txid: parent.txid, vout: 0 }, COINBASE_SATS - 500n, 9000n);
  const other = pay(scene, coins[1]!, COINBASE_SATS, 3000n);
  const template = assembleBlock(scene.input());
  assert.deepEqual(
    template.transactions.map(({ txid, feeSats }) => [bytesToHex(txid), feeSats]),
    [
      [bytesToHex(parent.txid), 500n],
      [bytesToHex(child.txid), 9000n],
      [bytesToHex(other.txid), 3000n],
    ],
  );
  assert.equal(template.feesSats, 12_500n);
  assert.equal(template.coinbase.outputs[0]!.value, COINBASE_SATS + 12_500n);
  assert.equal(template.weightWu, 4000 + parent.weight + child.weight + other.weight);
  assert.equal(scene.mine(template).transactionCount, 4);
  assert.equal(scene.pool.size, 0);
});

test('prioritised fees move transactions, but nobody gets them', async () => {
  const scene = await miningScene(0);
  const coins = [coinbaseCoin(scene.mine()), coinbaseCoin(scene.mine())];
  for (let i = 0; i < 100; i++) scene.mine();
  const cheap = pay(scene, coins[0]!, COINBASE_SATS, 500n);
  pay(scene, coins[1]!, COINBASE_SATS, 3000n);
  scene.pool.prioritise(cheap.txid, 1_000_000n);
  const { transactions, feesSats } = assembleBlock(scene.input());
  assert.deepEqual(transactions[0]!.txid, cheap.txid);
  assert.equal(feesSats, 3500n);
});

test('time is now, or one second after the median of the last eleven', async () => {
  const scene = await miningScene(11);
  const { tree, active } = scene.chain;
  const medianSec = tree.medianTimePast(active.tip);
  assert.equal(assembleBlock(scene.input(medianSec - 100)).timeSec, medianSec + 1);
  assert.equal(assembleBlock(scene.input(medianSec + 1)).timeSec, medianSec + 1);
  assert.equal(assembleBlock(scene.input(medianSec + 2)).timeSec, medianSec + 2);
  assert.equal(assembleBlock(scene.input()).minTimeSec, medianSec + 1);
});

test('a block may be made of given transactions, and takes none of their fees', async () => {
  const scene = await miningScene(0);
  const coin = coinbaseCoin(scene.mine());
  for (let i = 0; i < 100; i++) scene.mine();
  const tx = parseTransaction(spend([coin], [{ value: 1n, scriptPubKey: OP_TRUE }]).bytes);
  assert.ok(!('code' in tx));
  const template = assembleBlockOf([tx], scene.input());
  assert.equal(template.coinbase.outputs[0]!.value, COINBASE_SATS);
  assert.equal(scene.mine(template).transactionCount, 2);
});

test('a version that is asked for stands in the header', async () => {
  const scene = await miningScene(0);
  const block = blockOf(encodeTemplate(assembleBlock({ ...scene.input(), options: { version: 0x2000_0055 } })));
  assert.equal(block.header.version, 0x2000_0055);
  // Nothing is signalled but testdummy, which on regtest has no end, and is started in the second period.
  assert.equal(assembleBlock(scene.input()).version, 0x2000_0000);
});

test('so many hashes are tried, and no more', async () => {
  const scene = await miningScene(0);
  const template = assembleBlock(scene.input());
  assert.deepEqual(mineBlock(template, { params: PARAMS, maxHashes: 0 }), { bytes: undefined, hashes: 0 });
  const { bytes, hashes } = mineBlock(template, { params: PARAMS });
  assert.ok(bytes !== undefined);
  assert.equal(blockOf(bytes).header.nonce, hashes - 1);
  const short = mineBlock(template, { params: PARAMS, maxHashes: hashes - 1 });
  assert.equal(short.bytes, undefined);
  assert.equal(short.hashes, hashes - 1);
  assert.equal(deliver(scene.chain, { bytes }).accepted.status, 'added');
});
