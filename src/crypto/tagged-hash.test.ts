import assert from 'node:assert/strict';
import { test } from 'node:test';

import { schnorr } from '@noble/curves/secp256k1.js';

import { AssertionError } from '../bytes/assert.ts';
import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';
import { HashWriter } from './hash-writer.ts';
import { TaggedHash } from './tagged-hash.ts';

function bytes(hex: string): Uint8Array {
  return bytesFromHex(hex) ?? assert.fail('the vectors are hex');
}

test("the leaf and the tweak of BIP341's wallet vectors come out", () => {
  const script = '20d85a959b0290bf19bb89ed43c916be835475d013da4b362117393e25a48229b8ac';
  const leaf = new TaggedHash('TapLeaf').digest(bytes('c022'), bytes(script));
  assert.equal(bytesToHex(leaf), '5b75adecf53548f3ec6ad7d78383bf84cc57b55a3127c72b9a2481752dd88b21');
  const internal = bytes('187791b6f712a8ea41c8ecdd0ee77fab3e85263b37e1ec18a3651926b3a6cf27');
  const tweak = new TaggedHash('TapTweak').digest(internal, leaf);
  assert.equal(bytesToHex(tweak), 'cbd8679ba636c1110ea247542cfbd964131a6be84f873f7f3b62a777528ed001');
});

test('a message in pieces, whole, or written on hashes the same, and as an independent library has it', () => {
  const message = Uint8Array.from({ length: 50_000 }, (_, i) => i);
  const tag = new TaggedHash('TapSighash');
  for (const length of [0, 1, 64, 447, 448, 449, 16_319, 16_320, 16_321, 50_000]) {
    const part = message.subarray(0, length);
    const expected = bytesToHex(schnorr.utils.taggedHash('TapSighash', part));
    const half = length >> 1;
    assert.equal(bytesToHex(tag.digest(part)), expected, `${length} bytes`);
    assert.equal(bytesToHex(tag.digest(part.subarray(0, half), part.subarray(half))), expected);
    const begun = tag.writeTo(new HashWriter(), part.subarray(0, half));
    assert.equal(bytesToHex(begun.write(part.subarray(half)).sha256()), expected);
  }
});

test('a tag that is not ASCII is our bug', () => {
  assert.throws(() => new TaggedHash('Täp'), AssertionError);
});
