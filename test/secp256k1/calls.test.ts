import assert from 'node:assert/strict';
import { test } from 'node:test';

import { schnorr } from '@noble/curves/secp256k1.js';

import { AssertionError } from '../../src/bytes/assert.ts';
import { findDisagreement } from '../../src/platform/secp256k1/agreement.ts';
import { OPENED } from './opened-providers.ts';
import { FULL_KEY, KEY, MESSAGE, SECRET, SIGNATURE } from './signer.ts';

for (const { name, secp256k1 } of OPENED) {
  test(`${name} reads views into larger buffers, also shared ones, and changes nothing`, () => {
    const x = KEY.subarray(1);
    const signed = schnorr.sign(MESSAGE, SECRET, new Uint8Array(32));
    for (const buffer of [new ArrayBuffer(400), new SharedArrayBuffer(400)]) {
      const all = new Uint8Array(buffer);
      const place = (bytes: Uint8Array, at: number): Uint8Array => {
        all.set(bytes, at);
        return all.subarray(at, at + bytes.length);
      };
      const message = place(MESSAGE, 3);
      const ecdsa = place(SIGNATURE, 41);
      const bip340 = place(signed, 107);
      const key = place(KEY, 173);
      const fullKey = place(FULL_KEY, 211);
      const before = all.slice();
      assert.equal(secp256k1.verifyEcdsa(message, ecdsa, key), true);
      assert.equal(secp256k1.verifyEcdsa(message, ecdsa, fullKey), true);
      assert.equal(secp256k1.verifySchnorr(message, bip340, key.subarray(1)), true);
      assert.equal(secp256k1.checkTweak(key.subarray(1), new Uint8Array(32), key.subarray(1), 0), true);
      assert.deepEqual(all.slice(), before);
    }
    assert.equal(secp256k1.verifySchnorr(MESSAGE, signed, x), true);
  });
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} holds its caller to the lengths of message, signature and x-only key`, () => {
    const short = new Uint8Array(31);
    const x = KEY.subarray(1);
    const wrong: readonly (() => boolean)[] = [
      () => secp256k1.verifyEcdsa(short, SIGNATURE, KEY),
      () => secp256k1.verifyEcdsa(SIGNATURE, MESSAGE, KEY),
      () => secp256k1.verifySchnorr(short, SIGNATURE, x),
      () => secp256k1.verifySchnorr(MESSAGE, SIGNATURE.subarray(1), x),
      () => secp256k1.verifySchnorr(MESSAGE, SIGNATURE, KEY),
      () => secp256k1.checkTweak(short, x, x, 0),
      () => secp256k1.checkTweak(x, short, x, 0),
      () => secp256k1.checkTweak(x, x, short, 0),
    ];
    for (const call of wrong) assert.throws(call, AssertionError);
  });
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} judges as before after thousands of keys and numbers that are none`, () => {
    const x = KEY.subarray(1);
    // No point has x = 5; nor is there a scalar of all ones.
    const noKey = new Uint8Array(32).fill(5, 31);
    const noScalar = new Uint8Array(32).fill(0xff);
    const noSignature = new Uint8Array(64).fill(0xff);
    const signed = schnorr.sign(MESSAGE, SECRET, new Uint8Array(32));
    // The pure one keeps no state, and is slow.
    const times = name === 'noble' ? 10 : 5000;
    for (let i = 0; i < times; i++) {
      assert.equal(secp256k1.verifyEcdsa(MESSAGE, SIGNATURE, Uint8Array.of(2, ...noKey)), false);
      assert.equal(secp256k1.verifyEcdsa(MESSAGE, noSignature, KEY), false);
      assert.equal(secp256k1.verifySchnorr(MESSAGE, signed, noKey), false);
      assert.equal(secp256k1.verifySchnorr(MESSAGE, noSignature, x), false);
      assert.equal(secp256k1.checkTweak(noKey, MESSAGE, x, 0), false);
      assert.equal(secp256k1.checkTweak(x, noScalar, x, 0), false);
      assert.equal(secp256k1.checkTweak(x, MESSAGE, noKey, 0), false);
    }
    assert.equal(secp256k1.verifyEcdsa(MESSAGE, SIGNATURE, KEY), true);
    assert.equal(secp256k1.verifySchnorr(MESSAGE, signed, x), true);
    assert.equal(secp256k1.checkTweak(x, new Uint8Array(32), x, 0), true);
  });
}

test('all providers agree on random and corrupted signatures, keys and tweaks', (t) => {
  const seed = 20220105;
  t.diagnostic(`seed ${seed}: ${OPENED.map(({ secp256k1 }) => secp256k1.words).join('; ')}`);
  const report = findDisagreement({ providers: OPENED.map(({ secp256k1 }) => secp256k1), count: 1000, seed });
  assert.equal(report.disagreement, undefined);
  assert.ok(report.held > 300 && report.held < 700, `both verdicts are common: ${report.held} of 1000 held`);
});
