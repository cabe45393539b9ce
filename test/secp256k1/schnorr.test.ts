import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesFromHex } from '../../src/bytes/hex.ts';
import { BIP340_CASES } from './bip340-cases.ts';
import { OPENED } from './opened-providers.ts';

function hex(text: string): Uint8Array {
  return bytesFromHex(text) ?? assert.fail('the vectors are hex');
}

for (const { name, secp256k1 } of OPENED) {
  test(`${name} judges BIP340's test vectors as they say`, () => {
    assert.equal(BIP340_CASES.length, 15);
    for (const { about, message, signature, key, holds } of BIP340_CASES)
      assert.equal(secp256k1.verifySchnorr(hex(message), hex(signature), hex(key)), holds, about);
  });
}
