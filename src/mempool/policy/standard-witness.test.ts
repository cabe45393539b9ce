import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testCoinbase, testInput, testTransaction } from '../../../test/block-builder.ts';
import { parseScript } from '../../consensus/script/parse-script.ts';
import { hash160, sha256 } from '../../crypto/hashes.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import { ScriptWriter } from '../../primitives/script/script-writer.ts';
import { checkStandardWitness } from './standard-witness.ts';

const NONE = new Uint8Array(0);
const P2WPKH = script(`0 0x14${'11'.repeat(20)}`);
const P2WSH = new ScriptWriter().number(0).push(sha256(NONE)).finish();
const P2TR = script(`1 0x20${'11'.repeat(32)}`);
const P2A = script('1 0x024e73');
const BAD_WITNESS = 'bad-witness-nonstandard';

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

/** @param spend.witness Items, each of so many zeros; or its bytes. */
function spendOf(spend: { scriptSig?: Uint8Array; witness?: readonly (number | Uint8Array)[] }) {
  const witness = (spend.witness ?? []).map((item) => (typeof item === 'number' ? new Uint8Array(item) : item));
  return testTransaction({ inputs: [testInput({ scriptSig: spend.scriptSig ?? NONE, witness })] });
}

function witnessCode(
  scriptPubKey: Uint8Array,
  witness: readonly (number | Uint8Array)[],
  scriptSig: Uint8Array = NONE,
): string {
  return checkStandardWitness(spendOf({ scriptSig, witness }), [{ scriptPubKey }])?.code ?? 'standard';
}

test('coinbases, and inputs without a witness, are passed over', () => {
  const coinbase = testTransaction(testCoinbase(1));
  assert.equal(checkStandardWitness(coinbase, []), undefined);
  assert.equal(witnessCode(script('1'), []), 'standard');
});

test('what is no witness program, or an anchor, has no witness', () => {
  assert.equal(witnessCode(script('1'), [1]), BAD_WITNESS);
  assert.equal(witnessCode(P2A, [1]), BAD_WITNESS);
  assert.equal(witnessCode(P2A, []), 'standard');
  assert.equal(checkStandardWitness(spendOf({ witness: [1] }), [{ scriptPubKey: P2A }])?.kind, 'witness-mutated');
});

test('P2WSH has a script of 3,600 bytes, and 100 items of 80 bytes, at most', () => {
  assert.equal(witnessCode(P2WSH, [3600]), 'standard');
  assert.equal(witnessCode(P2WSH, [3601]), BAD_WITNESS);
  assert.equal(witnessCode(P2WSH, [80, 1]), 'standard');
  assert.equal(witnessCode(P2WSH, [81, 1]), BAD_WITNESS);
  const items = (count: number) => Array.from({ length: count }, () => 1);
  assert.equal(witnessCode(P2WSH, items(101)), 'standard');
  assert.equal(witnessCode(P2WSH, items(102)), BAD_WITNESS);
  // The same inside of P2SH.
  const nested = payToScriptHash(P2WSH);
  assert.equal(witnessCode(nested, [80, 1], pushes(P2WSH)), 'standard');
  assert.equal(witnessCode(nested, [81, 1], pushes(P2WSH)), BAD_WITNESS);
  assert.equal(witnessCode(nested, [1], NONE), BAD_WITNESS);
  assert.equal(witnessCode(nested, [1], script('1')), BAD_WITNESS);
});

test('P2WPKH has no limits of its own', () => {
  assert.equal(witnessCode(P2WPKH, [5000, 5000]), 'standard');
});

test('taproot: no annex, and items for a tapscript have 80 bytes at most', () => {
  const annex = Uint8Array.of(0x50, 1);
  const control = (leafVersion: number) => Uint8Array.of(leafVersion, ...new Uint8Array(32));
  assert.equal(witnessCode(P2TR, [64]), 'standard');
  assert.equal(witnessCode(P2TR, [Uint8Array.of(0x50)]), 'standard');
  assert.equal(witnessCode(P2TR, [64, annex]), BAD_WITNESS);
  assert.equal(witnessCode(P2TR, [80, 5000, control(0xc0)]), 'standard');
  assert.equal(witnessCode(P2TR, [81, 5000, control(0xc0)]), BAD_WITNESS);
  assert.equal(witnessCode(P2TR, [81, 5000, control(0xc1)]), BAD_WITNESS);
  assert.equal(witnessCode(P2TR, [81, 5000, control(0xc2)]), 'standard');
  assert.equal(witnessCode(P2TR, [1, 1, NONE]), BAD_WITNESS);
  // Inside of P2SH it has no rules, as it is no taproot there.
  assert.equal(witnessCode(payToScriptHash(P2TR), [64, annex], pushes(P2TR)), 'standard');
});
