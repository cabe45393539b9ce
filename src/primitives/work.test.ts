import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { decodeBits } from './target.ts';
import { difficultyFromBits, workFromBits } from './work.ts';

test('the work of a block at difficulty 1 is 2^32 and a little, and on regtest 2', () => {
  assert.equal(workFromBits(0x1d00ffff), 0x100010001n);
  assert.equal(workFromBits(0x207fffff), 2n);
});

test('bits that encode no valid target are no work', () => {
  for (const bits of [0, 0x03000000, 0x04923456, 0xff123456, 0x21010000]) assert.equal(workFromBits(bits), 0n);
  assert.equal(workFromBits(0x03000001), 1n << 255n, 'target 1, the hardest');
});

test('work is what Bitcoin Core computes within 256 bits: (~target / (target + 1)) + 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (bits) => {
      const { target, isNegative, isOverflow } = decodeBits(bits);
      const isValid = !isNegative && !isOverflow && target !== 0n;
      const inverse = (1n << 256n) - 1n - target;
      assert.equal(workFromBits(bits), isValid ? inverse / (target + 1n) + 1n : 0n);
    }),
  );
});

// Bitcoin Core's src/test/blockchain_tests.cpp, to the digits it prints.
test('difficulties equal those that Bitcoin Core’s tests expect', () => {
  for (const [bits, difficulty] of [
    [0x1f111111, 0.000001],
    [0x1ef88f6f, 0.000016],
    [0x1df88f6f, 0.004023],
    [0x1cf88f6f, 1.029916],
    [0x12345678, 5913134931067755359633408],
  ] as const) {
    assert.ok(Math.abs(difficultyFromBits(bits) - difficulty) <= Math.max(1e-6, difficulty * 1e-15));
  }
  assert.equal(difficultyFromBits(0x1d00ffff), 1);
  assert.equal(difficultyFromBits(0x1b0404cb), 16307.420938523983, 'the known one of height 84672, in full');
  assert.equal(difficultyFromBits(0x1d000000), Infinity);
});
