import assert from 'node:assert/strict';
import { test } from 'node:test';

import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';

import { AssertionError } from '../bytes/assert.ts';
import { CheckBatch, CHECK_BYTES } from './check-batch.ts';
import { nobleSecp256k1 } from './noble-secp256k1.ts';

const SECRET = new Uint8Array(32).fill(7);
const MESSAGE = new Uint8Array(32).fill(9);
const ECDSA = secp256k1.sign(MESSAGE, SECRET, { prehash: false });
const SCHNORR = schnorr.sign(MESSAGE, SECRET, new Uint8Array(32));
const KEY = secp256k1.getPublicKey(SECRET);
const FULL_KEY = secp256k1.getPublicKey(SECRET, false);
const X_ONLY = KEY.subarray(1);
const NO_TWEAK = new Uint8Array(32);

/** A batch of checks that hold, but for the tweak if its parity is 1. */
function filled(buffer: ArrayBuffer | SharedArrayBuffer, parity: 0 | 1): CheckBatch {
  const batch = new CheckBatch(buffer);
  batch.addEcdsa(MESSAGE, ECDSA, KEY);
  batch.addEcdsa(MESSAGE, ECDSA, FULL_KEY);
  batch.addSchnorr(MESSAGE, SCHNORR, X_ONLY);
  batch.addTweak(X_ONLY, NO_TWEAK, X_ONLY, parity);
  return batch;
}

test('checks that hold hold later, in shared memory and by another owner of it', () => {
  const buffer = new SharedArrayBuffer(4 * CHECK_BYTES);
  const batch = filled(buffer, 0);
  assert.equal(batch.size, batch.capacity);
  assert.equal(batch.firstFailure(nobleSecp256k1), -1);
  assert.equal(new CheckBatch(buffer, 4).firstFailure(nobleSecp256k1), -1);
});

test('the first check that fails is named, within the range that is asked for', () => {
  const batch = filled(new ArrayBuffer(6 * CHECK_BYTES), 1);
  batch.addEcdsa(NO_TWEAK, ECDSA, KEY);
  assert.equal(batch.firstFailure(nobleSecp256k1), 3);
  assert.equal(batch.firstFailure(nobleSecp256k1, 0, 3), -1);
  assert.equal(batch.firstFailure(nobleSecp256k1, 4), 4);
  assert.equal(batch.firstFailure(nobleSecp256k1, 2, 2), -1);
  batch.clear();
  assert.equal(batch.firstFailure(nobleSecp256k1), -1);
});

test('a key of a length that is none is written down, and fails', () => {
  const batch = new CheckBatch(new ArrayBuffer(2 * CHECK_BYTES));
  batch.addEcdsa(MESSAGE, ECDSA, new Uint8Array(0));
  assert.equal(batch.firstFailure(nobleSecp256k1), 0);
});

test('what does not fit is our bug', () => {
  const batch = new CheckBatch(new ArrayBuffer(CHECK_BYTES + CHECK_BYTES - 1));
  assert.equal(batch.capacity, 1);
  assert.throws(() => batch.addEcdsa(MESSAGE, ECDSA, new Uint8Array(66)), AssertionError);
  assert.throws(() => batch.firstFailure(nobleSecp256k1, 0, 1), AssertionError);
  batch.addSchnorr(MESSAGE, SCHNORR, X_ONLY);
  assert.throws(() => batch.addSchnorr(MESSAGE, SCHNORR, X_ONLY), AssertionError);
  assert.throws(() => new CheckBatch(new ArrayBuffer(CHECK_BYTES), 2), AssertionError);
});
