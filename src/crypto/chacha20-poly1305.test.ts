import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';

import { hex } from '../../test/block-builder.ts';
import { AssertionError } from '../bytes/assert.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { open, sealInto } from './chacha20-poly1305.ts';

test('the example of RFC 8439, section 2.8.2', () => {
  const text =
    'Ladies and Gentlemen of the class of ‘99: If I could offer you only one tip for the future, sunscreen would be it.';
  const plain = new TextEncoder().encode(text.replace('‘', "'"));
  const secret = {
    key: hex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'),
    nonce: hex('070000004041424344454647'),
    aad: hex('50515253c0c1c2c3c4c5c6c7'),
  };
  const sealed = new Uint8Array(plain.length + 16);
  sealInto(secret, [plain], sealed, 0);
  assert.equal(bytesToHex(sealed.subarray(0, 16)), 'd31a8d34648e60db7b86afbc53ef7ec2');
  assert.equal(bytesToHex(sealed.subarray(-16)), '1ae10b594f09e26a7e902ecbd0600691');
  assert.deepEqual(open(secret, sealed), plain);
});

test('it equals @noble/ciphers, in parts and at an offset, and comes back as it was', () => {
  const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
  const parts = fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 4 });
  fc.assert(
    fc.property(bytes(32), bytes(12), fc.uint8Array({ maxLength: 40 }), parts, (key, nonce, aad, pieces) => {
      const plain = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      const out = new Uint8Array(3 + plain.length + 16);
      sealInto({ key, nonce, aad }, pieces, out, 3);
      assert.deepEqual(out.subarray(3), chacha20poly1305(key, nonce, aad).encrypt(plain));
      const opened = open({ key, nonce, aad }, out.subarray(3));
      assert.deepEqual(opened, plain);
      assert.equal(opened?.constructor, Uint8Array);
    }),
  );
});

test('any changed bit, of ciphertext, tag, nonce, key or aad, is noticed', () => {
  const secret = { key: new Uint8Array(32), nonce: new Uint8Array(12), aad: new Uint8Array(3) };
  const sealed = new Uint8Array(5 + 16);
  sealInto(secret, [new Uint8Array(5)], sealed, 0);
  const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    return changed;
  };
  for (let bit = 0; bit < 8 * sealed.length; bit++) assert.equal(open(secret, flipped(sealed, bit)), undefined);
  for (const part of ['key', 'nonce', 'aad'] as const) {
    assert.equal(open({ ...secret, [part]: flipped(secret[part], 9) }, sealed), undefined);
  }
});

test('what does not fit is our bug', () => {
  const secret = { key: new Uint8Array(32), nonce: new Uint8Array(12), aad: new Uint8Array(0) };
  sealInto(secret, [new Uint8Array(4)], new Uint8Array(20), 0);
  assert.throws(() => sealInto(secret, [new Uint8Array(4)], new Uint8Array(20), 1), AssertionError);
  assert.throws(() => open(secret, new Uint8Array(15)), AssertionError);
});
