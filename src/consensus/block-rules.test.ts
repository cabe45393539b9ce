import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testBlock, testCoinbase, testTransactionData } from '../../test/block-builder.ts';
import { blockHashFromHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { blockRules, blockScriptFlags, checkBip30, isBip30Checked } from './block-rules.ts';
import { networkParams } from './params.ts';
import type { NetworkParams } from './params.ts';
import { scriptFlagsToText } from './script/flags.ts';

const MAINNET = networkParams('mainnet');
const OTHER = new Uint8Array(32).fill(1) as BlockHash;

function hash(text: string): BlockHash {
  const bytes = blockHashFromHex(text);
  assert.ok(bytes !== undefined);
  return bytes;
}

function flagsAt(params: NetworkParams, height: number, blockHash = OTHER): string {
  return scriptFlagsToText(blockScriptFlags(params, { height, hash: blockHash }));
}

test('each soft fork adds its flag at its height', () => {
  const steps: readonly (readonly [number, string])[] = [
    [1, 'P2SH,WITNESS,TAPROOT'],
    [363_725, 'P2SH,DERSIG,WITNESS,TAPROOT'],
    [388_381, 'P2SH,DERSIG,CHECKLOCKTIMEVERIFY,WITNESS,TAPROOT'],
    [419_328, 'P2SH,DERSIG,CHECKLOCKTIMEVERIFY,CHECKSEQUENCEVERIFY,WITNESS,TAPROOT'],
    [481_824, 'P2SH,DERSIG,NULLDUMMY,CHECKLOCKTIMEVERIFY,CHECKSEQUENCEVERIFY,WITNESS,TAPROOT'],
  ];
  steps.forEach(([height, flags], i) => {
    assert.equal(flagsAt(MAINNET, height), flags);
    if (i > 0) assert.equal(flagsAt(MAINNET, height - 1), steps[i - 1]![1]);
  });
  const all = steps.at(-1)![1];
  assert.equal(flagsAt(networkParams('testnet3'), 834_624), all);
  assert.notEqual(flagsAt(networkParams('testnet3'), 834_623), all);
  for (const name of ['testnet4', 'signet', 'regtest'] as const) assert.equal(flagsAt(networkParams(name), 1), all);
});

test('the blocks that broke BIP16 and taproot are known by their hashes', () => {
  const bip16 = hash('00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22');
  assert.equal(flagsAt(MAINNET, 170_060, bip16), 'NONE');
  assert.equal(flagsAt(networkParams('testnet3'), 170_060, bip16), 'P2SH,WITNESS,TAPROOT', 'another network');
  const taproot = hash('0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad');
  const soft = 'P2SH,DERSIG,NULLDUMMY,CHECKLOCKTIMEVERIFY,CHECKSEQUENCEVERIFY,WITNESS';
  assert.equal(flagsAt(MAINNET, 692_261, taproot), soft);
  const testnet = hash('00000000dd30457c001f4095d208cc1296b0eed002427aa599874af7a432b105');
  assert.equal(flagsAt(networkParams('testnet3'), 1, testnet), 'NONE');
});

test('relative lock times hold from BIP68’s height on, and the subsidy is the height’s', () => {
  const before = blockRules(MAINNET, { height: 419_327, hash: OTHER });
  const from = blockRules(MAINNET, { height: 419_328, hash: OTHER });
  assert.deepEqual([before.hasSequenceLocks, from.hasSequenceLocks], [false, true]);
  assert.deepEqual([from.height, from.subsidy], [419_328, 2_500_000_000n]);
});

test('BIP30 is checked but for the two blocks that break it', () => {
  const first = hash('00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec');
  const second = hash('00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721');
  assert.equal(isBip30Checked(MAINNET, { height: 91_842, hash: first }, undefined), false);
  assert.equal(isBip30Checked(MAINNET, { height: 91_880, hash: second }, undefined), false);
  assert.equal(isBip30Checked(MAINNET, { height: 91_842, hash: second }, undefined), true);
  assert.equal(isBip30Checked(MAINNET, { height: 91_843, hash: first }, undefined), true);
  assert.equal(isBip30Checked(networkParams('testnet3'), { height: 91_842, hash: first }, undefined), true);
});

test('on the known chain BIP34 makes BIP30 needless, up to height 1,983,702', () => {
  const { bip34Hash } = MAINNET;
  const at = (height: number, ancestor: BlockHash | undefined): boolean =>
    isBip30Checked(MAINNET, { height, hash: OTHER }, ancestor);
  assert.equal(at(227_931, undefined), true, 'the block at BIP34’s height itself');
  assert.equal(at(227_932, bip34Hash), false);
  assert.equal(at(227_932, OTHER), true, 'another chain');
  assert.equal(at(1_983_701, bip34Hash), false);
  assert.equal(at(1_983_702, bip34Hash), true);
  assert.equal(isBip30Checked(networkParams('regtest'), { height: 500, hash: OTHER }, OTHER), true, 'no known chain');
});

test('a transaction that repeats one with an unspent output is refused', () => {
  const outputs = [1, 2].map(() => ({ value: 1n, scriptPubKey: new Uint8Array(1) }));
  const block = testBlock({ transactions: [testCoinbase(5), testTransactionData({ outputs })], mine: false });
  assert.equal(
    checkBip30(block, () => false),
    undefined,
  );
  const reject = checkBip30(block, (txid, vout) => vout === 1 && txid.every((byte, i) => byte === block.txid(1)[i]));
  assert.deepEqual(reject, { code: 'bad-txns-BIP30', transaction: 1, txid: block.txid(1), output: 1 });
});
