import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nobleSecp256k1 } from '../../crypto/noble-secp256k1.ts';
import type { Txid } from '../../primitives/hash.ts';
import { encodeTransaction } from '../../primitives/transaction-data.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import { PrecomputedTransaction } from './precomputed-transaction.ts';
import { NO_CODE_SEPARATOR } from './taproot-execution.ts';
import { TransactionChecker } from './transaction-checker.ts';

function checker(fields: {
  readonly version?: number;
  readonly lockTime?: number;
  readonly sequence?: number;
}): TransactionChecker {
  const { version = 2, lockTime = 0, sequence = 0 } = fields;
  const scriptPubKey = new Uint8Array(0);
  const input = { prevout: { txid: new Uint8Array(32).fill(1) as Txid, vout: 0 }, scriptSig: scriptPubKey, sequence };
  const data = { version, lockTime, inputs: [{ ...input, witness: [] }], outputs: [{ value: 1n, scriptPubKey }] };
  const transaction = parseTransaction(encodeTransaction(data));
  assert.ok(!('code' in transaction));
  const precomputed = new PrecomputedTransaction(transaction, [{ value: 1n, scriptPubKey }]);
  return new TransactionChecker({ precomputed, input: 0, amount: 1n }, { secp256k1: nobleSecp256k1 });
}

test('a lock time is reached by one of its kind that is not lower, on an input that is not final', () => {
  const at = (lockTime: number, asked: number, sequence = 0): boolean =>
    checker({ lockTime, sequence }).checkLockTime(asked);
  assert.ok(at(100, 100) && at(100, 0) && !at(100, 101));
  assert.ok(at(499_999_999, 499_999_999) && !at(499_999_999, 500_000_000) && !at(500_000_000, 499_999_999));
  assert.ok(at(500_000_000, 500_000_000) && at(0xffff_ffff, 0xffff_ffff) && !at(0xffff_ffff, 0x1_0000_0000));
  assert.ok(at(100, 100, 0xffff_fffe) && !at(100, 100, 0xffff_ffff));
});

test('a relative lock time is reached by one of its kind, from version 2 on, where sequences mean one', () => {
  const at = (sequence: number, asked: number, version = 2): boolean =>
    checker({ sequence, version }).checkSequence(asked);
  assert.ok(at(10, 10) && at(10, 9) && !at(10, 11));
  assert.ok(at(10, 10, 0xffff_ffff) && !at(10, 10, 1) && !at(10, 10, 0));
  assert.ok(!at(0x8000_000a, 10));
  assert.ok(at(0x0040_000a, 0x0040_000a) && !at(0x0040_000a, 10) && !at(10, 0x0040_000a));
  // Bits without a meaning are not compared, beyond 32 bits either.
  assert.ok(at(10, 0x0020_000a) && at(0x7fbf_000a, 10) && at(10, 0x7f_0000_000a));
});

test('a Schnorr signature has 64 bytes, or 65 with a hash type that is not the default', () => {
  const execution = {
    annexHash: undefined,
    tapleafHash: undefined,
    codeSeparatorPosition: NO_CODE_SEPARATOR,
    validationWeightLeft: 0,
  };
  const check = (size: number, hashType = 0): string | undefined => {
    const signature = new Uint8Array(size);
    if (size === 65) signature[64] = hashType;
    return checker({}).checkSchnorrSignature(signature, new Uint8Array(32).fill(1), execution);
  };
  for (const size of [0, 1, 63, 66]) assert.equal(check(size), 'SCHNORR_SIG_SIZE', String(size));
  assert.equal(check(64), 'SCHNORR_SIG');
  for (const hashType of [0, 4, 0x80, 0x84, 0xff]) assert.equal(check(65, hashType), 'SCHNORR_SIG_HASHTYPE');
  for (const hashType of [1, 2, 3, 0x81, 0x82, 0x83]) assert.equal(check(65, hashType), 'SCHNORR_SIG');
});

test('no ECDSA signature holds that is empty, is not even laxly DER, or comes with something that is no key', () => {
  const check = (signature: Uint8Array, key: Uint8Array): boolean =>
    checker({}).checkEcdsaSignature(signature, key, new Uint8Array(0), 'base');
  const der = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1, 1);
  assert.ok(!check(new Uint8Array(0), new Uint8Array(33)));
  assert.ok(!check(Uint8Array.of(1), new Uint8Array(33)));
  for (const size of [0, 1, 32, 33, 65, 100]) assert.ok(!check(der, new Uint8Array(size).fill(2)), String(size));
});
