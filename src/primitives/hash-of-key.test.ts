import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashKey } from './hash-key.ts';
import { hashOfKey } from './hash-of-key.ts';

test('a hash comes back from its key, byte for byte', () => {
  const hash = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + 201) & 0xff);
  assert.deepEqual(hashOfKey(hashKey(hash)), hash);
  const high = new Uint8Array(32).fill(0xff);
  assert.deepEqual(hashOfKey(hashKey(high)), high);
});
