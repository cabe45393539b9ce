import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesFromHex, bytesToHex } from './hex.ts';

test('hex of any bytes reads back to the same bytes, in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = bytesToHex(bytes);
      assert.equal(text, Buffer.from(bytes).toString('hex'));
      assert.deepEqual(bytesFromHex(text), bytes);
      assert.deepEqual(bytesFromHex(text.toUpperCase()), bytes);
    }),
  );
});

test('text that is not hex is refused: odd length, and the characters next to the digits and letters', () => {
  for (const text of ['0', 'abc', '0g', 'g0', '0/', '0:', '0@', '0G', '0`', ' 0', '0x', '\r\n', 'é0', '00 ']) {
    assert.equal(bytesFromHex(text), undefined, JSON.stringify(text));
  }
  assert.deepEqual(bytesFromHex(''), new Uint8Array(0));
});

test('bytes that are written in several parts come out whole, around the parts’ ends', () => {
  for (const size of [4095, 4096, 4097, 8192, 10_000]) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => i * 31);
    assert.equal(bytesToHex(bytes), Buffer.from(bytes).toString('hex'), `${size}`);
  }
});
