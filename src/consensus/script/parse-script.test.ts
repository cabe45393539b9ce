import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesToHex } from '../../bytes/hex.ts';
import { parseScript } from './parse-script.ts';

function hexOf(text: string): string {
  const script = parseScript(text);
  return script instanceof Uint8Array ? bytesToHex(script) : script.reason;
}

test('words become opcodes, the shortest pushes of numbers, raw bytes and text', () => {
  assert.equal(hexOf(' OP_DUP  HASH160\t0x14 0x0102\nEQUALVERIFY '), '76a914010288');
  assert.equal(hexOf('-1 0 1 16 17 -17 127 128 -256'), '4f00516001110191017f02800002008 1'.replace(' ', ''));
  assert.equal(hexOf("'az' ''"), '02617a00');
  assert.equal(hexOf('OP_0 OP_16 OP_1NEGATE TRUE CHECKSIGADD NOP2 RESERVED'), '00604f51bab150');
  assert.equal(hexOf(''), '');
});

test('numbers are taken up to 2^32 - 1 either way, and nothing that means nothing', () => {
  assert.equal(hexOf('4294967295'), '05ffffffff00');
  assert.equal(hexOf('-4294967295'), '05ffffffff80');
  assert.equal(hexOf('4294967296'), 'number out of range');
  assert.equal(hexOf('-4294967296'), 'number out of range');
  for (const word of ['OP_', 'dup', '0x', '0x0', '0xzz', '1.5', '--1', "'open", 'PUSHDATA1', '+1', 'OP_17']) {
    assert.equal(hexOf(word), 'unknown opcode', word);
  }
  assert.equal(hexOf("'é'"), 'not ASCII');
});

test('no text crashes the parser', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseScript(text)));
});
