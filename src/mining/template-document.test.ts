import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NOW_SEC, OP_TRUE, PARAMS, spend } from '../../test/chain-regtest.ts';
import { coinbaseCoin, miningScene } from '../../test/mining-scene.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { networkParams } from '../consensus/params.ts';
import { blockSubsidy } from '../consensus/subsidy.ts';
import { blockHashToHex, txidToHex, wtxidToHex } from '../primitives/hash.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import { assembleBlock } from './assemble-block.ts';
import { longPollIdFor, parseLongPollId } from './long-poll-id.ts';
import { checkClientRules, templateDocument } from './template-document.ts';
import type { TemplateDocument, TemplateDocumentOptions } from './template-document.ts';

const SEGWIT = new Set(['segwit']);

function shown(document: ReturnType<typeof templateDocument>): TemplateDocument {
  if ('code' in document) assert.fail(document.text);
  return document;
}

test('a template shows what BIP22, BIP23, BIP9 and BIP145 ask for, as Core does', async () => {
  const scene = await miningScene(0);
  const coin = coinbaseCoin(scene.mine());
  for (let i = 0; i < 100; i++) scene.mine();
  const value = blockSubsidy(PARAMS, 1);
  const transactions = [];
  for (let i = 0, prevout = coin; i < 2; i++) {
    const outputs = [value - BigInt(5000 * (i + 1)), 0n].map((each) => ({ value: each, scriptPubKey: OP_TRUE }));
    const tx = parseTransaction(spend([prevout], outputs).bytes);
    assert.ok(!('code' in tx));
    assert.equal(scene.pool.accept(tx, { nowSec: NOW_SEC }).status, 'accepted');
    transactions.push(tx);
    prevout = { txid: tx.txid, vout: 0 };
  }
  const template = assembleBlock(scene.input());
  const options: TemplateDocumentOptions = {
    params: PARAMS,
    versionBits: scene.versionBits,
    clientRules: SEGWIT,
    transactionsUpdated: 7,
  };
  const document = shown(templateDocument(template, options));
  const tip = blockHashToHex(template.prevHash);
  assert.deepEqual(document, {
    capabilities: ['proposal'],
    version: 0x2000_0000,
    rules: ['csv', '!segwit', 'taproot'],
    vbavailable: {},
    vbrequired: 0,
    previousblockhash: tip,
    transactions: transactions.map((tx, i) => ({
      data: bytesToHex(tx.serialized()),
      txid: txidToHex(tx.txid),
      hash: wtxidToHex(tx.wtxid),
      depends: i === 0 ? [] : [1],
      fee: 5000,
      sigops: 0,
      weight: tx.weight,
    })),
    coinbaseaux: {},
    coinbasevalue: Number(value) + 10_000,
    longpollid: `${tip}7`,
    target: `7fffff${'0'.repeat(58)}`,
    mintime: scene.chain.tree.medianTimePast(scene.chain.active.tip) + 1,
    mutable: ['time', 'transactions', 'prevblock'],
    noncerange: '00000000ffffffff',
    sigoplimit: 80_000,
    sizelimit: 4_000_000,
    weightlimit: 4_000_000,
    curtime: template.timeSec,
    bits: '207fffff',
    height: 102,
    default_witness_commitment: bytesToHex(template.commitmentScript),
  });
  const before = shown(templateDocument({ ...template, isSegwitActive: false }, options));
  assert.deepEqual([before.sigoplimit, before.sizelimit, before.weightlimit], [20_000, 1_000_000, undefined]);
  assert.deepEqual(before.rules, ['csv', 'taproot']);
});

test('a deployment that may be signalled is shown with its bit, and locked in it is signalled', async () => {
  const scene = await miningScene(0);
  const template = assembleBlock(scene.input());
  for (const [state, version] of [
    ['started', template.version],
    ['locked_in', (template.version | (1 << 28)) >> 0],
  ] as const) {
    const versionBits = {
      of: (name: string) => ({ stateAfter: () => (name === 'testdummy' ? state : 'active') }),
    } as unknown as TemplateDocumentOptions['versionBits'];
    const document = shown(
      templateDocument(template, { params: PARAMS, versionBits, clientRules: SEGWIT, transactionsUpdated: 0 }),
    );
    assert.deepEqual(document.vbavailable, { testdummy: 28 });
    assert.equal(document.version, version);
  }
});

test('a miner has to know segwit, and on signet its solutions', () => {
  const signet = networkParams('signet');
  assert.equal(
    checkClientRules(PARAMS, new Set())?.text,
    'getblocktemplate must be called with the segwit rule set (call with {"rules": ["segwit"]})',
  );
  assert.equal(
    checkClientRules(signet, SEGWIT)?.text,
    'getblocktemplate must be called with the signet rule set (call with {"rules": ["segwit", "signet"]})',
  );
  assert.equal(checkClientRules(PARAMS, SEGWIT), undefined);
  assert.equal(checkClientRules(signet, new Set(['segwit', 'signet'])), undefined);
});

test('a long poll’s id is read as it was written, and no hash is none', () => {
  const tip = new Uint8Array(32).fill(3) as Parameters<typeof longPollIdFor>[0]['tip'];
  assert.deepEqual(parseLongPollId(longPollIdFor({ tip, transactionsUpdated: 41 })), { tip, transactionsUpdated: 41 });
  assert.equal(parseLongPollId(`${'03'.repeat(32)}x`)?.transactionsUpdated, 0);
  assert.equal(parseLongPollId('03'), undefined);
});
