import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { hex } from '../../test/block-builder.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { HkdfSha256, hmacSha256 } from './hkdf.ts';

test('the first test case of RFC 4231, and of RFC 5869 as far as 32 bytes go', () => {
  const digest = hmacSha256(new Uint8Array(20).fill(0x0b), new TextEncoder().encode('Hi There'));
  assert.equal(bytesToHex(digest), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7');
  const hkdf = new HkdfSha256(hex('000102030405060708090a0b0c'), new Uint8Array(22).fill(0x0b));
  const info = String.fromCharCode(...hex('f0f1f2f3f4f5f6f7f8f9'));
  assert.equal(bytesToHex(hkdf.expand32(info)), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf');
});

test('both equal OpenSSL’s, for keys up to a block, of a block, and longer', () => {
  const key = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.constantFrom(63, 64, 65).map((n) => new Uint8Array(n).fill(7)),
  );
  fc.assert(
    fc.property(key, fc.uint8Array({ maxLength: 200 }), fc.stringMatching(/^[ -~]{0,20}$/), (salt, data, info) => {
      assert.equal(bytesToHex(hmacSha256(salt, data)), createHmac('sha256', salt).update(data).digest('hex'));
      const expected = new Uint8Array(hkdfSync('sha256', data, salt, info, 32));
      assert.deepEqual(new HkdfSha256(salt, data).expand32(info), expected);
    }),
  );
});
