import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testOutput, testTransaction } from '../../../test/block-builder.ts';
import { sha256 } from '../../crypto/hashes.ts';
import { wtxidToHex } from '../../primitives/hash.ts';
import { packageHash } from './package-hash.ts';

const transactions = Array.from({ length: 20 }, (_, i) =>
  testTransaction({ outputs: [testOutput({ value: BigInt(i) })] }),
);

test('a package is named by its wtxids in the order of their hex, in whatever order they are given', () => {
  for (const first of transactions) {
    for (const second of transactions) {
      const byHex = [first, second].toSorted((a, b) => (wtxidToHex(a.wtxid) < wtxidToHex(b.wtxid) ? -1 : 1));
      const expected = sha256(Buffer.concat(byHex.map(({ wtxid }) => wtxid)));
      assert.deepEqual(packageHash([first, second]), expected);
      assert.deepEqual(packageHash([second, first]), expected);
    }
  }
});

test('the order of hex is not that of the bytes, and other packages have other names', () => {
  const [first, second] = transactions as [(typeof transactions)[0], (typeof transactions)[0]];
  const inWireOrder = transactions.toSorted((a, b) => Buffer.compare(a.wtxid, b.wtxid));
  const byHex = transactions.toSorted((a, b) => (wtxidToHex(a.wtxid) < wtxidToHex(b.wtxid) ? -1 : 1));
  assert.notDeepEqual(inWireOrder, byHex);
  assert.notDeepEqual(packageHash([first]), packageHash([second]));
  assert.notDeepEqual(packageHash([first, first]), packageHash([first]));
});
