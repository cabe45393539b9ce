import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { AssertionError } from '../bytes/assert.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { hash160, ripemd160, sha1, sha256, sha256Into } from './hashes.ts';

const text = new TextEncoder();

test("digests are those of Core's crypto_tests", () => {
  const vectors = [
    [ripemd160, '', '9c1185a5c5e9fc54612808977ee8f548b2258d31'],
    [ripemd160, 'abc', '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'],
    [ripemd160, 'RIPEMD160 is considered to be safe', 'a7d78608c7af8a8e728778e81576870734122b66'],
    [ripemd160, 'a'.repeat(1_000_000), '52783243c1697bdbe16d37f97f68f08325dc1528'],
    [sha1, '', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    [sha1, 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [sha1, 'SHA1 is considered to be safe', 'f2b6650569ad3a8720348dd6ea6c497dee3a842a'],
    [sha1, 'a'.repeat(1_000_000), '34aa973cd4c4daa4f61eeb2bdbad27316534016f'],
    [sha256, '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [sha256, 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [sha256, 'a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ] as const;
  for (const [hash, input, digest] of vectors)
    assert.equal(bytesToHex(hash(text.encode(input))), digest, `${hash.name} of ${input.length} characters`);
});

test('HASH160 is RIPEMD-160 of SHA-256, of any view into a buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 20 }), (data, offset) => {
      const view = new Uint8Array(offset + data.length).subarray(offset);
      view.set(data);
      const inner = createHash('sha256').update(data).digest();
      assert.equal(bytesToHex(hash160(view)), createHash('ripemd160').update(inner).digest('hex'));
    }),
  );
});

test('a SHA-256 may be written over what was hashed, and has to fit', () => {
  const bytes = new Uint8Array(40).fill(7);
  const expected = createHash('sha256').update(bytes).digest('hex');
  sha256Into(bytes, bytes, 8);
  assert.equal(bytesToHex(bytes.subarray(8)), expected);
  assert.deepEqual(bytes.subarray(0, 8), new Uint8Array(8).fill(7));
  assert.throws(() => sha256Into(bytes, bytes, 9), AssertionError);
  assert.throws(() => sha256Into(bytes, bytes, -1), AssertionError);
});
