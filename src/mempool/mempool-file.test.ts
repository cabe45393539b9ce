import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { testInput, testOutput, testTransaction, testTxid } from '../../test/block-builder.ts';
import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';
import { decodeMempoolFile, encodeMempoolFile } from './mempool-file.ts';
import type { SavedMempool } from './mempool-file.ts';

const KEY = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const PLAIN = testTransaction();
const SEGWIT = testTransaction({
  inputs: [
    testInput({ prevout: { txid: testTxid(9), vout: 3 }, witness: [Uint8Array.of(1, 2, 3), new Uint8Array(0)] }),
  ],
  outputs: [testOutput({ value: 5000n }), testOutput({ value: 7n })],
});

const SAVED: SavedMempool = {
  transactions: [
    { tx: PLAIN, timeSec: 1_700_000_000, deltaSats: 0n },
    { tx: SEGWIT, timeSec: 1_700_000_060, deltaSats: -12_345n },
  ],
  deltas: [
    { txid: testTxid(200), deltaSats: 1n },
    { txid: testTxid(3), deltaSats: -(1n << 62n) },
  ],
  unbroadcast: [testTxid(8), testTxid(7)],
};

/** What compares: bytes and numbers only. */
function plain(saved: SavedMempool): unknown {
  return {
    transactions: saved.transactions.map(({ tx, timeSec, deltaSats }) => [
      bytesToHex(tx.serialized()),
      timeSec,
      deltaSats,
    ]),
    deltas: saved.deltas.map(({ txid, deltaSats }) => [bytesToHex(txid), deltaSats]),
    unbroadcast: saved.unbroadcast.map(bytesToHex),
  };
}

const SORTED: SavedMempool = {
  ...SAVED,
  deltas: SAVED.deltas.toReversed(),
  unbroadcast: SAVED.unbroadcast.toReversed(),
};

for (const [name, xorKey] of [
  ['with a key', KEY],
  ['without a key', undefined],
] as const) {
  test(`what is written ${name} is read again, maps in the order of their hashes`, () => {
    const { saved, damage } = decodeMempoolFile(encodeMempoolFile(SAVED, { xorKey }));
    assert.equal(damage, undefined);
    assert.deepEqual(plain(saved), plain(SORTED));
  });
}

test('an empty mempool takes the bytes that Core writes for one', () => {
  const empty = { transactions: [], deltas: [], unbroadcast: [] };
  const plainBytes = encodeMempoolFile(empty, { xorKey: undefined });
  assert.equal(bytesToHex(plainBytes), `0100000000000000${'00'.repeat(10)}`);
  // The key goes on from the file's first byte: byte 17 takes key byte 1.
  const bytes = encodeMempoolFile(empty, { xorKey: KEY });
  assert.equal(bytesToHex(bytes), '0200000000000000080102030405060708' + '02030405060708010203');
});

test('transactions do not hold on to the bytes of the file', () => {
  const bytes = encodeMempoolFile(SAVED, { xorKey: KEY });
  const [first] = decodeMempoolFile(bytes).saved.transactions;
  assert.notEqual(first!.tx.bytes.buffer, bytes.buffer);
  assert.equal(first!.tx.bytes.buffer.byteLength, PLAIN.totalSize);
});

test('a file that ends early gives what is whole, and where it ends', () => {
  const bytes = encodeMempoolFile(SAVED, { xorKey: undefined });
  const secondAt = 8 + 8 + PLAIN.totalSize + 16;
  const { saved, damage } = decodeMempoolFile(bytes.slice(0, secondAt + 5));
  assert.equal(saved.transactions.length, 1);
  assert.equal(damage?.code, 'end-of-data');
  assert.equal(decodeMempoolFile(bytes.slice(0, -1)).saved.unbroadcast.length, 1);
});

test('a later version is told by its number', () => {
  const { damage } = decodeMempoolFile(bytesFromHex('03000000000000000000')!);
  assert.deepEqual(damage, { code: 'mempool-file-version', version: 3n });
});

test('counts that no file can hold, and keys that are too long, take up no memory', () => {
  const many = decodeMempoolFile(bytesFromHex(`0100000000000000${'ff'.repeat(8)}`)!);
  assert.deepEqual([many.saved.transactions.length, many.damage?.code], [0, 'end-of-data']);
  const longKey = decodeMempoolFile(bytesFromHex(`0200000000000000fd0104${'00'.repeat(1025)}`)!);
  assert.deepEqual(longKey.damage, { code: 'size-too-large', offset: 8 });
});

test('whatever the bytes are, reading them ends, and throws nothing', () => {
  const bytes = encodeMempoolFile(SAVED, { xorKey: undefined });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
      const damaged = bytes.slice(0, Math.max(length, at + 1));
      damaged[at] = value;
      assert.ok(decodeMempoolFile(damaged).saved.transactions.length <= 2);
    }),
    { numRuns: 500 },
  );
});
