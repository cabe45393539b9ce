import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bitsFromTarget, decodeBits, targetFromBits } from './target.ts';

// The cases of Bitcoin Core's `bignum_SetCompact` (src/test/arith_uint256_tests.cpp): bits, target, bits read back from it,
// sign, overflow. Where the sign is set, Core's read-back is told to set it again; ours has no negative numbers.
const CORE_CASES: readonly [bits: number, target: bigint, back: number, isNegative: boolean][] = [
  [0x00000000, 0n, 0, false],
  [0x00123456, 0n, 0, false],
  [0x01003456, 0n, 0, false],
  [0x02000056, 0n, 0, false],
  [0x03000000, 0n, 0, false],
  [0x04000000, 0n, 0, false],
  [0x00923456, 0n, 0, false],
  [0x01803456, 0n, 0, false],
  [0x02800056, 0n, 0, false],
  [0x03800000, 0n, 0, false],
  [0x04800000, 0n, 0, false],
  [0x01123456, 0x12n, 0x01120000, false],
  [0x01fedcba, 0x7en, 0x017e0000, true],
  [0x02123456, 0x1234n, 0x02123400, false],
  [0x03123456, 0x123456n, 0x03123456, false],
  [0x04123456, 0x12345600n, 0x04123456, false],
  [0x04923456, 0x12345600n, 0x04123456, true],
  [0x05009234, 0x92340000n, 0x05009234, false],
  [0x20123456, 0x123456n << 232n, 0x20123456, false],
];

test('bits decode as in Bitcoin Core, sign included', () => {
  for (const [bits, target, back, isNegative] of CORE_CASES) {
    assert.deepEqual(decodeBits(bits), { target, isNegative, isOverflow: false }, bits.toString(16));
    assert.equal(bitsFromTarget(target), back, bits.toString(16));
  }
  assert.equal(bitsFromTarget(0x80n), 0x02008000, 'the sign bit is never made by encoding');
});

test('bits overflow from the first that needs 257 bits on, and zero never does', () => {
  for (const [fits, overflows] of [
    [0x2000ffff, 0x2300ffff],
    [0x207fffff, 0x21010000],
    [0x2100ffff, 0x217fffff],
    [0x220000ff, 0x22000100],
    [0x22000001, 0x23000001],
    [0xff000000, 0xff123456],
  ] as const) {
    assert.equal(decodeBits(fits).isOverflow, false, fits.toString(16));
    assert.equal(decodeBits(overflows).isOverflow, true, overflows.toString(16));
    assert.ok(decodeBits(overflows).target < 1n << 256n, 'cut to 256 bits');
  }
});

test('encoding keeps a target’s highest bits and rounds down', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), (target) => {
      const rounded = targetFromBits(bitsFromTarget(target));
      assert.ok(rounded <= target);
      assert.ok((target - rounded) << 15n <= target, 'at least 15 bits are kept');
      assert.equal(bitsFromTarget(rounded), bitsFromTarget(target));
    }),
  );
});

test('any bits that encode a positive number keep it through decoding and encoding', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (bits) => {
      const { target, isOverflow } = decodeBits(bits);
      if (!isOverflow) assert.equal(targetFromBits(bitsFromTarget(target)), target);
    }),
  );
});
