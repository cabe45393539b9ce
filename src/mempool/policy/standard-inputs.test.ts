import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testCoinbase, testInput, testTransaction } from '../../../test/block-builder.ts';
import { parseScript } from '../../consensus/script/parse-script.ts';
import { hash160, sha256 } from '../../crypto/hashes.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { ScriptWriter } from '../../primitives/script/script-writer.ts';
import { checkStandardInputs } from './standard-inputs.ts';

const NONE = new Uint8Array(0);
const P2WPKH = script(`0 0x14${'11'.repeat(20)}`);
const P2WSH = new ScriptWriter().number(0).push(sha256(NONE)).finish();
const P2TR = script(`1 0x20${'11'.repeat(32)}`);
const P2A = script('1 0x024e73');
const UNKNOWN = script('2 0x02abcd');
const BAD_INPUTS = 'bad-txns-nonstandard-inputs';

function script(text: string): Uint8Array {
  const parsed = parseScript(text);
  assert.ok(parsed instanceof Uint8Array, text);
  return parsed;
}

function payToScriptHash(redeem: Uint8Array): Uint8Array {
  return new ScriptWriter().op(OP.OP_HASH160).push(hash160(redeem)).op(OP.OP_EQUAL).finish();
}

function pushes(...items: Uint8Array[]): Uint8Array {
  return items.reduce((writer, item) => writer.push(item), new ScriptWriter()).finish();
}

function spendOf(scriptSig: Uint8Array) {
  return testTransaction({ inputs: [testInput({ scriptSig })] });
}

function inputCode(scriptPubKey: Uint8Array, scriptSig: Uint8Array = NONE): string {
  return checkStandardInputs(spendOf(scriptSig), [{ scriptPubKey }])?.code ?? 'standard';
}

test('inputs spend outputs of known kinds', () => {
  for (const scriptPubKey of [P2WPKH, P2WSH, P2TR, P2A]) assert.equal(inputCode(scriptPubKey), 'standard');
  assert.equal(inputCode(UNKNOWN), BAD_INPUTS);
  assert.equal(inputCode(script('1')), BAD_INPUTS);
  assert.equal(checkStandardInputs(spendOf(NONE), [{ scriptPubKey: UNKNOWN }])?.kind, 'inputs-not-standard');
});

test('a P2SH script has 15 signature operations at most', () => {
  for (const [count, code] of [
    [15, 'standard'],
    [16, BAD_INPUTS],
  ] as const) {
    const redeem = new Uint8Array(count).fill(OP.OP_CHECKSIG);
    assert.equal(inputCode(payToScriptHash(redeem), pushes(redeem)), code);
  }
  const multisig = script('15 CHECKMULTISIG');
  assert.equal(inputCode(payToScriptHash(multisig), pushes(multisig)), 'standard');
  // Without a number before it, it counts for 20.
  const uncounted = script('NOP CHECKMULTISIG');
  assert.equal(inputCode(payToScriptHash(uncounted), pushes(uncounted)), BAD_INPUTS);
});

test('a P2SH input shows its script', () => {
  const p2sh = payToScriptHash(NONE);
  assert.equal(inputCode(p2sh, NONE), BAD_INPUTS);
  assert.equal(inputCode(p2sh, script('RETURN')), BAD_INPUTS);
  assert.equal(inputCode(p2sh, script('0')), 'standard');
});

test('a coinbase is passed over', () => {
  assert.equal(checkStandardInputs(testTransaction(testCoinbase(1)), []), undefined);
});
