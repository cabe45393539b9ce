import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readU32Le, writeU32Le } from './u32-le.ts';

test('integers keep all 32 bits, little-endian, and touch no other byte', () => {
  for (const value of [0, 1, 0x7fffffff, 0x80000000, 0x12345678, 0xffffffff]) {
    const bytes = new Uint8Array(8).fill(0xaa);
    writeU32Le(bytes, 2, value);
    assert.equal(readU32Le(bytes, 2), value);
    assert.equal(new DataView(bytes.buffer).getUint32(2, true), value);
    assert.deepEqual([bytes[0], bytes[1], bytes[6], bytes[7]], [0xaa, 0xaa, 0xaa, 0xaa]);
  }
});

test('a negative integer is written as two’s complement', () => {
  const bytes = new Uint8Array(4);
  writeU32Le(bytes, 0, -2);
  assert.equal(readU32Le(bytes, 0) | 0, -2);
});
