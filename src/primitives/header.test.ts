import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { AssertionError } from '../bytes/assert.ts';
import { bytesFromHex } from '../bytes/hex.ts';
import { blockHashToHex, merkleRootToHex } from './hash.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, hashHeader } from './header.ts';

// Mainnet block 1.
const BLOCK_1 =
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000' +
  '982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299';

function block1(): Uint8Array {
  const bytes = bytesFromHex(BLOCK_1);
  assert.ok(bytes !== undefined);
  return bytes;
}

test('block 1 of mainnet decodes to its known fields and hash', () => {
  const bytes = new Uint8Array(100);
  bytes.set(block1(), 7);
  const header = decodeHeader(bytes, 7);
  assert.equal(header.version, 1);
  assert.equal(blockHashToHex(header.prevHash), '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f');
  assert.equal(merkleRootToHex(header.merkleRoot), '0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098');
  assert.deepEqual([header.timeSec, header.bits, header.nonce], [1231469665, 0x1d00ffff, 2573394689]);
  assert.equal(
    blockHashToHex(hashHeader(bytes, 7)),
    '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048',
  );
});

test('any 80 bytes decode and encode to the same 80 bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: HEADER_BYTES, maxLength: HEADER_BYTES }), (bytes) => {
      const header = decodeHeader(bytes, 0);
      assert.ok(header.version >= -0x80000000 && header.version <= 0x7fffffff);
      assert.deepEqual(encodeHeader(header), bytes);
    }),
  );
});

test('a decoded header does not change with the bytes it came from', () => {
  const bytes = block1();
  const header = decodeHeader(bytes, 0);
  bytes.fill(0);
  assert.equal(Buffer.from(encodeHeader(header)).toString('hex'), BLOCK_1);
});

test('79 bytes are no header', () => {
  assert.throws(() => decodeHeader(new Uint8Array(79), 0), AssertionError);
  assert.throws(() => hashHeader(new Uint8Array(80), 1), AssertionError);
  assert.throws(() => hashHeader(new Uint8Array(160), -1), AssertionError);
});
