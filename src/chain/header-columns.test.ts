import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError } from '../bytes/assert.ts';
import { HeaderColumns, workWords } from './header-columns.ts';
import type { HeaderRow } from './header-columns.ts';

function row(prev: number, depth: number): HeaderRow {
  const hashWords = new Uint32Array(8).fill(depth);
  const header = { headerWords: new Uint32Array(20), version: 1, timeSec: 0, bits: 0, nonce: 0 };
  return { ...header, hashWords, prev, depth, skip: prev };
}

function words(work: bigint): Uint32Array {
  const split = workWords(work);
  assert.ok(split !== undefined);
  return split;
}

test('work is summed exactly over all four words, carries included', () => {
  const columns = new HeaderColumns();
  let sum = 0n;
  const works = [1n, 0xffffffffn, (1n << 64n) - 1n, (1n << 96n) - 1n, (1n << 127n) - 1n, 0xfffffffen, 1n];
  for (const [depth, work] of works.entries()) {
    sum += work;
    assert.equal(columns.append(row(depth - 1, depth), words(work)), depth);
    assert.equal(columns.chainworkOf(depth), sum);
    if (depth > 0) assert.ok(columns.hasMoreWork(depth, depth - 1) && !columns.hasMoreWork(depth - 1, depth));
    assert.equal(columns.hasMoreWork(depth, depth), false);
  }
});

test('128 bits of work fit, and the next hash would be our bug', () => {
  const columns = new HeaderColumns();
  columns.append(row(-1, 0), words((1n << 128n) - 1n));
  assert.equal(columns.chainworkOf(0), (1n << 128n) - 1n);
  assert.throws(() => columns.append(row(0, 1), words(1n)), AssertionError);
  assert.equal(workWords(1n << 128n), undefined);
});

test('rows keep their values across segments', () => {
  const columns = new HeaderColumns();
  for (let depth = 0; depth < 10_000; depth++) columns.append({ ...row(depth - 1, depth), nonce: depth }, words(1n));
  for (const index of [0, 1, 4095, 4096, 8191, 8192, 9999]) {
    assert.equal(columns.depthOf(index), index);
    assert.equal(columns.prevOf(index), index - 1);
    assert.equal(columns.chainworkOf(index), BigInt(index + 1));
    assert.equal(new DataView(columns.headerBytes(index).buffer).getUint32(76, true), index);
    assert.equal(columns.hashWord(index, 7), index);
  }
  assert.equal(columns.size, 10_000);
});
