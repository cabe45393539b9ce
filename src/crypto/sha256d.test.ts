import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { AssertionError } from '../bytes/assert.ts';
import { sha256d, sha256dInto } from './sha256d.ts';

function reference(data: Uint8Array): string {
  const once = createHash('sha256').update(data).digest();
  return createHash('sha256').update(once).digest('hex');
}

test('the double SHA-256 of "hello" is the well-known one', () => {
  const digest = sha256d(new TextEncoder().encode('hello'));
  assert.equal(Buffer.from(digest).toString('hex'), '9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50');
});

test('digests equal those of an independent construction, for all lengths around the block size', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
      assert.equal(Buffer.from(sha256d(data)).toString('hex'), reference(data));
    }),
  );
});

test('the digest may be written over what was hashed, and only its own 32 bytes change', () => {
  const bytes = new Uint8Array(40).fill(7);
  const expected = reference(bytes);
  sha256dInto(bytes, bytes, 4);
  assert.equal(Buffer.from(bytes.subarray(4, 36)).toString('hex'), expected);
  assert.deepEqual(
    [...bytes.subarray(0, 4), ...bytes.subarray(36)],
    Array.from({ length: 8 }, () => 7),
  );
});

test('a digest that does not fit is our bug, not a shorter digest', () => {
  const out = new Uint8Array(40);
  sha256dInto(out, out, 8);
  assert.throws(() => sha256dInto(out, out, 9), AssertionError);
  assert.throws(() => sha256dInto(out, out, -1), AssertionError);
});
