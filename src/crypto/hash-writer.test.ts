import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesToHex } from '../bytes/hex.ts';
import { HashWriter } from './hash-writer.ts';

function referenceOf(pieces: readonly Uint8Array[], times: 1 | 2): string {
  const once = createHash('sha256').update(Buffer.concat(pieces)).digest();
  return (times === 1 ? once : createHash('sha256').update(once).digest()).toString('hex');
}

test('pieces hash as what they are together, once and twice, on both sides of what is gathered', () => {
  // Lengths that add up to below, exactly and above 512 and 16,384 bytes.
  const length = fc.oneof(fc.nat({ max: 600 }), fc.constantFrom(511, 512, 15_872, 16_383, 16_384, 16_385, 40_000));
  const writer = new HashWriter();
  fc.assert(
    fc.property(fc.array(length, { maxLength: 6 }), fc.nat({ max: 255 }), (lengths, fill) => {
      const pieces = lengths.map((each, i) => new Uint8Array(each).fill(fill + i));
      for (const piece of pieces) writer.write(piece);
      assert.equal(bytesToHex(writer.sha256()), referenceOf(pieces, 1));
      for (const piece of pieces) writer.write(piece);
      assert.equal(bytesToHex(writer.sha256d()), referenceOf(pieces, 2));
    }),
  );
});

test('a long piece after a short one finds room, though the buffer never grew before', () => {
  for (const lengths of [
    [2, 16_383],
    [512, 16_383],
    [1, 16_384],
    [512, 15_873],
    [513, 15_872],
    [2, 16_383, 16_383, 40_000, 5],
  ]) {
    const pieces = lengths.map((each, i) => new Uint8Array(each).fill(i + 1));
    const writer = new HashWriter();
    for (const piece of pieces) writer.write(piece);
    assert.equal(bytesToHex(writer.sha256()), referenceOf(pieces, 1), lengths.join(' '));
  }
});

test('a digest leaves the writer empty, also after a long input', () => {
  const writer = new HashWriter();
  const empty = referenceOf([], 1);
  assert.equal(bytesToHex(writer.sha256()), empty);
  writer.write(new Uint8Array(100_000)).sha256d();
  assert.equal(bytesToHex(writer.sha256()), empty);
});

test('what was written may change afterwards', () => {
  const bytes = new Uint8Array(20_000).fill(1);
  const expected = referenceOf([bytes.subarray(0, 32), bytes], 1);
  const writer = new HashWriter().write(bytes.subarray(0, 32)).write(bytes);
  bytes.fill(2);
  assert.equal(bytesToHex(writer.sha256()), expected);
});
