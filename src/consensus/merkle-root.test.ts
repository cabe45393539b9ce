import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesToHex } from '../bytes/hex.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { merkleTree } from './merkle-root.ts';

function leaves(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 32);
  values.forEach((value, i) => bytes.fill(value, i * 32, (i + 1) * 32));
  return bytes;
}

/** As the white paper has it: each row from the row below, the last hash paired with itself where it has no partner. */
function rootByRows(values: readonly number[]): string {
  let row: Uint8Array[] = values.map((value) => new Uint8Array(32).fill(value));
  while (row.length > 1) {
    const pairs = Array.from({ length: Math.ceil(row.length / 2) }, (_, i) => [
      row[2 * i]!,
      row[2 * i + 1] ?? row[2 * i]!,
    ]);
    row = pairs.map(([a, b]) => sha256d(Uint8Array.from([...a!, ...b!])));
  }
  return bytesToHex(row[0] ?? new Uint8Array(32));
}

test('the root of any list is that of the tree built row by row, and the leaves are left as they are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }), (values) => {
      const bytes = leaves(values);
      assert.equal(bytesToHex(merkleTree(bytes).root), rootByRows(values));
      assert.deepEqual(bytes, leaves(values));
    }),
  );
});

// Core's `merkle_test`: duplicates the last 2^k leaves of lists whose tail allows it.
test('leaves repeated at the end leave the root as it is, and are told', () => {
  for (let count = 1; count <= 33; count++) {
    const values = Array.from({ length: count }, (_, i) => i + 1);
    const { root, isMutated } = merkleTree(leaves(values));
    assert.equal(isMutated, false, `${count} different leaves`);
    // The lowest bit of the count says how many leaves are under the hash that is paired with itself.
    const tail = count & -count;
    if (tail === count) continue;
    const repeated = merkleTree(leaves([...values, ...values.slice(-tail)]));
    assert.deepEqual(repeated.root, root, `${count} leaves, the last ${tail} repeated`);
    assert.equal(repeated.isMutated, true);
  }
});

test('equal leaves are told when they are a pair, and not when they are in different pairs', () => {
  assert.equal(merkleTree(leaves([1, 1])).isMutated, true);
  assert.equal(merkleTree(leaves([1, 2, 3, 3])).isMutated, true);
  assert.equal(merkleTree(leaves([1, 2, 2, 3])).isMutated, false);
  assert.equal(merkleTree(leaves([1, 2, 1, 2])).isMutated, true, 'a row above');
  assert.equal(merkleTree(leaves([1, 2, 3])).isMutated, false, 'the last one is paired with itself by the rules');
});

test('no leaves have a root of zeros, one leaf is the root', () => {
  assert.deepEqual(merkleTree(leaves([])), { root: new Uint8Array(32), isMutated: false });
  assert.deepEqual(merkleTree(leaves([7])), { root: leaves([7]), isMutated: false });
});
