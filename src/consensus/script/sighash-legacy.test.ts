import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesFromHex, bytesToHex } from '../../bytes/hex.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import type { Txid } from '../../primitives/hash.ts';
import { ScriptReader } from '../../primitives/script/script-reader.ts';
import { encodeTransaction } from '../../primitives/transaction-data.ts';
import type { TransactionData } from '../../primitives/transaction-data.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import { PrecomputedTransaction } from './precomputed-transaction.ts';
import { legacySighash } from './sighash-legacy.ts';

function precomputed(data: TransactionData): PrecomputedTransaction {
  const transaction = parseTransaction(encodeTransaction(data));
  assert.ok(!('code' in transaction));
  return new PrecomputedTransaction(transaction);
}

/** As Satoshi wrote it: change a copy of the transaction, and hash that. Source: Core's `SignatureHashOld` in its tests. */
function sighashOf2009(data: TransactionData, input: number, scriptCode: Uint8Array, hashType: number): Uint8Array {
  const outputType = hashType & 0x1f;
  if (outputType === 3 && input >= data.outputs.length)
    return Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
  const separators: number[] = [];
  const reader = new ScriptReader(scriptCode);
  while (reader.next()) if (reader.opcode === 0xab) separators.push(reader.offset - 1);
  const script = scriptCode.filter((_, i) => !separators.includes(i));
  const free = outputType === 2 || outputType === 3;
  let inputs = data.inputs.map((old, i) => ({
    ...old,
    witness: [],
    scriptSig: i === input ? script : new Uint8Array(0),
    sequence: i !== input && free ? 0 : old.sequence,
  }));
  let outputs = [...data.outputs];
  if (outputType === 2) outputs = [];
  if (outputType === 3) {
    const blank = { value: -1n, scriptPubKey: new Uint8Array(0) };
    outputs = outputs.slice(0, input + 1).map((output, i) => (i === input ? output : blank));
  }
  if ((hashType & 0x80) !== 0) inputs = [inputs[input]!];
  const type = Uint8Array.of(hashType, hashType >>> 8, hashType >>> 16, hashType >>> 24);
  return sha256d(Uint8Array.from([...encodeTransaction({ ...data, inputs, outputs }), ...type]));
}

const anyScript = fc
  .array(fc.constantFrom([0x00], [0x51], [0xab], [0xac], [0x63], [0x02, 0xab, 0xab]), { maxLength: 10 })
  .map((parts) => Uint8Array.from(parts.flat()));
const anyU32 = fc.oneof(fc.constant(0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));
const anyTransaction: fc.Arbitrary<TransactionData> = fc.record({
  version: anyU32,
  inputs: fc.array(
    fc.record({
      prevout: fc.record({
        txid: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes as Txid),
        vout: anyU32,
      }),
      scriptSig: anyScript,
      sequence: anyU32,
      witness: fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  outputs: fc.array(fc.record({ value: fc.bigInt({ min: 0n, max: 10n ** 15n }), scriptPubKey: anyScript }), {
    minLength: 1,
    maxLength: 4,
  }),
  lockTime: anyU32,
});

test('the hash is that of the transaction changed as in 2009, for every hash type and with SIGHASH_SINGLE out of range', () => {
  const anyHashType = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer());
  fc.assert(
    fc.property(anyTransaction, fc.nat(3), anyScript, anyHashType, (data, index, scriptCode, hashType) => {
      const input = index % data.inputs.length;
      const actual = legacySighash(precomputed(data), { input, scriptCode, hashType });
      assert.equal(bytesToHex(actual), bytesToHex(sighashOf2009(data, input, scriptCode, hashType)));
    }),
    { numRuns: 1000 },
  );
});

test('a script that ends in the middle of a push is hashed as Core does: up to where it gave up, with its full length', () => {
  const data: TransactionData = {
    version: 1,
    inputs: [
      {
        prevout: { txid: new Uint8Array(32) as Txid, vout: 0 },
        scriptSig: new Uint8Array(0),
        sequence: 0,
        witness: [],
      },
    ],
    outputs: [{ value: 0n, scriptPubKey: new Uint8Array(0) }],
    lockTime: 0,
  };
  const shared = precomputed(data);
  // Script, and what of it is hashed after its length: GetScriptOp leaves its iterator behind the opcode and the length.
  for (const [script, hashed] of [
    ['ac05aabb', 'ac05'],
    ['ac4c05aa', 'ac4c05'],
    ['ac4d0500aa', 'ac4d0500'],
    ['ac4c', 'ac4c'],
    ['ac4d05', 'ac4d'],
    ['acab05aabb', 'ac05'],
  ] as const) {
    const separators = script.includes('ab05') ? 1 : 0;
    const length = script.length / 2 - separators;
    const preimage = [
      `01000000`,
      `01${'00'.repeat(36)}`,
      length.toString(16).padStart(2, '0') + hashed,
      `00000000`,
      `01${'00'.repeat(8)}00`,
      `00000000`,
      `01000000`,
    ].join('');
    const actual = legacySighash(shared, { input: 0, scriptCode: bytesFromHex(script)!, hashType: 1 });
    assert.equal(bytesToHex(actual), bytesToHex(sha256d(bytesFromHex(preimage)!)), script);
  }
});
