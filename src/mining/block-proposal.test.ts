import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NOW_SEC, OP_FALSE, OP_TRUE, PARAMS, deliver, spend } from '../../test/chain-regtest.ts';
import { coinbaseCoin, miningScene } from '../../test/mining-scene.ts';
import type { MiningScene } from '../../test/mining-scene.ts';
import { InPlaceVerifier } from '../chain/in-place-verifier.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import { parseBlock } from '../primitives/block.ts';
import type { OutPoint } from '../primitives/out-point.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import { assembleBlock, assembleBlockOf } from './assemble-block.ts';
import { judgeProposal } from './block-proposal.ts';
import { encodeTemplate } from './block-template.ts';
import type { BlockTemplate } from './block-template.ts';
import { mineBlock } from './mine-block.ts';

function judge(scene: MiningScene, bytes: Uint8Array): string | undefined {
  const block = parseBlock(bytes);
  assert.ok(!('code' in block));
  return judgeProposal(block, {
    params: PARAMS,
    chain: scene.chain,
    salt: [11, 22],
    secp256k1: nobleSecp256k1,
    scripts: new InPlaceVerifier(nobleSecp256k1),
    nowSec: NOW_SEC,
  });
}

function spending(scene: MiningScene, coin: OutPoint, scriptPubKey = OP_TRUE): BlockTemplate {
  const tx = parseTransaction(spend([coin], [{ value: 1000n, scriptPubKey }]).bytes);
  assert.ok(!('code' in tx));
  return assembleBlockOf([tx], scene.input());
}

test('a template is good without work, and nothing is kept of it', async () => {
  const scene = await miningScene(0);
  const coin = coinbaseCoin(scene.mine());
  for (let i = 0; i < 100; i++) scene.mine();
  const template = spending(scene, coin);
  for (let round = 0; round < 2; round++) assert.equal(judge(scene, encodeTemplate(template)), undefined);
  assert.equal(scene.chain.tree.size, 102);
  // The coin that it claimed can still be spent.
  assert.equal(scene.mine(template).transactionCount, 2);
});

test('what breaks a rule is told by Core’s reason', async () => {
  const scene = await miningScene(0);
  const coin = coinbaseCoin(scene.mine());
  const young = coinbaseCoin(scene.mine());
  for (let i = 0; i < 98; i++) scene.mine();
  const template = assembleBlock(scene.input());
  const { coinbase } = template;
  const [paid, commitment] = coinbase.outputs;
  const greedy = { ...coinbase, outputs: [{ ...paid!, value: paid!.value + 1n }, commitment!] };
  const cases: [BlockTemplate, string][] = [
    [{ ...template, timeSec: template.minTimeSec - 1 }, 'time-too-old'],
    [{ ...template, bits: 0x207f_fffe }, 'bad-diffbits'],
    [{ ...template, coinbase: greedy }, 'bad-cb-amount'],
    [spending(scene, young), 'bad-txns-premature-spend-of-coinbase'],
    [spending(scene, { ...coin, vout: 5 }), 'bad-txns-inputs-missingorspent'],
  ];
  for (const [bad, reason] of cases) assert.equal(judge(scene, encodeTemplate(bad)), reason);
  const bytes = encodeTemplate(template);
  bytes[40]! ^= 1;
  assert.equal(judge(scene, bytes), 'bad-txnmrklroot');
});

test('scripts are run', async () => {
  const scene = await miningScene(0);
  const coin = coinbaseCoin(scene.mine());
  for (let i = 0; i < 100; i++) scene.mine();
  const locked = spending(scene, coin, OP_FALSE);
  const coinOfNobody = { txid: locked.transactions[0]!.txid, vout: 0 };
  scene.mine(locked);
  const reason = judge(scene, encodeTemplate(spending(scene, coinOfNobody)));
  assert.match(reason ?? '', /^mandatory-script-verify-flag-failed/);
});

test('a block that is known, or builds on another than the tip, is told as such', async () => {
  const scene = await miningScene(2);
  const { tree, active } = scene.chain;
  const old = assembleBlock(scene.input());
  const { bytes } = mineBlock(old, { params: PARAMS });
  assert.ok(bytes !== undefined);
  scene.mine({ ...old, timeSec: old.timeSec + 2 });
  assert.equal(judge(scene, bytes), 'inconclusive-not-best-prevblk');
  const known = scene.chain.readBlock(active.tip)!.serialized();
  assert.equal(judge(scene, known), 'duplicate');
  // A block beside the tip is kept, but not connected.
  const rival = mineBlock({ ...old, timeSec: old.timeSec + 1 }, { params: PARAMS }).bytes;
  assert.ok(rival !== undefined);
  deliver(scene.chain, { bytes: rival });
  assert.equal(judge(scene, rival), 'duplicate-inconclusive');
  scene.chain.invalidate(active.tip);
  assert.equal(judge(scene, known), 'duplicate-invalid');
  assert.equal(tree.size, 5);
});
