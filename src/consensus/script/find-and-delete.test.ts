import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesFromHex, bytesToHex } from '../../bytes/hex.ts';
import { findAndDelete, withoutPushesOf } from './find-and-delete.ts';

/** Script, what is taken out, what is left: from Bitcoin Core's `script_FindAndDelete` (`script_tests.cpp`). */
const CASES: readonly (readonly [script: string, pattern: string, left: string])[] = [
  ['515253', '52', '5153'],
  ['535153535453', '53', '5154'],
  ['0302ff03', '0302ff03', ''],
  ['0302ff030302ff03', '0302ff03', ''],
  // Not where the pattern begins within a push.
  ['0302ff030302ff03', '02', '0302ff030302ff03'],
  ['0302ff030302ff03', 'ff', '0302ff030302ff03'],
  // The opcode of a push alone: what it pushed is read as a script then.
  ['0302ff030302ff03', '03', '02ff0302ff03'],
  // Over more than one instruction.
  ['02feed5169', 'feed51', '02feed5169'],
  ['02feed5169', '02feed51', '69'],
  ['516902feed5169', 'feed51', '516902feed5169'],
  ['516902feed5169', '02feed51', '516969'],
  // In one pass: what comes together by it stays.
  ['00005151', '0051', '0051'],
  ['000051005151', '0051', '0051'],
  // A push that runs over the end can be taken out, and is kept otherwise.
  ['0003feed', '03feed', '00'],
  ['0003feed', '00', '03feed'],
];

test('what begins where an instruction does is taken out, as in Bitcoin Core', () => {
  for (const [script, pattern, left] of CASES) {
    const found = findAndDelete(bytesFromHex(script)!, bytesFromHex(pattern)!);
    assert.equal(bytesToHex(found), left, `${script} without ${pattern}`);
  }
});

test('the very same script comes back when nothing is taken out', () => {
  const script = bytesFromHex('76a90301020388ac')!;
  assert.equal(withoutPushesOf(Uint8Array.of(1, 2, 3, 4), script), script);
  assert.equal(bytesToHex(withoutPushesOf(Uint8Array.of(1, 2, 3), script)), '76a988ac');
  // The push of an empty signature is OP_0.
  assert.equal(bytesToHex(withoutPushesOf(new Uint8Array(0), bytesFromHex('00ac00')!)), 'ac');
  assert.equal(bytesToHex(withoutPushesOf(new Uint8Array(0), bytesFromHex('00')!)), '');
});
