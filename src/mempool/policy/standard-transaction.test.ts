import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testInput, testOutput, testTransaction } from '../../../test/block-builder.ts';
import { parseScript } from '../../consensus/script/parse-script.ts';
import { ScriptWriter } from '../../primitives/script/script-writer.ts';
import { OP } from '../../primitives/script/opcodes.ts';
import type { TransactionData } from '../../primitives/transaction-data.ts';
import { dustThreshold } from './dust.ts';
import { MAX_STANDARD_SCRIPTSIG_SIZE } from './policy-limits.ts';
import { DEFAULT_RELAY_POLICY } from './relay-policy.ts';
import type { RelayPolicy } from './relay-policy.ts';
import { checkStandardTransaction } from './standard-transaction.ts';

// After Bitcoin Core's transaction_tests.cpp, `test_IsStandard`.
const KEY = Uint8Array.of(2, ...new Uint8Array(32).fill(7));
const P2PKH = script(`DUP HASH160 0x14${'11'.repeat(20)} EQUALVERIFY CHECKSIG`);
const P2WPKH = script(`0 0x14${'11'.repeat(20)}`);
const P2TR = script(`1 0x20${'11'.repeat(32)}`);
const P2A = script('1 0x024e73');

function script(text: string): Uint8Array {
  const parsed = parseScript(text);
  assert.ok(parsed instanceof Uint8Array, text);
  return parsed;
}

function multisig(required: number, keys: number): Uint8Array {
  const writer = new ScriptWriter().number(required);
  for (let i = 0; i < keys; i++) writer.push(KEY);
  return writer.number(keys).op(OP.OP_CHECKMULTISIG).finish();
}

function codeOf(data: Partial<TransactionData>, policy: Partial<RelayPolicy> = {}): string {
  const outputs = data.outputs ?? [testOutput({ value: 90_000n, scriptPubKey: P2PKH })];
  const tx = testTransaction({ ...data, outputs });
  return checkStandardTransaction(tx, { ...DEFAULT_RELAY_POLICY, ...policy })?.code ?? 'standard';
}

function codeOfOutput(scriptPubKey: Uint8Array, value = 90_000n, policy: Partial<RelayPolicy> = {}): string {
  return codeOf({ outputs: [testOutput({ value, scriptPubKey })] }, policy);
}

test('versions from 1 to 3 are standard', () => {
  for (const [version, code] of [
    [0, 'version'],
    [1, 'standard'],
    [3, 'standard'],
    [4, 'version'],
    [0xffff_ffff, 'version'],
  ] as const) {
    assert.equal(codeOf({ version }), code, `${version}`);
  }
});

test('a weight of 400,000 is standard, and no more', () => {
  const inputs = (count: number, last: number) => [
    ...Array.from({ length: count }, () => testInput({ scriptSig: push(1640) })),
    testInput({ scriptSig: push(last) }),
  ];
  const outputs = [testOutput({ value: 90_000n, scriptPubKey: P2PKH })];
  const base = testTransaction({ inputs: inputs(59, 300), outputs });
  const missing = (400_000 - base.weight) / 4;
  assert.ok(Number.isInteger(missing) && missing > -40 && missing < 1300, `${missing}`);
  assert.equal(codeOf({ inputs: inputs(59, 300 + missing) }), 'standard');
  assert.equal(codeOf({ inputs: inputs(59, 301 + missing) }), 'tx-size');
});

function push(size: number): Uint8Array {
  return new ScriptWriter().push(new Uint8Array(size)).finish();
}

test('scripts of inputs have 1,650 bytes at most, and only push', () => {
  const dataBytes = MAX_STANDARD_SCRIPTSIG_SIZE - 3;
  assert.equal(codeOf({ inputs: [testInput({ scriptSig: push(dataBytes) })] }), 'standard');
  assert.equal(codeOf({ inputs: [testInput({ scriptSig: push(dataBytes + 1) })] }), 'scriptsig-size');
  assert.equal(codeOf({ inputs: [testInput({ scriptSig: script('1 16 RESERVED') })] }), 'standard');
  assert.equal(codeOf({ inputs: [testInput({ scriptSig: script('1 NOP') })] }), 'scriptsig-not-pushonly');
});

test('outputs of known kinds are standard', () => {
  for (const scriptPubKey of [P2PKH, P2WPKH, P2TR, P2A, script(`HASH160 0x14${'11'.repeat(20)} EQUAL`)]) {
    assert.equal(codeOfOutput(scriptPubKey), 'standard');
  }
  assert.equal(codeOfOutput(script(`2 0x02${'ab'.repeat(2)}`)), 'standard');
  assert.equal(codeOfOutput(script('1')), 'scriptpubkey');
  assert.equal(codeOfOutput(script(`0 0x03${'ab'.repeat(3)}`)), 'scriptpubkey');
});

test('multisig of up to three keys may stand in an output, unless it is switched off', () => {
  assert.equal(codeOfOutput(multisig(1, 3)), 'standard');
  assert.equal(codeOfOutput(multisig(1, 4)), 'scriptpubkey');
  assert.equal(codeOfOutput(multisig(1, 3), 90_000n, { permitBareMultisig: false }), 'bare-multisig');
});

test('one output may carry data, of 83 bytes with its opcodes', () => {
  const data = (size: number) => new ScriptWriter().op(OP.OP_RETURN).push(new Uint8Array(size)).finish();
  assert.equal(data(80).length, 83);
  assert.equal(codeOfOutput(data(80), 0n), 'standard');
  assert.equal(codeOfOutput(data(81), 0n), 'scriptpubkey');
  assert.equal(codeOfOutput(data(81), 0n, { maxDataCarrierBytes: 84 }), 'standard');
  assert.equal(codeOfOutput(data(1), 0n, { maxDataCarrierBytes: undefined }), 'scriptpubkey');
  assert.equal(codeOfOutput(script('RETURN NOP'), 0n), 'scriptpubkey');
  const output = testOutput({ value: 0n, scriptPubKey: data(1) });
  assert.equal(codeOf({ outputs: [output, output] }), 'multi-op-return');
});

test('an output below what its spending costs is dust', () => {
  const limits: [Uint8Array, bigint][] = [
    [P2PKH, 546n],
    [P2WPKH, 294n],
    [P2TR, 330n],
    [P2A, 240n],
    [multisig(1, 1), 582n],
  ];
  for (const [scriptPubKey, limit] of limits) {
    assert.equal(dustThreshold(scriptPubKey, 3000n), limit);
    assert.equal(codeOfOutput(scriptPubKey, limit), 'standard');
    assert.equal(codeOfOutput(scriptPubKey, limit - 1n), 'dust');
    assert.equal(codeOfOutput(scriptPubKey, 0n, { dustRelayFeeSatsPerKvb: 0n }), 'standard');
  }
  // Core's odd rate: 182 bytes at 3,702 are 673.764 satoshis.
  assert.equal(dustThreshold(P2PKH, 3702n), 674n);
  assert.equal(dustThreshold(script('RETURN'), 3000n), 0n);
});
