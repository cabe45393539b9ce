import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readU32Le } from '../bytes/u32-le.ts';
import { networkParams } from '../consensus/params.ts';
import { checkProofOfWork } from '../consensus/proof-of-work.ts';
import type { BlockHash, MerkleRoot } from '../primitives/hash.ts';
import { encodeHeader, hashHeader } from '../primitives/header.ts';
import { searchNonce } from './nonce-search.ts';

const REGTEST = networkParams('regtest');
const EASY = REGTEST.powLimitBits;
/** No hash will do. */
const HARD = 0x0300_0001;

function headerOf(bits: number, nonce: number): Uint8Array {
  const [prevHash, merkleRoot] = [new Uint8Array(32) as BlockHash, new Uint8Array(32) as MerkleRoot];
  return encodeHeader({ version: 4, prevHash, merkleRoot, timeSec: 1_700_000_000, bits, nonce });
}

test('the first nonce that does is left in the header, and all before it do not', () => {
  const header = headerOf(EASY, 0);
  const { isFound, hashes } = searchNonce(header, { params: REGTEST, maxHashes: 1000 });
  assert.ok(isFound);
  const nonce = readU32Le(header, 76);
  assert.equal(nonce, hashes - 1);
  for (let tried = 0; tried <= nonce; tried++) {
    const isGood = checkProofOfWork(hashHeader(headerOf(EASY, tried), 0), EASY, REGTEST) === undefined;
    assert.equal(isGood, tried === nonce);
  }
});

test('the search begins with the header’s own nonce, and ends with the last there is', () => {
  const params = { params: REGTEST, maxHashes: 1000 };
  assert.deepEqual(searchNonce(headerOf(HARD, 0xffff_fffe), params), { isFound: false, hashes: 2 });
  assert.deepEqual(searchNonce(headerOf(HARD, 0), params), { isFound: false, hashes: 1000 });
});

test('nothing but the nonce changes in a block', () => {
  const block = Uint8Array.of(...headerOf(EASY, 0), 1, 2, 3);
  const before = block.slice();
  assert.ok(searchNonce(block, { params: REGTEST, maxHashes: 1000 }).isFound);
  before.set(block.subarray(76, 80), 76);
  assert.deepEqual(block, before);
});
