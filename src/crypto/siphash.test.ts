import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { AssertionError } from '../bytes/assert.ts';
import { bytesFromHex } from '../bytes/hex.ts';
import { SipHash } from './siphash.ts';

const K0 = 0x0706050403020100n;
const K1 = 0x0f0e0d0c0b0a0908n;

/** SipHash-2-4 of 0, 1, ... 63 bytes that count up from 0, by the key that does the same (the authors' siphash24.c). */
const AUTHORS_VECTORS: readonly bigint[] = [
  '726fdb47dd0e0e31 74f839c593dc67fd 0d6c8009d9a94f5a 85676696d7fb7e2d cf2794e0277187b7 18765564cd99a68d',
  'cbc9466e58fee3ce ab0200f58b01d137 93f5f5799a932462 9e0082df0ba9e4b0 7a5dbbc594ddb9f3 f4b32f46226bada7',
  '751e8fbc860ee5fb 14ea5627c0843d90 f723ca908e7af2ee a129ca6149be45e5 3f2acc7f57c29bdb 699ae9f52cbe4794',
  '4bc1b3f0968dd39c bb6dc91da77961bd bed65cf21aa2ee98 d0f2cbb02e3b67c7 93536795e3a33e88 a80c038ccd5ccec8',
  'b8ad50c6f649af94 bce192de8a85b8ea 17d835b85bbb15f3 2f2e6163076bcfad de4daaaca71dc9a5 a6a2506687956571',
  'ad87a3535c49ef28 32d892fad841c342 7127512f72f27cce a7f32346f95978e3 12e0b01abb051238 15e034d40fa197ae',
  '314dffbe0815a3b4 027990f029623981 cadcd4e59ef40c4d 9abfd8766a33735c 0e3ea96b5304a7d0 ad0c42d6fc585992',
  '187306c89bc215a9 d4a60abcf3792b95 f935451de4f21df2 a9538f0419755787 db9acddff56ca510 d06c98cd5c0975eb',
  'e612a3cb9ecba951 c766e62cfcadaf96 ee64435a9752fe72 a192d576b245165a 0a8787bf8ecb74b2 81b3e73d20b49b6f',
  '7fa8220ba3b2ecea 245731c13ca42499 b78dbfaf3a8d83bd ea1ad565322a1a0b 60e61c23a3795013 6606d7e446282b93',
  '6ca4ecb15c5f91e1 9f626da15c9625f3 e51b38608ef25f57 958a324ceb064572',
].flatMap((line) => line.split(' ').map((word) => BigInt(`0x${word}`)));

function countingBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i);
}

/** The digest as the paper puts it, in 64-bit integers. */
function reference({ k0, k1 }: { readonly k0: bigint; readonly k1: bigint }, data: readonly number[]): bigint {
  const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
  const rotated = (x: bigint, by: bigint): bigint => u64(x << by) | (x >> (64n - by));
  let [a, b, c, d] = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ];
  const round = (): void => {
    a = u64(a + b);
    b = rotated(b, 13n) ^ a;
    a = rotated(a, 32n);
    c = u64(c + d);
    d = rotated(d, 16n) ^ c;
    a = u64(a + d);
    d = rotated(d, 21n) ^ a;
    c = u64(c + b);
    b = rotated(b, 17n) ^ c;
    c = rotated(c, 32n);
  };
  const padded = [...data];
  while (padded.length % 8 !== 7) padded.push(0);
  padded.push(data.length & 0xff);
  for (let i = 0; i < padded.length; i += 8) {
    const word = padded.slice(i, i + 8).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    d ^= word;
    round();
    round();
    a ^= word;
  }
  c ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  return a ^ b ^ c ^ d;
}

test("digests are those of the authors' 64 vectors", () => {
  assert.equal(AUTHORS_VECTORS.length, 64);
  const siphash = new SipHash(K0, K1);
  for (const [length, expected] of AUTHORS_VECTORS.entries()) {
    assert.equal(siphash.hash(countingBytes(length)), expected, `${length} bytes`);
    assert.equal(BigInt(siphash.low), expected & 0xffffffffn);
    assert.equal(BigInt(siphash.high), expected >> 32n);
  }
});

test("the digest of 32 bytes is that of Core's hash_tests, wherever they lie", () => {
  const siphash = new SipHash(K0, K1);
  const all = new Uint8Array(40);
  all.set(countingBytes(32), 5);
  siphash.hashUint256(all, 5);
  assert.deepEqual([siphash.high, siphash.low], [0x7127512f, 0x72f27cce]);
  // The txid of an empty transaction of version 1, in wire order.
  const txid = bytesFromHex('43ec7a579f5561a42a7e9637ad4156672735a658be2752181801f723ba3316d2');
  assert.ok(txid);
  const other = new SipHash(1n, 2n);
  other.hashUint256(txid, 0);
  assert.deepEqual([other.high, other.low], [0x79751e98, 0x0c2a0a35]);
});

test('32 bytes, and four more, hash as they would as one run of bytes', () => {
  const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(u64, u64, hash, fc.nat({ max: 0xffffffff }), (k0, k1, bytes, extra) => {
      const siphash = new SipHash(k0, k1);
      const halves = (): bigint => (BigInt(siphash.high) << 32n) | BigInt(siphash.low);
      siphash.hashUint256(bytes, 0);
      assert.equal(halves(), reference({ k0, k1 }, [...bytes]));
      siphash.hashUint256Extra(bytes, 0, extra);
      const four = [extra & 0xff, (extra >>> 8) & 0xff, (extra >>> 16) & 0xff, extra >>> 24];
      assert.equal(halves(), reference({ k0, k1 }, [...bytes, ...four]));
    }),
  );
});

test('digests of any key and length equal those in 64-bit integers, also beyond 255 bytes', () => {
  const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(u64, u64, fc.uint8Array({ maxLength: 600 }), (k0, k1, bytes) => {
      assert.equal(new SipHash(k0, k1).hash(bytes), reference({ k0, k1 }, [...bytes]));
    }),
  );
});

test('32 bytes that are not there are our bug', () => {
  const siphash = new SipHash(0n, 0n);
  siphash.hashUint256(new Uint8Array(40), 8);
  assert.throws(() => siphash.hashUint256(new Uint8Array(40), 9), AssertionError);
  assert.throws(() => siphash.hashUint256Extra(new Uint8Array(40), -1, 0), AssertionError);
});
