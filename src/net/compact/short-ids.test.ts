import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { testBlock, testCoinbase } from '../../../test/block-builder.ts';
import { SipHash } from '../../crypto/siphash.ts';
import { ShortIdHasher } from './short-ids.ts';

test('a short id is the lower 48 bits of the SipHash that header and nonce are the key of', () => {
  const header = Uint8Array.from({ length: 80 }, (_, i) => i);
  const nonce = 0x0102_0304_0506_0708n;
  const digest = createHash('sha256')
    .update(header)
    .update(Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1))
    .digest();
  const reference = new SipHash(digest.readBigUInt64LE(0), digest.readBigUInt64LE(8));
  const hasher = new ShortIdHasher(header, nonce);
  for (let i = 0; i < 20; i++) {
    const wtxid = new Uint8Array(32).fill(i);
    assert.equal(BigInt(hasher.idOf(wtxid)), BigInt.asUintN(48, reference.hash(wtxid)));
  }
});

test('wtxids are hashed where they stand in a block’s list', () => {
  const block = testBlock({ transactions: [testCoinbase(1), testCoinbase(2)], mine: false });
  const hasher = new ShortIdHasher(block.bytes.subarray(0, 80), 1n);
  assert.equal(hasher.idOf(block.wtxids, 32), hasher.idOf(block.wtxid(1)));
  assert.notEqual(hasher.idOf(block.wtxids, 0), hasher.idOf(block.wtxids, 32));
});

test('another nonce, or another header, makes another id', () => {
  const header = new Uint8Array(80);
  const wtxid = new Uint8Array(32);
  const id = new ShortIdHasher(header, 0n).idOf(wtxid);
  assert.notEqual(new ShortIdHasher(header, 1n).idOf(wtxid), id);
  assert.notEqual(new ShortIdHasher(header, 1n << 63n).idOf(wtxid), id);
  assert.notEqual(new ShortIdHasher(new Uint8Array(80).fill(1), 0n).idOf(wtxid), id);
});
