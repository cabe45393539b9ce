import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToHex } from '../../bytes/hex.ts';
import { templateOf } from './script-template.ts';

const COMPRESSED = `02${'11'.repeat(32)}`;
const UNCOMPRESSED = `04${'22'.repeat(64)}`;

function template(hex: string): ReturnType<typeof templateOf> {
  return templateOf(new Uint8Array(Buffer.from(hex, 'hex')));
}

// Cases: Bitcoin Core's script_standard_tests.cpp (Solver success and failure), and each boundary.
test('each standard form is told, with what it pays to', () => {
  const pubkey = template(`21${COMPRESSED}ac`);
  assert.ok(pubkey.type === 'pubkey' && bytesToHex(pubkey.pubkey) === COMPRESSED);
  assert.equal(template(`41${UNCOMPRESSED}ac`).type, 'pubkey');
  const pubkeyHash = template(`76a914${'33'.repeat(20)}88ac`);
  assert.ok(pubkeyHash.type === 'pubkeyhash' && bytesToHex(pubkeyHash.hash) === '33'.repeat(20));
  const scriptHash = template(`a914${'44'.repeat(20)}87`);
  assert.ok(scriptHash.type === 'scripthash' && bytesToHex(scriptHash.hash) === '44'.repeat(20));
  assert.equal(template(`0014${'55'.repeat(20)}`).type, 'witness_v0_keyhash');
  assert.equal(template(`0020${'55'.repeat(32)}`).type, 'witness_v0_scripthash');
  assert.equal(template(`5120${'55'.repeat(32)}`).type, 'witness_v1_taproot');
  assert.equal(template('51024e73').type, 'anchor');
  const unknown = template(`6003aabbcc`);
  assert.ok(unknown.type === 'witness_unknown' && unknown.version === 16 && unknown.program.length === 3);
});

test('multisig is told with its keys, from 1 of 1 to 20 of 20', () => {
  const two = template(`5121${COMPRESSED}41${UNCOMPRESSED}52ae`);
  assert.ok(two.type === 'multisig' && two.required === 1);
  assert.deepEqual(two.pubkeys.map(bytesToHex), [COMPRESSED, UNCOMPRESSED]);
  const many = (required: string, keys: number, stated: string) =>
    template(`${required}${`21${COMPRESSED}`.repeat(keys)}${stated}ae`).type;
  assert.equal(many('60', 16, '60'), 'multisig');
  assert.equal(many('0111', 17, '0111'), 'multisig', 'numbers above 16 are pushed');
  assert.equal(many('0114', 20, '0114'), 'multisig');
  assert.equal(many('0115', 21, '0115'), 'nonstandard');
  assert.equal(many('010200', 2, '52'), 'nonstandard');
  assert.equal(many('0101', 1, '51'), 'nonstandard', 'a small number is not pushed');
  assert.equal(many('00', 1, '51'), 'nonstandard');
  assert.equal(many('52', 1, '51'), 'nonstandard');
  assert.equal(many('51', 1, '52'), 'nonstandard');
  assert.equal(many('51', 0, '51'), 'nonstandard');
  assert.equal(template(`5121${COMPRESSED}51ae61`).type, 'nonstandard');
  assert.equal(template(`5121${COMPRESSED}51`).type, 'nonstandard');
  assert.equal(template(`51210511${COMPRESSED.slice(4)}51ae`).type, 'nonstandard');
  assert.equal(template('51ae').type, 'nonstandard');
  assert.equal(template('ae').type, 'nonstandard');
});

test('data is an OP_RETURN with pushes only, of any length', () => {
  for (const hex of ['6a', '6a00', '6a5160', '6a50', `6a4c50${'ab'.repeat(80)}`, `6a4d0103${'ab'.repeat(769)}`]) {
    assert.equal(template(hex).type, 'nulldata', hex);
  }
  for (const hex of ['6a61', '6a02ab', '6a4c', 'ac6a']) assert.equal(template(hex).type, 'nonstandard', hex);
});

test('what is one byte off a standard form is not standard', () => {
  const off = [
    '',
    `21${COMPRESSED.replace('02', '05')}ac`,
    `41${COMPRESSED}${'00'.repeat(32)}ac`,
    `21${COMPRESSED}ad`,
    `76a914${'33'.repeat(20)}88ad`,
    `76a913${'33'.repeat(20)}88ac`,
    `a914${'44'.repeat(20)}88`,
    `a914${'44'.repeat(19)}87`,
    `0013${'55'.repeat(19)}`,
    `0015${'55'.repeat(21)}`,
    `001f${'55'.repeat(31)}`,
    '5101aa',
    `5129${'aa'.repeat(41)}`,
    `4f20${'55'.repeat(32)}`,
    `6120${'55'.repeat(32)}`,
    `5121${'55'.repeat(32)}`,
  ];
  for (const hex of off) assert.equal(template(hex).type, 'nonstandard', hex);
  assert.equal(template(`511f${'55'.repeat(31)}`).type, 'witness_unknown');
  assert.equal(template('51024e74').type, 'witness_unknown');
  assert.equal(template('52024e73').type, 'witness_unknown');
});
