import assert from 'node:assert/strict';
import { test } from 'node:test';

import { schnorr, secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';

import { OPENED } from './opened-providers.ts';
import { changed, FULL_KEY, KEY, MESSAGE, SECRET, SECRET_NUMBER, SIGNATURE } from './signer.ts';

const { Fp, Fn } = curve.Point;
const G = curve.Point.BASE;
const N = Fn.ORDER;
const P = Fp.ORDER;

function compact(r: bigint, s: bigint): Uint8Array {
  return Uint8Array.of(...numberToBytesBE(r, 32), ...numberToBytesBE(s, 32));
}

function isOnCurve(x: bigint): boolean {
  try {
    schnorr.utils.lift_x(x);
    return true;
  } catch {
    return false;
  }
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} takes keys in every form that Bitcoin Core takes, and no other`, () => {
    const verify = (key: Uint8Array): boolean => secp256k1.verifyEcdsa(MESSAGE, SIGNATURE, key);
    const odd = FULL_KEY[64]! & 1;
    assert.equal(verify(KEY), true, 'compressed');
    assert.equal(verify(FULL_KEY), true, 'full');
    assert.equal(verify(changed(FULL_KEY, 0, 6 | odd)), true, 'hybrid');
    assert.equal(verify(changed(FULL_KEY, 0, 7 ^ odd)), false, 'hybrid of the other parity');
    assert.equal(verify(changed(KEY, 0, KEY[0]! ^ 1)), false, 'the other y');
    for (const kind of [0, 1, 4, 5, 6, 7, 8, 0xff])
      assert.equal(verify(changed(KEY, 0, kind)), false, `33 bytes, ${kind}`);
    for (const kind of [0, 1, 2, 3, 5, 8, 0xff]) assert.equal(verify(changed(FULL_KEY, 0, kind)), false, `65, ${kind}`);
    assert.equal(verify(changed(FULL_KEY, 64, FULL_KEY[64]! ^ 2)), false, 'off the curve');
    for (const length of [0, 1, 32, 34, 64, 66]) {
      const key = new Uint8Array(length);
      key.set(FULL_KEY.subarray(0, length));
      for (const kind of [2, 4, 6])
        assert.equal(verify(length === 0 ? key : changed(key, 0, kind)), false, `${length}`);
    }
    assert.equal(verify(Uint8Array.of(2, ...numberToBytesBE(P, 32))), false, 'x is the field size');
    assert.equal(verify(Uint8Array.of(2, ...numberToBytesBE(P + 1n, 32))), false, 'x is 1 above it');
    assert.equal(verify(Uint8Array.of(2, ...numberToBytesBE(5n, 32))), false, 'no point has this x');
    assert.equal(verify(new Uint8Array(65).fill(4, 0, 1)), false, 'the origin');
  });
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} refuses r and s that are 0, high, or not below the order`, () => {
    const { r, s } = curve.Signature.fromBytes(SIGNATURE);
    const verify = (newR: bigint, newS: bigint): boolean => secp256k1.verifyEcdsa(MESSAGE, compact(newR, newS), KEY);
    assert.equal(verify(r, s), true);
    assert.equal(verify(r, N - s), false, 'high s');
    const refused: readonly [bigint, bigint][] = [
      [0n, s],
      [r, 0n],
      [0n, 0n],
      [N, s],
      [r, N],
      [N - r, s],
      [P - 1n, s],
      [r, 2n ** 256n - 1n],
      [1n, 1n],
    ];
    for (const [newR, newS] of refused) assert.equal(verify(newR, newS), false, `${newR} ${newS}`);
  });
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} takes an r that is x less the order, and only if that x is below the field size`, () => {
    // x of R lies between the order and the field's size: no honest signer hits it, but anybody can make a key for it.
    let small = 1n;
    while (!isOnCurve(N + small)) small += 1n;
    const pointR = schnorr.utils.lift_x(N + small);
    const message = bytesToNumberBE(MESSAGE);
    const inverse = Fn.inv(small);
    const key = pointR.multiply(Fn.mul(5n, inverse)).subtract(G.multiply(Fn.mul(message, inverse)));
    assert.equal(secp256k1.verifyEcdsa(MESSAGE, compact(small, 5n), key.toBytes()), true);
    // The same r as x itself, and the first r whose sum with the order is not in the field.
    assert.equal(secp256k1.verifyEcdsa(MESSAGE, compact(small, 6n), key.toBytes()), false);
    assert.equal(secp256k1.verifyEcdsa(MESSAGE, compact(P - N, 5n), key.toBytes()), false);
  });
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} refuses the point at infinity, and survives equal and opposite points on the way`, () => {
    // u1 G + u2 Q: Q = dG, and r chosen so that the sum vanishes: z = -rd.
    const r = 12345n;
    const z = Fn.neg(Fn.mul(r, SECRET_NUMBER));
    assert.equal(secp256k1.verifyEcdsa(numberToBytesBE(z, 32), compact(r, 99n), KEY), false);
    // Both summands equal, with Q = G and r = z = s = x(2G): they add up to 2G, whose x is r.
    const x = G.double().toAffine().x;
    const s = x > N / 2n ? N - x : x;
    assert.equal(secp256k1.verifyEcdsa(numberToBytesBE(x, 32), compact(x, s), G.toBytes()), true);
  });
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} reduces the message modulo the order for ECDSA, and takes it as 0 too`, () => {
    for (const message of [
      new Uint8Array(32),
      numberToBytesBE(N, 32),
      new Uint8Array(32).fill(0xff),
      numberToBytesBE(1n, 32),
    ]) {
      const signature = curve.sign(message, SECRET, { prehash: false });
      assert.equal(secp256k1.verifyEcdsa(message, signature, KEY), true);
      assert.equal(secp256k1.verifyEcdsa(changed(message, 5, message[5]! ^ 1), signature, KEY), false);
    }
    const ofZero = curve.sign(new Uint8Array(32), SECRET, { prehash: false });
    assert.equal(secp256k1.verifyEcdsa(numberToBytesBE(N, 32), ofZero, KEY), true);
  });
}
