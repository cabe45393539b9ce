import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { decodeScriptNum, encodeScriptNum, isTruthy } from './script-num.ts';

test('every number of five bytes is written minimally and reads back', () => {
  const bound = 2 ** 39 - 1;
  fc.assert(
    fc.property(fc.integer({ min: -bound, max: bound }), (value) => {
      assert.equal(decodeScriptNum(encodeScriptNum(value), 5, true), value);
    }),
  );
  for (const value of [0, -1, 1, 16, 17, 127, 128, -127, -128, 255, 256, 2 ** 31, -(2 ** 31), bound, -bound]) {
    assert.ok(Object.is(decodeScriptNum(encodeScriptNum(value), 5, true), value), String(value));
  }
});

test('too many bytes, and bytes too many, are no number; a negative zero is zero unless it must be minimal', () => {
  assert.equal(decodeScriptNum(new Uint8Array(4).fill(1), 4, false), 0x01010101);
  assert.ok(Number.isNaN(decodeScriptNum(new Uint8Array(5).fill(1), 4, false)));
  for (const bytes of [[0x80], [0x00], [0x01, 0x00], [0x01, 0x80], [0x7f, 0x00]]) {
    assert.ok(!Number.isNaN(decodeScriptNum(Uint8Array.from(bytes), 4, false)));
    assert.ok(Number.isNaN(decodeScriptNum(Uint8Array.from(bytes), 4, true)));
  }
  assert.equal(decodeScriptNum(Uint8Array.of(0xff, 0x00), 4, true), 255);
  assert.equal(decodeScriptNum(Uint8Array.of(0xff, 0x80), 4, true), -255);
  assert.ok(Object.is(decodeScriptNum(Uint8Array.of(0x80), 4, false), 0));
});

test('an element is true when any bit is set but the sign of a zero', () => {
  for (const bytes of [[], [0], [0x80], [0, 0, 0x80], [0, 0]])
    assert.ok(!isTruthy(Uint8Array.from(bytes)), String(bytes));
  for (const bytes of [[1], [0x81], [0x80, 0], [0, 1, 0x80], [0x80, 0x80]]) {
    assert.ok(isTruthy(Uint8Array.from(bytes)), String(bytes));
  }
});
