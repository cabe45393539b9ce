import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AssertionError } from './assert.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { MAX_SIZE, compactSizeBytes, writeCompactSize } from './compact-size.ts';

function reader(hex: string): ByteReader {
  return new ByteReader(new Uint8Array(Buffer.from(hex, 'hex')));
}

test('what is written reads back to the same fields, and to the last byte', () => {
  const field = fc.oneof(
    fc.record({ kind: fc.constant('u8' as const), value: fc.nat(0xff) }),
    fc.record({ kind: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 0xffff_ffff }) }),
    fc.record({ kind: fc.constant('u64' as const), value: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }) }),
    fc.record({ kind: fc.constant('size' as const), value: fc.integer({ min: 0, max: MAX_SIZE }) }),
    fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 300 }) }),
  );
  fc.assert(
    fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
      const writer = new ByteWriter(1);
      for (const { kind, value } of fields) {
        if (kind === 'u8') writer.u8(value);
        else if (kind === 'u32') writer.u32Le(value);
        else if (kind === 'u64') writer.u64Le(value);
        else if (kind === 'size') writer.compactSize(value);
        else writer.varBytes(value);
      }
      const bytes = writer.finish();
      assert.equal(bytes.length, writer.length);
      const back = new ByteReader(bytes);
      for (const { kind, value } of fields) {
        if (kind === 'u8') assert.equal(back.u8(), value);
        else if (kind === 'u32') assert.equal(back.u32Le(), value);
        else if (kind === 'u64') assert.equal(back.u64Le(), value);
        else if (kind === 'size') assert.equal(back.compactSize(), value);
        else assert.deepEqual(Buffer.from(back.varBytes()), Buffer.from(value));
      }
      assert.equal(back.failure, undefined);
      assert.equal(back.remaining, 0);
    }),
  );
});

test('a compact size has one canonical form at each boundary, and no other is read', () => {
  const canonical: readonly [number, string][] = [
    [0, '00'],
    [0xfc, 'fc'],
    [0xfd, 'fdfd00'],
    [0xffff, 'fdffff'],
    [0x1_0000, 'fe00000100'],
    [MAX_SIZE, 'fe00000002'],
  ];
  for (const [value, hex] of canonical) {
    const bytes = new Uint8Array(compactSizeBytes(value));
    assert.equal(writeCompactSize(bytes, 0, value), bytes.length);
    assert.equal(Buffer.from(bytes).toString('hex'), hex);
    assert.equal(reader(hex).compactSize(), value);
  }
  for (const hex of ['fdfc00', 'feffff0000', 'ffffffffff00000000']) {
    const longer = reader(hex);
    assert.equal(longer.compactSize(), 0);
    assert.equal(longer.failure, 'non-canonical-size', hex);
    assert.equal(longer.failureOffset, 0);
  }
});

test('sizes above 32 MiB are refused when read, and written in 5 or 9 bytes all the same', () => {
  for (const hex of ['fe01000002', 'feffffffff', 'ff0000000001000000', 'ffffffffffffffffff']) {
    const large = reader(hex);
    large.compactSize();
    assert.equal(large.failure, 'size-too-large', hex);
  }
  const bytes = new Uint8Array(9);
  writeCompactSize(bytes, 0, 0x1_0000_0000);
  assert.equal(Buffer.from(bytes).toString('hex'), 'ff0000000001000000');
  assert.equal(compactSizeBytes(0xffff_ffff), 5);
});

test('every cut of a compact size fails by the end of data', () => {
  for (const whole of ['fdfd00', 'fe00000100', 'ff0000000001000000']) {
    for (let chars = 0; chars < whole.length; chars += 2) {
      const cut = reader(whole.slice(0, chars));
      cut.compactSize();
      assert.equal(cut.failure, 'end-of-data');
    }
  }
});

test('the first failure sticks: every later read gives nothing, whatever is left', () => {
  const failed = reader('0102030405060708090a');
  failed.skip(4);
  failed.skip(7);
  assert.equal(failed.failure, 'end-of-data');
  assert.equal(failed.failureOffset, 4);
  assert.deepEqual(
    [failed.u8(), failed.u16Le(), failed.u32Le(), failed.i32Le(), failed.u64Le(), failed.compactSize()],
    [0, 0, 0, 0, 0n, 0],
  );
  assert.equal(failed.view(0).length, 0);
  assert.equal(failed.varBytes().length, 0);
  assert.equal(failed.failureOffset, 4);
  assert.equal(failed.remaining, 0);
});

test('a reader stays between its start and its end, though there are bytes around', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const part = new ByteReader(bytes, 1, 3);
  assert.equal(part.u16Le(), 0x0302);
  assert.equal(part.u8(), 0);
  assert.equal(part.failure, 'end-of-data');
  assert.throws(() => new ByteReader(bytes, 3, 7), AssertionError);
  assert.throws(() => new ByteReader(bytes, 4, 3), AssertionError);
});

test('signed integers come with their sign', () => {
  assert.equal(reader('ffffffff').i32Le(), -1);
  assert.equal(reader('00000080').i32Le(), -0x8000_0000);
  const writer = new ByteWriter().u32Le(-2).u64Le(-1n);
  assert.equal(Buffer.from(writer.finish()).toString('hex'), 'feffffffffffffffffffffff');
});
