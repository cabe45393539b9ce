import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OP, opcodeName } from './opcodes.ts';
import { scriptToAsm } from './script-text.ts';

function asm(hex: string, showSighash = false): string {
  return scriptToAsm(new Uint8Array(Buffer.from(hex, 'hex')), { showSighash });
}

/** A signature in strict DER: R and S of one byte each. */
const SIGNATURE = '300602010102010';

test('operations are shown by the names that Bitcoin Core has for them', () => {
  assert.equal(asm(`76a914${'ab'.repeat(20)}88ac`), `OP_DUP OP_HASH160 ${'ab'.repeat(20)} OP_EQUALVERIFY OP_CHECKSIG`);
  assert.equal(asm('004f5160b1b2ba'), '0 -1 1 16 OP_CHECKLOCKTIMEVERIFY OP_CHECKSEQUENCEVERIFY OP_CHECKSIGADD');
  assert.equal(asm('bbfeff'), 'OP_UNKNOWN OP_UNKNOWN OP_INVALIDOPCODE');
  assert.equal(asm('50626566'), 'OP_RESERVED OP_VER OP_VERIF OP_VERNOTIF');
  assert.equal(asm(''), '');
  assert.equal(opcodeName(OP.OP_2DROP), 'OP_2DROP');
  assert.equal(opcodeName(OP.OP_PUSHDATA1), 'OP_PUSHDATA1');
  assert.equal(opcodeName(75), 'OP_UNKNOWN');
  assert.equal(
    Array.from({ length: 256 }, (_, i) => opcodeName(i)).filter((name) => name === 'OP_UNKNOWN').length,
    143,
  );
});

test('pushes of up to four bytes are numbers, longer ones are hex', () => {
  assert.equal(asm('01810180020001'), '-1 0 256');
  assert.equal(asm('04ffffffff04ffffff7f'), '-2147483647 2147483647');
  assert.equal(asm('050000000001'), '0000000001');
  assert.equal(asm('4c00'), '0');
});

test('a script that ends in the middle of a push ends in an error', () => {
  for (const hex of ['02aa', '4c', '4c02aa', '4d01', '4d0100', '4e000000', '4e01000000']) {
    assert.equal(asm(hex), '[error]', hex);
    assert.equal(asm(`51${hex}`), '1 [error]', hex);
  }
});

test('the hash type of what looks like a signature is named, in scriptSigs only', () => {
  const names = [
    ['01', 'ALL'],
    ['02', 'NONE'],
    ['03', 'SINGLE'],
    ['81', 'ALL|ANYONECANPAY'],
    ['82', 'NONE|ANYONECANPAY'],
    ['83', 'SINGLE|ANYONECANPAY'],
  ];
  for (const [type, name] of names) {
    assert.equal(asm(`09${SIGNATURE}1${type}`, true), `${SIGNATURE}1[${name}]`);
    assert.equal(asm(`09${SIGNATURE}1${type}`), `${SIGNATURE}1${type}`);
  }
  for (const type of ['00', '04', '80', '84', 'ff']) {
    assert.equal(asm(`09${SIGNATURE}1${type}`, true), `${SIGNATURE}1${type}`, 'no defined hash type');
  }
  assert.equal(asm(`6a09${SIGNATURE}101`, true), `OP_RETURN ${SIGNATURE}101`, 'data is not looked into');
});

test('what is not strict DER is no signature', () => {
  const wrong = [
    '310602010102010101',
    '300702010102010101',
    '300603010102010101',
    '300602010103010101',
    '300602000102010101',
    '300602018102010101',
    '300602010102018101',
    '3007020200010201' + '0101',
    '3007020101020200' + '0101',
    '300502010102000101',
  ];
  for (const hex of wrong) {
    const push = `${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
    assert.equal(asm(push, true), hex);
  }
  assert.equal(
    asm(`0a3007020200810201${'0101'}`, true),
    '3007020200810201' + '01[ALL]',
    'a zero byte before a sign bit',
  );
});
