import assert from 'node:assert/strict';
import { test } from 'node:test';

import { schnorr, secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';

import { AssertionError } from '../../bytes/assert.ts';
import { bytesFromHex } from '../../bytes/hex.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import { findDisagreement } from './agreement.ts';
import { bestSecp256k1, openSecp256k1, Secp256k1Error, SECP256K1_PROVIDERS } from './best-secp256k1.ts';
import { BIP340_CASES } from './bip340-cases.ts';

const { Fp, Fn } = curve.Point;
const G = curve.Point.BASE;
const N = Fn.ORDER;
const P = Fp.ORDER;

const SECRET = new Uint8Array(32).fill(7);
const SECRET_NUMBER = bytesToNumberBE(SECRET);
const MESSAGE = new Uint8Array(32).fill(9);
const KEY = curve.getPublicKey(SECRET);
const FULL_KEY = curve.getPublicKey(SECRET, false);
const SIGNATURE = curve.sign(MESSAGE, SECRET, { prehash: false });

function hex(text: string): Uint8Array {
  return bytesFromHex(text) ?? assert.fail('the vectors are hex');
}

function compact(r: bigint, s: bigint): Uint8Array {
  return Uint8Array.of(...numberToBytesBE(r, 32), ...numberToBytesBE(s, 32));
}

function changed(bytes: Uint8Array, at: number, to: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = to;
  return copy;
}

const opened: Secp256k1[] = [];
for (const provider of SECP256K1_PROVIDERS) {
  let secp256k1: Secp256k1;
  try {
    secp256k1 = openSecp256k1(provider);
  } catch (error) {
    // Native code is optional, but not the rest.
    assert.ok(provider === 'libsecp256k1' || provider === 'npm', `${provider} has to open: ${String(error)}`);
    test(`${provider} on this machine`, { skip: `it does not open: ${String(error)}` });
    continue;
  }
  opened.push(secp256k1);
  suite(provider, secp256k1);
}

function suite(name: string, secp256k1: Secp256k1): void {
  test(`${name} judges BIP340's test vectors as they say`, () => {
    assert.equal(BIP340_CASES.length, 15);
    for (const { about, message, signature, key, holds } of BIP340_CASES)
      assert.equal(secp256k1.verifySchnorr(hex(message), hex(signature), hex(key)), holds, about);
  });

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

  test(`${name} checks tweaks of 0, of the last scalar, of none, and those that lead to infinity`, () => {
    const field = (x: bigint): Uint8Array => numberToBytesBE(x, 32);
    const even = (scalar: bigint): bigint => (G.multiply(scalar).toAffine().y % 2n === 0n ? scalar : N - scalar);
    const check = (scalar: bigint, tweak: bigint, parityFlip = 0): boolean => {
      const internal = field(G.multiply(scalar).toAffine().x);
      const { x, y } = G.multiply(Fn.create(even(scalar) + tweak)).toAffine();
      return secp256k1.checkTweak(internal, field(tweak), field(x), (Number(y % 2n) ^ parityFlip) as 0 | 1);
    };
    for (const tweak of [0n, 1n, 77n, N - 1n]) {
      assert.equal(check(SECRET_NUMBER, tweak), true, `${tweak}`);
      assert.equal(check(SECRET_NUMBER, tweak, 1), false, `${tweak}, the other parity`);
    }
    for (const tweak of [N, N + 1n, 2n ** 256n - 1n]) assert.equal(check(SECRET_NUMBER, tweak), false, `${tweak}`);
    const opposite = N - even(SECRET_NUMBER);
    const internal = field(G.multiply(SECRET_NUMBER).toAffine().x);
    for (const x of [0n, 1n, P - 1n])
      for (const parity of [0, 1] as const)
        assert.equal(secp256k1.checkTweak(internal, field(opposite), field(x), parity), false, 'infinity');
    const output = field(G.toAffine().x);
    for (const x of [0n, 5n, P, P + 1n])
      assert.equal(secp256k1.checkTweak(field(x), field(1n), output, 0), false, 'the internal key is none');
    assert.equal(secp256k1.checkTweak(internal, field(1n), field(P + 1n), 0), false, 'the output key is none');
  });

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

function isOnCurve(x: bigint): boolean {
  try {
    schnorr.utils.lift_x(x);
    return true;
  } catch {
    return false;
  }
}

test('all providers agree on random and corrupted signatures, keys and tweaks', (t) => {
  const seed = 20220105;
  t.diagnostic(`seed ${seed}: ${opened.map(({ words }) => words).join('; ')}`);
  const report = findDisagreement({ providers: opened, count: 1000, seed });
  assert.equal(report.disagreement, undefined);
  assert.ok(report.held > 300 && report.held < 700, `both verdicts are common: ${report.held} of 1000 held`);
});

test('the best provider is chosen, says what it is, and may be named', () => {
  assert.equal(bestSecp256k1('').words, opened[0]?.words);
  assert.match(bestSecp256k1('noble').words, /noble/);
  assert.match(bestSecp256k1('wasm').words, /tiny-secp256k1/);
});

test('a provider that is unknown, or not there, is a clear error', () => {
  assert.throws(() => bestSecp256k1('openssl'), {
    name: 'Secp256k1Error',
    message: /"openssl": choose libsecp256k1, npm/,
  });
  assert.throws(() => bestSecp256k1('noble:file'), Secp256k1Error);
  assert.throws(() => bestSecp256k1('libsecp256k1:./no-such-library.so'), /does not work here .*choose another/);
});
