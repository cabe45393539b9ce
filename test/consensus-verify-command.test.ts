import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { bytesToHex } from '../src/bytes/hex.ts';
import type { VerifiedBlockDocument } from '../src/cli/block/verify-document.ts';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';
import type { VerifiedTransactionDocument } from '../src/cli/tx/verify-command.ts';
import { encodeTransaction } from '../src/primitives/transaction-data.ts';
import { testBlock, testCoinbase, testInput, testOutput, testTransactionData, testTxid } from './block-builder.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-verify-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const where = path.join(folder, name);
  writeFileSync(where, content);
  return where;
}

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `vigil` in this process; what it prints is recorded. */
async function vigil(args: readonly string[], interrupt: AbortSignal = new AbortController().signal): Promise<Ran> {
  const recorded = { out: '', err: '' };
  let nowMs = 0;
  const context: CliContext = {
    // Each look at the clock is a second later, so that every transaction is time for a line of progress.
    clock: { nowMs: () => (nowMs += 1000) },
    env: {},
    print: async (text) => void (recorded.out += text),
    printBytes: async () => assert.fail('bytes are not printed'),
    warn: (line) => void (recorded.err += `${line}\n`),
    progress: () => undefined,
    interactive: false,
    interrupt,
  };
  const exitCode = await runVigil(args, context);
  return { exitCode, ...recorded };
}

const PAYMENT = testTransactionData({ outputs: [testOutput({ value: 30n })] });
const BLOCK = testBlock({ transactions: [testCoinbase(200, { outputs: [testOutput({ value: 12n })] }), PAYMENT] });

/** A list of what `PAYMENT` spends, as `signrawtransactionwithkey` takes it. */
function listed(fields: object = {}): string {
  const output = { txid: bytesToHex(testTxid(1)), vout: 0, scriptPubKey: '51', amount: 0.0000005 };
  return JSON.stringify([{ ...output, ...fields }]);
}

test('a good block is said to be valid, with its figures and what was not checked', async () => {
  const block = file('block', BLOCK.bytes);
  const prevouts = file('prevouts.json', listed());
  const ran = await vigil(['block', 'verify', block, '--prevouts', prevouts, '--network', 'regtest']);
  assert.deepEqual([ran.exitCode, ran.err], [0, '']);
  assert.match(ran.out, /^verdict +valid$/m);
  assert.match(ran.out, /^height +200 of regtest \(by its coinbase\)$/m);
  assert.match(ran.out, /^fees +0\.00000020 BTC, beside 25\.00000000 BTC of subsidy$/m);
  assert.match(ran.out, /^not checked +what needs the chain: difficulty, time, BIP30, maturity of coinbases/m);
});

test('--json prints one document, for a bad block too, and the exit code says which it is', async () => {
  const block = file('block.hex', bytesToHex(BLOCK.bytes));
  const run = async (fields: object): Promise<{ ran: Ran; document: VerifiedBlockDocument }> => {
    const prevouts = file('prevouts.json', listed(fields));
    const ran = await vigil(['block', 'verify', block, '--prevouts', prevouts, '--network', 'regtest', '--json']);
    return { ran, document: JSON.parse(ran.out) as VerifiedBlockDocument };
  };
  const good = await run({ height: 5, coinbase: true });
  assert.equal(good.ran.exitCode, 0);
  const { schema, verdict, reject, inputs, feesSats, transactions, unchecked } = good.document;
  assert.deepEqual(
    [schema, verdict, reject, inputs, feesSats, transactions],
    ['vigil.block-verify/1', 'valid', null, 1, 20, 2],
  );
  assert.deepEqual(unchecked, ['bits', 'time', 'bip30', 'lock-times-in-seconds', 'relative-locks-in-seconds']);
  const bad = await run({ scriptPubKey: '00' });
  assert.equal(bad.ran.exitCode, 1);
  assert.equal(bad.document.verdict, 'invalid');
  assert.deepEqual(
    [bad.document.reject?.code, bad.document.reject?.transaction],
    ['mandatory-script-verify-flag-failed', 1],
  );
  assert.match(bad.ran.err, /block\.hex is not valid: mandatory-script-verify-flag-failed \(Script evaluated without/);
});

test('a height, and a list of outputs, that do not fit are told in one line', async () => {
  const block = file('block', BLOCK.bytes);
  const verify = ['block', 'verify', block, '--network', 'regtest'];
  const prevouts = file('prevouts.json', listed());
  const elsewhere = await vigil([...verify, '--prevouts', prevouts, '--height', '201']);
  assert.equal(elsewhere.exitCode, 1);
  assert.match(elsewhere.err, /bad-cb-height: the coinbase's script does not begin with the height 201: 02c800$/m);
  const missing = await vigil([...verify, '--prevouts', file('other.json', listed({ vout: 1 }))]);
  assert.match(missing.err, /other\.json: the output (01){32}:0, which is spent, is not listed \(prevout-missing\)$/m);
  const none = await vigil(verify);
  assert.deepEqual([none.exitCode, none.err], [2, 'vigil: say what the block spends: --prevouts FILE\n']);
  const malformed = await vigil([...verify, '--prevouts', file('bad.json', listed({ amount: 'x' }))]);
  assert.match(malformed.err, /bad\.json: \[0\]\.amount is not an amount in bitcoin \(prevouts-malformed\)$/m);
});

test('a block that is all coinbase needs no list, and one that does not say its height needs --height', async () => {
  const alone = file('alone', testBlock({ transactions: [testCoinbase(7)] }).bytes);
  assert.equal((await vigil(['block', 'verify', alone, '--network', 'regtest'])).exitCode, 0);
  const old = file('old', testBlock({ transactions: [testCoinbase(7)], header: { version: 1 } }).bytes);
  const ran = await vigil(['block', 'verify', old, '--network', 'regtest']);
  assert.deepEqual(
    [ran.exitCode, ran.err],
    [2, 'vigil: the coinbase does not say the height of the block: --height N\n'],
  );
});

test('verifying a block can be stopped', async () => {
  const interrupted = AbortSignal.abort();
  const prevouts = file('prevouts.json', listed());
  const args = ['block', 'verify', file('block', BLOCK.bytes), '--prevouts', prevouts, '--network', 'regtest'];
  assert.equal((await vigil(args, interrupted)).exitCode, 130);
});

test('a transaction is checked under the rules that are asked for', async () => {
  const prevouts = file('csv.json', listed({ scriptPubKey: '5ab27551' }));
  const hex = bytesToHex(encodeTransaction(PAYMENT));
  const today = await vigil(['tx', 'verify', hex, '--prevouts', prevouts]);
  assert.equal(today.exitCode, 1);
  assert.match(
    today.out,
    /^verdict +invalid: mandatory-script-verify-flag-failed \(Locktime requirement not satisfied\)$/m,
  );
  const before = await vigil(['tx', 'verify', hex, '--prevouts', prevouts, '--flags', 'P2SH,DERSIG', '--json']);
  const document = JSON.parse(before.out) as VerifiedTransactionDocument;
  assert.deepEqual([before.exitCode, document.verdict, document.feeSats, document.inputs], [0, 'valid', 20, 1]);
  assert.equal(document.scriptFlags, 'P2SH,DERSIG');
  const unknown = await vigil(['tx', 'verify', hex, '--prevouts', prevouts, '--flags', 'P2SH,NONSENSE']);
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.err, /there is no script flag NONSENSE/);
  const apart = await vigil(['tx', 'verify', hex, '--prevouts', prevouts, '--flags', 'WITNESS']);
  assert.match(apart.err, /WITNESS needs P2SH/);
});

test('a coinbase that a transaction spends is mature at the height that is given', async () => {
  const prevouts = file('coinbase.json', listed({ height: 100, coinbase: true }));
  const args = ['tx', 'verify', bytesToHex(encodeTransaction(PAYMENT)), '--prevouts', prevouts];
  assert.equal((await vigil([...args, '--height', '200'])).exitCode, 0);
  const early = await vigil([...args, '--height', '199']);
  assert.match(
    early.err,
    /bad-txns-premature-spend-of-coinbase: input 0 spends a coinbase 99 blocks after it, 100 are/,
  );
  assert.equal((await vigil(args)).exitCode, 0, 'without a height it is not checked');
});

test('what breaks a rule by itself has no fee', async () => {
  const twice = testTransactionData({ inputs: [testInput(), testInput()] });
  const args = [
    'tx',
    'verify',
    bytesToHex(encodeTransaction(twice)),
    '--prevouts',
    file('prevouts.json', listed()),
    '--json',
  ];
  const ran = await vigil(args);
  const { reject, feeSats, sigOpCost } = JSON.parse(ran.out) as VerifiedTransactionDocument;
  assert.deepEqual(
    [ran.exitCode, reject?.code, reject?.input, feeSats, sigOpCost],
    [1, 'bad-txns-inputs-duplicate', 1, null, null],
  );
});
