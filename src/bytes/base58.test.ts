import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesFromBase58, bytesToBase58 } from './base58.ts';

test('any bytes read back from base 58, within the length that is allowed and not beyond', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(40), (tail, zeros) => {
      const bytes = new Uint8Array(zeros + tail.length);
      bytes.set(tail, zeros);
      const text = bytesToBase58(bytes);
      assert.deepEqual(bytesFromBase58(text, bytes.length), bytes);
      if (bytes.length > 0) assert.equal(bytesFromBase58(text, bytes.length - 1), undefined);
    }),
  );
});

// Source: Bitcoin Core's base58_tests.cpp.
test('spaces around are passed over, and nothing else is', () => {
  assert.deepEqual(bytesFromBase58(' \t\n\v\f\r skip \r\f\v\n\t ', 3), Uint8Array.of(0x97, 0x1a, 0x55));
  for (const text of [
    ' \t\n\v\f\r skip \r\f\v\n\t a',
    'invalid',
    'invalid\0',
    '\0invalid',
    'bad0IOl',
    'goodbad0IOl',
    'good\0bad0IOl',
    'go od',
    'goöd',
    '\u00a0good',
  ]) {
    assert.equal(bytesFromBase58(text, 100), undefined, JSON.stringify(text));
  }
  assert.ok(bytesFromBase58('good', 100));
});

test('a text of a million characters is refused at once', () => {
  assert.equal(bytesFromBase58('z'.repeat(1_000_000), 100), undefined);
  assert.equal(bytesFromBase58('1'.repeat(1_000_000), 100), undefined);
  assert.equal(bytesFromBase58(' '.repeat(1_000_000), 100), undefined);
});
