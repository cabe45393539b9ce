import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { writeU32Le } from '../bytes/u32-le.ts';
import { ScriptCache } from './script-cache.ts';

const SALT = new Uint8Array(32).fill(7);

function cacheOf(sizeBytes: number, salt: Uint8Array = SALT): ScriptCache {
  return new ScriptCache({ salt, sizeBytes, remembersBlocks: false });
}

function wtxid(number: number): Uint8Array {
  const bytes = new Uint8Array(32);
  writeU32Le(bytes, 0, number);
  return bytes;
}

test('a transaction is known under just the flags that it was checked with', () => {
  const cache = cacheOf(10_000);
  assert.equal(cache.has(wtxid(1), 0, 5), false);
  cache.add(wtxid(1), 0, 5);
  assert.equal(cache.has(wtxid(1), 0, 5), true);
  assert.equal(cache.has(wtxid(1), 0, 4), false);
  assert.equal(cache.has(wtxid(1), 0, 0x8000_0005 | 0), false);
  assert.equal(cache.has(wtxid(2), 0, 5), false);
});

test('hashes are read where they begin', () => {
  const cache = cacheOf(10_000);
  const many = new Uint8Array(96);
  many.set(wtxid(9), 32);
  cache.add(many, 32, 0);
  assert.equal(cache.has(wtxid(9), 0, 0), true);
  assert.equal(cache.has(many, 0, 0), false);
  assert.equal(cache.has(many, 64, 0), false);
});

test('what was never added is never known, however small the memory', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 300 }), fc.integer({ min: 0, max: 5000 }), (numbers, sizeBytes) => {
      const cache = cacheOf(sizeBytes);
      const added = new Set<number>();
      for (const number of numbers) {
        cache.add(wtxid(number), 0, 1);
        added.add(number);
        assert.equal(cache.has(wtxid(number), 0, 1), true, 'the last one is there');
      }
      for (let number = 0; number <= 500; number++) {
        if (cache.has(wtxid(number), 0, 1)) assert.ok(added.has(number));
      }
    }),
    { numRuns: 50 },
  );
});

test('half as many as it has room for are nearly all kept; of far more it keeps the newest', () => {
  // 1,000 places of 32 bytes.
  const cache = cacheOf(250 * 129);
  for (let i = 0; i < 500; i++) cache.add(wtxid(i), 0, 0);
  let kept = 0;
  for (let i = 0; i < 500; i++) if (cache.has(wtxid(i), 0, 0)) kept++;
  assert.ok(kept >= 460, `${kept} of 500`);
  for (let i = 500; i < 10_000; i++) cache.add(wtxid(i), 0, 0);
  let newest = 0;
  for (let i = 9_500; i < 10_000; i++) if (cache.has(wtxid(i), 0, 0)) newest++;
  assert.ok(newest >= 430, `${newest} of the newest 500`);
});

test('one that is added again takes no second place', () => {
  // One set of four places.
  const cache = cacheOf(1);
  for (let i = 0; i < 4; i++) cache.add(wtxid(i), 0, 0);
  for (let i = 0; i < 50; i++) cache.add(wtxid(3), 0, 0);
  for (let i = 0; i < 4; i++) assert.equal(cache.has(wtxid(i), 0, 0), true);
  cache.add(wtxid(4), 0, 0);
  const known = [0, 1, 2, 3, 4].map((i) => cache.has(wtxid(i), 0, 0));
  assert.deepEqual(known, [false, true, true, true, true], 'the oldest has made room');
});

test('which entries push each other out depends on the salt', () => {
  const survivors = (salt: Uint8Array): string => {
    const cache = cacheOf(10 * 129, salt);
    for (let i = 0; i < 100; i++) cache.add(wtxid(i), 0, 0);
    return Array.from({ length: 100 }, (_, i) => (cache.has(wtxid(i), 0, 0) ? 1 : 0)).join('');
  };
  assert.notEqual(survivors(SALT), survivors(new Uint8Array(32)));
  assert.equal(survivors(SALT), survivors(SALT.slice()));
});
