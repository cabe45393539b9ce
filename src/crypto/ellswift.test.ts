import assert from 'node:assert/strict';
import { test } from 'node:test';

import { secp256k1 } from '@noble/curves/secp256k1.js';

import { ELLSWIFT_DECODE_VECTORS } from '../../test/bip324/ellswift-decode-vectors.ts';
import { INVERSE_VECTORS } from '../../test/bip324/inverse-vectors.ts';
import { PACKET_VECTORS } from '../../test/bip324/packet-vectors.ts';
import { hex } from '../../test/block-builder.ts';
import { seededRandom } from '../../test/seeded-random.ts';
import { AssertionError } from '../bytes/assert.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { ellswiftCreate, ellswiftDecode, ellswiftInverse, ellswiftSharedSecret } from './ellswift.ts';

test('keys decode as in the vectors of BIP324', () => {
  assert.equal(ELLSWIFT_DECODE_VECTORS.length, 76);
  for (const [encoded, x, comment] of ELLSWIFT_DECODE_VECTORS) {
    assert.equal(bytesToHex(ellswiftDecode(hex(encoded))), x, comment);
  }
});

test('second elements are those of the vectors of BIP324, each case of them, and decode to where they came from', () => {
  assert.equal(INVERSE_VECTORS.length, 32);
  for (const { u, x, cases, comment } of INVERSE_VECTORS) {
    for (const [which, expected] of cases.entries()) {
      const t = ellswiftInverse(BigInt(`0x${x}`), BigInt(`0x${u}`), which);
      const text = t === undefined ? '' : t.toString(16).padStart(64, '0');
      assert.equal(text, expected, `case ${which}: ${comment}`);
      if (t !== undefined) assert.equal(bytesToHex(ellswiftDecode(hex(u + text))), x);
    }
  }
});

test('public keys and shared secrets are those of the vectors of BIP324', () => {
  for (const { secretKey, ours, theirs, isInitiator, xOurs, xTheirs, sharedSecret } of PACKET_VECTORS) {
    assert.equal(bytesToHex(ellswiftDecode(hex(ours))), xOurs);
    assert.equal(bytesToHex(ellswiftDecode(hex(theirs))), xTheirs);
    const secret = ellswiftSharedSecret({ secretKey: hex(secretKey), publicKey: hex(ours) }, hex(theirs), {
      isInitiator,
    });
    assert.equal(bytesToHex(secret), sharedSecret);
  }
});

test('a fresh key decodes to the X coordinate of its secret, and two sides come to one secret', () => {
  const random = seededRandom(324);
  for (let i = 0; i < 8; i++) {
    const [alice, bob] = [ellswiftCreate(random), ellswiftCreate(random)];
    const x = secp256k1.getPublicKey(alice.secretKey, true).subarray(1);
    assert.deepEqual(ellswiftDecode(alice.publicKey), Uint8Array.from(x));
    const ofAlice = ellswiftSharedSecret(alice, bob.publicKey, { isInitiator: true });
    assert.deepEqual(ofAlice, ellswiftSharedSecret(bob, alice.publicKey, { isInitiator: false }));
    // The order of the keys is part of it: two initiators do not agree.
    assert.notDeepEqual(ofAlice, ellswiftSharedSecret(bob, alice.publicKey, { isInitiator: true }));
  }
});

test('a secret key that is zero, or not below the order, is drawn again', () => {
  const random = seededRandom(1);
  const drawn = [new Uint8Array(32), new Uint8Array(32).fill(0xff), new Uint8Array(32).fill(1)];
  const bytes = (count: number): Uint8Array => drawn.shift() ?? random.bytes(count);
  assert.deepEqual(ellswiftCreate({ ...random, bytes }).secretKey, new Uint8Array(32).fill(1));
});

test('a key of another length is our bug', () => {
  assert.throws(() => ellswiftDecode(new Uint8Array(63)), AssertionError);
  assert.throws(() => ellswiftDecode(new Uint8Array(65)), AssertionError);
});
