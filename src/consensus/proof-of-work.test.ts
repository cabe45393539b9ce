import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { BlockHash } from '../primitives/hash.ts';
import { bitsFromTarget, decodeBits } from '../primitives/target.ts';
import { networkParams } from './params.ts';
import { checkProofOfWork } from './proof-of-work.ts';

const MAINNET = networkParams('mainnet');

/** The hash that, read as a number, is `value`. */
function hashOf(value: bigint): BlockHash {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
  return bytes as Uint8Array as BlockHash;
}

// The cases of Bitcoin Core's CheckProofOfWork_test_* (src/test/pow_tests.cpp).
test('bits that are negative, overflow, are zero or too easy are refused whatever the hash', () => {
  const limitBits = bitsFromTarget(MAINNET.powLimit);
  const tooEasy = bitsFromTarget(MAINNET.powLimit * 2n);
  for (const bits of [limitBits | 0x00800000, ~0x00800000 >>> 0, tooEasy, 0, limitBits + 1]) {
    const reject = checkProofOfWork(hashOf(1n), bits >>> 0, MAINNET);
    assert.ok(reject?.code === 'high-hash' && reject.isTargetOutOfRange, (bits >>> 0).toString(16));
  }
  assert.equal(checkProofOfWork(hashOf(1n), limitBits, MAINNET), undefined);
  assert.equal(
    checkProofOfWork(hashOf(0n), 0, MAINNET)?.code,
    'high-hash',
    'a hash of zero does not meet a target of zero',
  );
});

test('a hash equal to its target is enough, one above is not', () => {
  for (const bits of [0x1d00ffff, 0x1c7fffff, 0x03123456, 0x02123400, 0x01120000, 0x03000001]) {
    const { target } = decodeBits(bits);
    assert.equal(checkProofOfWork(hashOf(target), bits, MAINNET), undefined, bits.toString(16));
    const hash = hashOf(target + 1n);
    assert.deepEqual(checkProofOfWork(hash, bits, MAINNET), {
      code: 'high-hash',
      hash,
      target,
      bits,
      isTargetOutOfRange: false,
    });
  }
});

test('the comparison by bytes agrees with that of the numbers, near the target and far from it', () => {
  const regtest = networkParams('regtest');
  const near = fc.bigInt({ min: -3n, max: 3n });
  const far = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), near, far, (bits, offset, anywhere) => {
      const { target, isNegative, isOverflow } = decodeBits(bits);
      const isInRange = !isNegative && !isOverflow && target > 0n && target <= regtest.powLimit;
      for (const value of [BigInt.asUintN(256, target + offset), anywhere, anywhere >> 128n]) {
        const isEnough = isInRange && value <= target;
        assert.equal(checkProofOfWork(hashOf(value), bits, regtest) === undefined, isEnough);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the hash in a reject is a copy', () => {
  const hash = hashOf(MAINNET.powLimit);
  const reject = checkProofOfWork(hash, 0x1d00ffff, MAINNET);
  hash.fill(0);
  assert.ok(reject?.code === 'high-hash' && reject.hash[0] === 0xff);
});
