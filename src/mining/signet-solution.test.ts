import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secp256k1 as curve } from '@noble/curves/secp256k1.js';

import { OP_TRUE, PARAMS } from '../../test/chain-regtest.ts';
import { miningScene } from '../../test/mining-scene.ts';
import { PrecomputedTransaction } from '../consensus/script/precomputed-transaction.ts';
import { legacySighash } from '../consensus/script/sighash-legacy.ts';
import { SIGHASH_ALL } from '../consensus/script/sighash-type.ts';
import { witnessV0Sighash } from '../consensus/script/sighash-witness-v0.ts';
import { checkSignetSolution } from '../consensus/signet.ts';
import { hash160 } from '../crypto/hashes.ts';
import { nobleSecp256k1 } from '../crypto/noble-secp256k1.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { OP } from '../primitives/script/opcodes.ts';
import { ScriptWriter } from '../primitives/script/script-writer.ts';
import { assembleBlock } from './assemble-block.ts';
import { encodeTemplate } from './block-template.ts';
import type { BlockTemplate } from './block-template.ts';
import { solveSignet } from './signet-solution.ts';
import type { SignetSigning, SignetSolution } from './signet-solution.ts';

const SECRET = new Uint8Array(32).fill(7);
const KEY = curve.getPublicKey(SECRET);
const BY_KEY = new ScriptWriter().push(KEY).op(OP.OP_CHECKSIG).finish();
const BY_KEY_HASH = new ScriptWriter().op(OP.OP_0).push(hash160(KEY)).finish();
const NONE = new Uint8Array(0);

function signature(digest: Uint8Array): Uint8Array {
  return Uint8Array.of(...curve.sign(digest, SECRET, { prehash: false, format: 'der' }), SIGHASH_ALL);
}

/** Solves `BY_KEY` as a scriptSig, and `BY_KEY_HASH` as a witness. */
function sign({ toSign, challenge }: SignetSigning): SignetSolution {
  const spent = { value: 0n, scriptPubKey: challenge };
  const precomputed = new PrecomputedTransaction(toSign, [spent]);
  if (challenge === BY_KEY) {
    const digest = legacySighash(precomputed, { input: 0, scriptCode: BY_KEY, hashType: SIGHASH_ALL });
    return { scriptSig: new ScriptWriter().push(signature(digest)).finish(), witness: [] };
  }
  const scriptCode = new ScriptWriter()
    .op(OP.OP_DUP)
    .op(OP.OP_HASH160)
    .push(hash160(KEY))
    .op(OP.OP_EQUALVERIFY)
    .op(OP.OP_CHECKSIG)
    .finish();
  const digest = witnessV0Sighash(precomputed, { input: 0, scriptCode, amount: 0n, hashType: SIGHASH_ALL });
  return { scriptSig: NONE, witness: [signature(digest), KEY] };
}

function blockOf(template: BlockTemplate): Block {
  const block = parseBlock(encodeTemplate(template));
  assert.ok(!('code' in block));
  return block;
}

function verdict(template: BlockTemplate, challenge: Uint8Array): string {
  const params = { signetChallenge: challenge, genesisHeader: PARAMS.genesisHeader };
  return checkSignetSolution(blockOf(template), params, nobleSecp256k1)?.code ?? 'solved';
}

for (const [name, challenge] of [
  ['a key', BY_KEY],
  ['the hash of a key', BY_KEY_HASH],
] as const) {
  test(`a challenge of ${name} is solved, and what is signed may not change`, async () => {
    const scene = await miningScene(0);
    const template = assembleBlock(scene.input());
    assert.equal(verdict(template, challenge), 'bad-signet-blksig');
    const solved = solveSignet(template, challenge, sign);
    assert.ok(solved !== undefined);
    assert.equal(verdict(solved, challenge), 'solved');
    // Bits are not signed; time and version are.
    assert.equal(verdict({ ...solved, bits: 0x1e03_77ae }, challenge), 'solved');
    assert.equal(verdict({ ...solved, timeSec: solved.timeSec + 1 }, challenge), 'bad-signet-blksig');
    assert.equal(verdict({ ...solved, version: 4 }, challenge), 'bad-signet-blksig');
    // To regtest, where nobody asks for a solution, it is a block like any other.
    assert.equal(scene.mine(solved).transactionCount, 1);
  });
}

test('solving anew takes the earlier solution’s place', async () => {
  const template = assembleBlock((await miningScene(0)).input());
  const solved = solveSignet(template, BY_KEY_HASH, sign);
  assert.ok(solved !== undefined);
  const again = solveSignet({ ...solved, timeSec: solved.timeSec + 1 }, BY_KEY_HASH, sign);
  assert.ok(again !== undefined);
  assert.equal(verdict(again, BY_KEY_HASH), 'solved');
});

test('a challenge that asks for nothing is solved by nothing', async () => {
  const template = assembleBlock((await miningScene(0)).input());
  const solved = solveSignet(template, OP_TRUE, () => ({ scriptSig: NONE, witness: [] }));
  assert.ok(solved !== undefined);
  assert.equal(verdict(solved, OP_TRUE), 'solved');
});

test('without a signature there is no block', async () => {
  const template = assembleBlock((await miningScene(0)).input());
  assert.equal(
    solveSignet(template, BY_KEY, () => undefined),
    undefined,
  );
});
