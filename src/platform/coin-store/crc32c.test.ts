import assert from 'node:assert/strict';
import { test } from 'node:test';

import { crc32c } from './crc32c.ts';

test('the checksums are those of RFC 3720', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a91_36aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8_ab43);
  assert.equal(crc32c(ascending), 0x46dd_794e);
  assert.equal(crc32c(ascending.toReversed()), 0x113f_db5c);
  assert.equal(crc32c(new TextEncoder().encode('123456789')), 0xe306_9283);
  assert.equal(crc32c(new Uint8Array(0)), 0);
});

test('a checksum goes on from what came before, at any place', () => {
  const bytes = Uint8Array.from({ length: 71 }, (_, i) => (i * 37) & 0xff);
  for (let cut = 0; cut <= bytes.length; cut++) {
    assert.equal(crc32c(bytes.subarray(cut), bytes.length - cut, crc32c(bytes, cut)), crc32c(bytes));
  }
});
