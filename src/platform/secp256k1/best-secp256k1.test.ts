import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Secp256k1 } from '../../ports/secp256k1.ts';
import { bestSecp256k1, openSecp256k1, Secp256k1Error, SECP256K1_PROVIDERS } from './best-secp256k1.ts';

function fastest(): Secp256k1 {
  for (const provider of SECP256K1_PROVIDERS) {
    try {
      return openSecp256k1(provider);
    } catch {
      // Not on this machine.
    }
  }
  return assert.fail('there is a provider');
}

test('the best provider is chosen, says what it is, and may be named', () => {
  assert.equal(bestSecp256k1('').words, fastest().words);
  assert.match(bestSecp256k1('noble').words, /noble/);
  assert.match(bestSecp256k1('wasm').words, /tiny-secp256k1/);
});

test('a provider that is unknown, or not there, is a clear error', () => {
  assert.throws(() => bestSecp256k1('openssl'), {
    name: 'Secp256k1Error',
    message: /"openssl": choose libsecp256k1, npm/,
  });
  assert.throws(() => bestSecp256k1('noble:file'), Secp256k1Error);
  assert.throws(() => bestSecp256k1('libsecp256k1:./no-such-library.so'), /does not work here .*choose another/);
});
