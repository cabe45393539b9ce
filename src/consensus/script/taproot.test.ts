import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesFromHex, bytesToHex } from '../../bytes/hex.ts';
import { annexHash, isControlBlockSize, tapbranchHash, tapleafHash, taprootMerkleRoot } from './taproot.ts';

/** Core's test writes hashes as numbers, last byte first. */
function fromNumber(hex: string): Uint8Array {
  return bytesFromHex(hex)!.reverse();
}

test("leaves and branches are hashed as in Bitcoin Core's compute_tapleaf and compute_tapbranch", () => {
  const script = Uint8Array.from('foobar', (letter) => letter.charCodeAt(0));
  const leafC0 = 'edbc10c272a1215dcdcc11d605b9027b5ad6ed97cd45521203f136767b5b9c06';
  const leafC2 = '8b5c4f90ae6bf76e259dbef5d8a59df06359c391b59263741b25eca76451b27a';
  assert.deepEqual(tapleafHash(0xc0, script), fromNumber(leafC0));
  assert.deepEqual(tapleafHash(0xc2, script), fromNumber(leafC2));
  const a = fromNumber('8ad69ec7cf41c2a4001fd1f738bf1e505ce2277acdcaa63fe4765192497f47a7');
  const b = fromNumber('f224a923cd0021ab202ab139cc56802ddb92dcfc172b9212261a539df79a112a');
  const branch = fromNumber('a64c5b7b943315f9b805d7a7296bedfcfd08919270a1f7a1466e98f8693d8cd9');
  assert.deepEqual(tapbranchHash(a, b), branch);
  assert.deepEqual(tapbranchHash(b, a), branch);
  const controlBlock = Uint8Array.from([0xc0, ...new Uint8Array(32), ...b]);
  assert.deepEqual(taprootMerkleRoot(controlBlock, a), branch);
});

test('a control block has 33 bytes and up to 128 steps of 32', () => {
  for (const size of [33, 65, 33 + 32 * 128]) assert.ok(isControlBlockSize(size), String(size));
  for (const size of [0, 1, 32, 34, 64, 33 + 32 * 128 + 1, 33 + 32 * 129])
    assert.ok(!isControlBlockSize(size), String(size));
});

test('an annex is hashed with its length before it', () => {
  assert.equal(
    bytesToHex(annexHash(Uint8Array.of(0x50))),
    // sha256(01 50)
    '2847213288f0988543a76512fab09684131809d98baa8b93c2cd8a03a0e31d41',
  );
});
