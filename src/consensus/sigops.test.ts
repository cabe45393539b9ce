import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testCoinbase, testInput, testOutput, testTransaction } from '../../test/block-builder.ts';
import { OP } from '../primitives/script/opcodes.ts';
import { ScriptWriter } from '../primitives/script/script-writer.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import { SCRIPT_VERIFY_P2SH, SCRIPT_VERIFY_WITNESS } from './script/flags.ts';
import { sigOpCost } from './sigops.ts';

// The cases of Bitcoin Core's sigopcount_tests.cpp, `GetTxSigOpCost`. Keys and hashes are never looked at.
const FLAGS = SCRIPT_VERIFY_WITNESS | SCRIPT_VERIFY_P2SH;
const PUBKEY = Uint8Array.of(2, ...new Uint8Array(32).fill(7));
const MULTISIG = new ScriptWriter()
  .number(1)
  .push(PUBKEY)
  .push(PUBKEY)
  .number(2)
  .op(OP.OP_CHECKMULTISIGVERIFY)
  .finish();
const P2SH = new ScriptWriter().op(OP.OP_HASH160).push(new Uint8Array(20)).op(OP.OP_EQUAL).finish();
const KEY_HASH = new ScriptWriter().op(OP.OP_0).push(new Uint8Array(20)).finish();
const SCRIPT_HASH = new ScriptWriter().op(OP.OP_0).push(new Uint8Array(32)).finish();
const EMPTY_ITEMS = [new Uint8Array(0), new Uint8Array(0)];

function costOf(
  scriptPubKey: Uint8Array,
  spend: { readonly scriptSig?: Uint8Array; readonly witness?: readonly Uint8Array[] },
  flags = FLAGS,
): number {
  const data: Partial<TransactionData> = {
    inputs: [testInput(spend)],
    outputs: [testOutput({ scriptPubKey: new Uint8Array(0) })],
  };
  return sigOpCost(testTransaction(data), { coins: [{ scriptPubKey }], flags });
}

function pushes(...items: Uint8Array[]): Uint8Array {
  return items.reduce((writer, item) => writer.push(item), new ScriptWriter()).finish();
}

test('a bare multisig costs its own transaction 80, and the one that spends it nothing', () => {
  assert.equal(costOf(MULTISIG, { scriptSig: pushes(...EMPTY_ITEMS) }), 0);
  const creation = testTransaction({ outputs: [testOutput({ scriptPubKey: MULTISIG })] });
  assert.equal(sigOpCost(creation, { coins: [{ scriptPubKey: new Uint8Array(0) }], flags: FLAGS }), 80);
});

test('a multisig in P2SH costs 4 for each of its keys, under BIP16 only', () => {
  const scriptSig = pushes(...EMPTY_ITEMS, MULTISIG);
  assert.equal(costOf(P2SH, { scriptSig }), 8);
  assert.equal(costOf(P2SH, { scriptSig }, 0), 0);
  const notOnlyPushes = Uint8Array.of(OP.OP_NOP, ...scriptSig);
  assert.equal(costOf(P2SH, { scriptSig: notOnlyPushes }), 0, 'a script that does not only push is never unwrapped');
});

test('P2WPKH costs 1, under segwit only; later versions nothing', () => {
  assert.equal(costOf(KEY_HASH, { witness: EMPTY_ITEMS }), 1);
  assert.equal(costOf(KEY_HASH, { witness: EMPTY_ITEMS }, SCRIPT_VERIFY_P2SH), 0);
  assert.equal(costOf(KEY_HASH.with(0, OP.OP_1), { witness: EMPTY_ITEMS }), 0);
  assert.equal(costOf(KEY_HASH, {}), 1, 'the witness itself is not looked at');
});

test('P2WSH costs 1 for each key of its script, under segwit only', () => {
  const witness = [...EMPTY_ITEMS, MULTISIG];
  assert.equal(costOf(SCRIPT_HASH, { witness }), 2);
  assert.equal(costOf(SCRIPT_HASH, { witness }, SCRIPT_VERIFY_P2SH), 0);
  assert.equal(costOf(SCRIPT_HASH, { witness: [] }), 0);
  assert.equal(costOf(SCRIPT_HASH.with(0, OP.OP_1), { witness }), 0, 'taproot has a budget of its own');
});

test('both cost the same nested in P2SH', () => {
  assert.equal(costOf(P2SH, { scriptSig: pushes(KEY_HASH), witness: EMPTY_ITEMS }), 1);
  assert.equal(costOf(P2SH, { scriptSig: pushes(SCRIPT_HASH), witness: [...EMPTY_ITEMS, MULTISIG] }), 2);
  const scriptSig = Uint8Array.of(OP.OP_NOP, ...pushes(KEY_HASH));
  assert.equal(costOf(P2SH, { scriptSig, witness: EMPTY_ITEMS }), 0);
});

test('of a coinbase only its own scripts count', () => {
  const coinbase = testTransaction(
    testCoinbase(1, { outputs: [testOutput({ scriptPubKey: Uint8Array.of(OP.OP_CHECKSIG) })] }),
  );
  assert.equal(sigOpCost(coinbase, { coins: [], flags: FLAGS }), 4);
});
