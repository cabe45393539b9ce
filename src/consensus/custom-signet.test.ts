import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customSignetParams } from './custom-signet.ts';
import { networkParams } from './params.ts';

test("the public signet's magic follows from its challenge, and another challenge has another", () => {
  const known = networkParams('signet');
  assert.deepEqual(customSignetParams(known.signetChallenge!).magic, known.magic);
  // OP_TRUE, as Bitcoin Core's feature_signet.py has it: its magic is what bitcoind 28.1 logs for -signetchallenge=51.
  const trivial = customSignetParams(Uint8Array.of(0x51));
  assert.equal(Buffer.from(trivial.magic).toString('hex'), '54d26fbd');
  assert.deepEqual(trivial.genesisHeader, known.genesisHeader);
  assert.equal(trivial.minimumChainWork, 0n);
  assert.equal(trivial.assumeValid, undefined);
});
