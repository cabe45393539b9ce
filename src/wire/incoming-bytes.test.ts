import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { IncomingBytes } from './incoming-bytes.ts';

test('bytes come out as they came in, whatever the slices, and what is beyond them is left', () => {
  const source = Uint8Array.from({ length: 1_200_010 }, (_, i) => i * 7);
  const large = fc.array(fc.integer({ min: 1_000, max: 400_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.nat(1_200_000), large, fc.nat(10), (count, slices, extra) => {
      const bytes = source.subarray(0, count + extra);
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
    { numRuns: 40 },
  );
});

test('bytes may come one at a time', () => {
  const incoming = new IncomingBytes();
  incoming.begin(300);
  for (let i = 0; i < 300; i++) {
    assert.equal(incoming.isComplete, false);
    assert.equal(incoming.take(Uint8Array.of(i), 0), 1);
  }
  assert.deepEqual(
    incoming.finish(),
    Uint8Array.from({ length: 300 }, (_, i) => i),
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
