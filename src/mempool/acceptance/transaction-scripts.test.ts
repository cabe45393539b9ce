import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MempoolScene, codeOf, isRemembered, makeTx, readTx } from '../../../test/mempool-scene.ts';
import type { SceneCoin } from '../../../test/mempool-scene.ts';
import {
  p2pkh,
  p2wpkh,
  payTo,
  signLegacy,
  signTaproot,
  signWitnessV0,
  spend,
  taproot,
  testKey,
  withInput,
} from '../../../test/scenarios/spending.ts';
import type { SpendableCoin } from '../../../test/scenarios/spending.ts';
import { script } from '../../../test/scenarios/spending.ts';
import { nobleSecp256k1 } from '../../crypto/noble-secp256k1.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { encodeTransaction } from '../../primitives/transaction-data.ts';
import type { TransactionData } from '../../primitives/transaction-data.ts';
import type { Transaction } from '../../primitives/transaction.ts';

const KEY = testKey(1);

/** Counts the checks that reach the curve. */
function counting(): Secp256k1 & { count: number } {
  const counter = {
    count: 0,
    words: 'counted',
    verifyEcdsa: (...parts: Parameters<Secp256k1['verifyEcdsa']>) => (
      counter.count++,
      nobleSecp256k1.verifyEcdsa(...parts)
    ),
    verifySchnorr: (...parts: Parameters<Secp256k1['verifySchnorr']>) => (
      counter.count++,
      nobleSecp256k1.verifySchnorr(...parts)
    ),
    checkTweak: (...parts: Parameters<Secp256k1['checkTweak']>) => (
      counter.count++,
      nobleSecp256k1.checkTweak(...parts)
    ),
  };
  return counter;
}

/** Has a block make coins with these scripts, of 1,000,000 satoshis each. */
function makeCoins(scene: MempoolScene, scripts: readonly Uint8Array[]): SpendableCoin[] {
  const coin = scene.coinbases[0]!;
  const each = 1_000_000n;
  const value = coin.value - each * BigInt(scripts.length);
  const extraOutputs = scripts.map((scriptPubKey) => payTo(scriptPubKey, each));
  const tx = makeTx([{ ...coin, value } as SceneCoin], { fee: 10_000n, extraOutputs });
  scene.mine([tx]);
  return scripts.map((scriptPubKey, i) => ({ value: each, scriptPubKey, prevout: { txid: tx.txid, vout: i + 1 } }));
}

function toOne(coins: readonly SpendableCoin[]): TransactionData {
  return spend(coins, [payTo(p2wpkh(KEY.publicKey), 900_000n)]);
}

function read(tx: TransactionData): Transaction {
  return readTx(encodeTransaction(tx));
}

test('signatures are verified once, for relay and for the next block, which then does not verify them', async () => {
  const secp256k1 = counting();
  const scene = await MempoolScene.create({ secp256k1 });
  const output = taproot(KEY);
  const coins = makeCoins(scene, [p2wpkh(KEY.publicKey), output.scriptPubKey, p2pkh(KEY.publicKey)]);
  let data = toOne(coins);
  const keyHash = p2pkh(KEY.publicKey);
  const legacy = signLegacy(data, keyHash, KEY.secret, { input: 2 });
  data = withInput(data, 2, { scriptSig: script(legacy, KEY.publicKey) });
  const ecdsa = signWitnessV0(data, keyHash, KEY.secret, { input: 0, coins });
  data = withInput(data, 0, { witness: [ecdsa, KEY.publicKey] });
  data = withInput(data, 1, { witness: [signTaproot(data, output.secret, { input: 1, coins })] });
  const tx = read(data);
  assert.equal(codeOf(scene.mempool.accept(tx, { nowSec: scene.nowSec, testOnly: true })), 'accepted');
  assert.equal(secp256k1.count, 3);
  assert.ok(isRemembered(scene, tx));
  scene.add(tx);
  assert.equal(secp256k1.count, 3);
  const other = makeTx([scene.coinbases[1]!], { fee: 1000n });
  scene.mine([tx, other]);
  // That of the other.
  assert.equal(scene.scriptsChecked, 1);
  assert.equal(scene.mempool.size, 0);
});

test('a bad signature breaks a rule of consensus', async () => {
  const scene = await MempoolScene.create();
  const coins = makeCoins(scene, [p2wpkh(KEY.publicKey)]);
  const data = toOne(coins);
  const signature = signWitnessV0(data, p2pkh(KEY.publicKey), testKey(2).secret, { coins });
  const result = scene.accept(read(withInput(data, 0, { witness: [signature, KEY.publicKey] })));
  assert.equal(result.status === 'rejected' && result.reject.kind, 'consensus');
  // Bitcoin Core names the flag of relay that it fell over first.
  assert.equal(
    codeOf(result),
    'mandatory-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)',
  );
});

test('what only relay asks for is no rule of consensus', async () => {
  const scene = await MempoolScene.create();
  const nop = taproot(KEY, { script: script(OP.OP_NOP10, OP.OP_1) });
  const coins = makeCoins(scene, [nop.scriptPubKey]);
  const data = withInput(toOne(coins), 0, { witness: [script(OP.OP_NOP10, OP.OP_1), nop.controlBlock] });
  const result = scene.accept(read(data));
  assert.equal(result.status === 'rejected' && result.reject.kind, 'not-standard');
  assert.equal(codeOf(result), 'non-mandatory-script-verify-flag (NOPx reserved for soft-fork upgrades)');
});

test('a transaction that lost its witness is told from one that is bad', async () => {
  const scene = await MempoolScene.create();
  const coins = makeCoins(scene, [p2wpkh(KEY.publicKey), p2pkh(KEY.publicKey)]);
  const kindOf = (tx: TransactionData): string | false => {
    const result = scene.accept(read(tx));
    return result.status === 'rejected' && result.reject.kind;
  };
  assert.equal(kindOf(toOne(coins.slice(0, 1))), 'witness-stripped');
  // Without any signature it fails in a world without witnesses too.
  assert.equal(kindOf(toOne(coins.slice(1))), 'consensus');
});
