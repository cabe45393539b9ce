import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { IncomingBytes } from './incoming-bytes.ts';

test('bytes come out as they came in, whatever the slices, and what is beyond them is left', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.nat(1_200_000), sizes, fc.nat(10), (count, slices, extra) => {
      const bytes = Uint8Array.from({ length: count + extra }, (_, i) => i * 7);
      const incoming = new IncomingBytes();
      incoming.begin(count);
      let at = 0;
      for (let i = 0; !incoming.isComplete; i++) {
        const slice = bytes.subarray(at, at + slices[i % slices.length]!);
        at += incoming.take(slice, 0);
      }
      assert.equal(at, count);
      assert.ok(Buffer.from(incoming.finish()).equals(bytes.subarray(0, count)));
    }),
    { numRuns: 60 },
  );
});

test('nothing is complete at once when nothing is wanted', () => {
  const incoming = new IncomingBytes();
  incoming.begin(0);
  assert.equal(incoming.isComplete, true);
  assert.equal(incoming.take(Uint8Array.of(1), 0), 0);
  assert.equal(incoming.finish().length, 0);
  incoming.begin(1);
  assert.equal(incoming.isComplete, false);
});
