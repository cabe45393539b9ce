import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areSameBytes, beginsWith } from './same-bytes.ts';

test('bytes are the same when all of them are, and there are as many', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  assert.equal(areSameBytes(bytes, Uint8Array.of(1, 2, 3)), true);
  assert.equal(areSameBytes(bytes, Uint8Array.of(1, 2, 4)), false);
  assert.equal(areSameBytes(bytes, Uint8Array.of(0, 2, 3)), false);
  assert.equal(areSameBytes(bytes, Uint8Array.of(1, 2)), false);
  assert.equal(areSameBytes(Uint8Array.of(1, 2), bytes), false);
  assert.equal(areSameBytes(new Uint8Array(0), new Uint8Array(0)), true);
});

test('what is looked for at an offset has to be there whole', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  assert.equal(beginsWith(bytes, Uint8Array.of(1, 2)), true);
  assert.equal(beginsWith(bytes, Uint8Array.of(2, 3), 1), true);
  assert.equal(beginsWith(bytes, Uint8Array.of(2, 4), 1), false);
  assert.equal(beginsWith(bytes, Uint8Array.of(3, 4), 2), false);
  assert.equal(beginsWith(bytes, new Uint8Array(0), 3), true);
});
