import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hex } from '../../../test/block-builder.ts';
import { bytesToHex } from '../../bytes/hex.ts';
import { COIN_PREFIX, MAX_COIN_KEY_BYTES, readCoinKeyIndex, writeCoinKeyIndex } from './coin-key.ts';

const TXID = '11'.repeat(32);

function keyOf(vout: number): Uint8Array {
  const key = new Uint8Array(MAX_COIN_KEY_BYTES).fill(0x11);
  key[0] = COIN_PREFIX;
  return key.slice(0, writeCoinKeyIndex(key, vout));
}

test('an index takes one byte up to 252, three up to 65,535, and five beyond', () => {
  const cases: [vout: number, end: string][] = [
    [0, '00'],
    [0xfc, 'fc'],
    [0xfd, 'fd00fd'],
    [0x1234, 'fd1234'],
    [0xffff, 'fdffff'],
    [0x1_0000, 'fe00010000'],
    [0x1234_5678, 'fe12345678'],
    [0xffff_ffff, 'feffffffff'],
  ];
  for (const [vout, end] of cases) {
    assert.equal(bytesToHex(keyOf(vout)), `43${TXID}${end}`);
    assert.equal(readCoinKeyIndex(keyOf(vout)), vout);
  }
});

test('keys of one transaction are in the order of the indexes, which the hash of all coins is over', () => {
  const anyVout = fc.oneof(fc.nat(300), fc.nat(70_000), fc.integer({ min: 0, max: 0xffff_ffff }));
  fc.assert(
    fc.property(anyVout, anyVout, (a, b) => {
      assert.equal(readCoinKeyIndex(keyOf(a)), a);
      assert.equal(Math.sign(Buffer.compare(keyOf(a), keyOf(b))), Math.sign(a - b));
    }),
  );
});

test('a key that is cut off, too long or of something else has no index', () => {
  for (const end of ['', 'fd', 'fd00', 'fd000000', 'fe000000', 'fe0000000000', 'ff', 'ff0000000000000000', '0000']) {
    assert.equal(readCoinKeyIndex(hex(`43${TXID}${end}`)), -1, end);
  }
  assert.equal(readCoinKeyIndex(hex(`42${TXID}00`)), -1);
  assert.equal(readCoinKeyIndex(hex('43')), -1);
  assert.equal(readCoinKeyIndex(new Uint8Array(0)), -1);
});
