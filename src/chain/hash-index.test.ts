import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HashIndex } from './hash-index.ts';
import { HeaderColumns, workWords } from './header-columns.ts';

/** Adds a row for each hash, given as eight words, and indexes it. */
function indexOf(hashes: readonly Uint32Array[], salt: number): HashIndex {
  const columns = new HeaderColumns();
  const index = new HashIndex(columns, salt);
  const work = workWords(1n);
  assert.ok(work !== undefined);
  for (const [depth, hashWords] of hashes.entries()) {
    const numbers = { version: 1, timeSec: 0, bits: 0, nonce: 0, prev: depth - 1, depth, skip: depth - 1 };
    index.add(columns.append({ ...numbers, hashWords, headerWords: new Uint32Array(20) }, work));
  }
  return index;
}

test('each of 20,000 hashes is found after the index has grown, and none that was not added', () => {
  const hashes = Array.from({ length: 20_000 }, (_, i) => Uint32Array.of(i, i * 7, 0, 0, 0, 0, 0, 1));
  for (const salt of [0, 0xdeadbeef]) {
    const index = indexOf(hashes, salt);
    for (const [row, hash] of hashes.entries()) assert.equal(index.find(hash, 0), row);
    assert.equal(index.find(Uint32Array.of(1, 7, 0, 0, 0, 0, 0, 2), 0), -1);
    assert.equal(index.find(Uint32Array.of(20_000, 140_000, 0, 0, 0, 0, 0, 1), 0), -1);
  }
});

test('hashes that share a slot are told apart by all their words', () => {
  const hashes = Array.from({ length: 300 }, (_, i) => Uint32Array.of(5, 5, 0, 0, 0, 0, 0, i));
  const index = indexOf(hashes, 1);
  for (const [row, hash] of hashes.entries()) assert.equal(index.find(hash, 0), row);
  assert.equal(index.find(Uint32Array.of(5, 5, 0, 0, 0, 0, 1, 0), 0), -1);
});
