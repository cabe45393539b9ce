import assert from 'node:assert/strict';
import { test } from 'node:test';

import { blockHashFromHex, blockHashToHex, merkleRootToHex, txidFromHex, txidToHex, wtxidToHex } from './hash.ts';
import type { MerkleRoot, Wtxid } from './hash.ts';

const TEXT = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';

test('a block hash is reversed as text and in wire order in memory', () => {
  const hash = blockHashFromHex(TEXT);
  assert.ok(hash !== undefined);
  assert.equal(hash[0], 0x6f);
  assert.equal(hash[31], 0);
  assert.equal(blockHashToHex(hash), TEXT);
  assert.equal(hash[0], 0x6f, 'showing a hash leaves it as it is');
  assert.equal(merkleRootToHex(hash as Uint8Array as MerkleRoot), TEXT);
});

test('only 64 hex digits are a block hash', () => {
  for (const text of ['', TEXT.slice(1), `${TEXT}0`, `${TEXT}00`, `${TEXT.slice(1)}g`, ` ${TEXT}`]) {
    assert.equal(blockHashFromHex(text), undefined, text);
  }
});

test('a txid is reversed as text too', () => {
  const txid = txidFromHex(TEXT);
  assert.ok(txid !== undefined);
  assert.equal(txid[0], 0x6f);
  assert.equal(txidToHex(txid), TEXT);
  assert.equal(wtxidToHex(txid as Uint8Array as Wtxid), TEXT);
  assert.equal(txidFromHex(`${TEXT}00`), undefined);
});
