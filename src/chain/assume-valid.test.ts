import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NOW_SEC, headerAt, regtestHeaders } from '../../test/headers-regtest-chain.ts';
import { networkParams } from '../consensus/params.ts';
import { blockHashFromHex, blockHashToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { areScriptsChecked, defaultAssumeValid, minimumChainWork } from './assume-valid.ts';
import { HeaderTree } from './header-tree.ts';

const PARAMS = networkParams('regtest');

/** Blocks in two weeks. */
const TWO_WEEKS = 2016;
const LENGTH = TWO_WEEKS + 20;

/** One chain of rows 0 to `LENGTH`, and a fork of 15 blocks after row 5. */
function makeTree(): { readonly tree: HeaderTree; readonly fork: readonly number[] } {
  const tree = new HeaderTree({ params: PARAMS });
  const main = regtestHeaders(LENGTH);
  const add = (run: Uint8Array, i: number): number => {
    const result = tree.accept(run, i * 80, NOW_SEC);
    assert.ok(result.status === 'added');
    return result.index;
  };
  for (let i = 0; i < LENGTH; i++) assert.equal(add(main, i), i + 1);
  const side = regtestHeaders(15, { after: headerAt(main, 4), version: 5 });
  return { tree, fork: Array.from({ length: 15 }, (_, i) => add(side, i)) };
}

const { tree, fork } = makeTree();
const work = tree.chainworkOf(LENGTH);

function isChecked(
  row: number,
  options: { readonly assumed?: BlockHash; readonly minimum?: bigint; readonly bestHeader?: number } = {},
): boolean {
  const { assumed = tree.hashOf(LENGTH), minimum = 0n, bestHeader = LENGTH } = options;
  return areScriptsChecked(PARAMS, tree, { row, bestHeader, assumed: { hash: assumed, minimumChainWork: minimum } });
}

test('scripts are skipped more than two weeks of work below the best header', () => {
  assert.equal(isChecked(LENGTH), true);
  assert.equal(isChecked(LENGTH - TWO_WEEKS + 1), true);
  assert.equal(isChecked(LENGTH - TWO_WEEKS), true, 'two weeks to the second');
  assert.equal(isChecked(LENGTH - TWO_WEEKS - 1), false);
  assert.equal(isChecked(1), false);
});

test('scripts are run after the block that is assumed to be valid, and on other branches', () => {
  const assumed = tree.hashOf(10);
  assert.equal(isChecked(10, { assumed }), false);
  assert.equal(isChecked(11, { assumed }), true);
  assert.equal(isChecked(fork[0]!), true);
  assert.equal(isChecked(fork[0]!, { assumed: tree.hashOf(fork[14]!) }), true, 'the best header is on another branch');
  assert.equal(isChecked(5, { assumed: tree.hashOf(fork[14]!) }), false, 'what both branches have');
});

test('scripts are run when the block is not known, or none is assumed to be valid', () => {
  assert.equal(isChecked(1, { assumed: blockHashFromHex('11'.repeat(32))! }), true);
  assert.equal(areScriptsChecked(PARAMS, tree, { row: 1, bestHeader: LENGTH, assumed: undefined }), true);
});

test('scripts are run when the best chain has less work than is asked for', () => {
  assert.equal(isChecked(1, { minimum: work }), false);
  assert.equal(isChecked(1, { minimum: work + 1n }), true);
});

test('scripts are run when the best header is on another branch, or little ahead', () => {
  assert.equal(isChecked(6, { bestHeader: fork[14]! }), true);
  assert.equal(isChecked(5, { bestHeader: fork[14]! }), true, 'fifteen blocks are less than two weeks');
});

test('each network but regtest has a block that is assumed to be valid, as in Bitcoin Core 28.1', () => {
  const mainnet = defaultAssumeValid('mainnet');
  assert.ok(mainnet !== undefined);
  assert.equal(blockHashToHex(mainnet.hash), '000000000000000000011c5890365bdbe5d25b97ce0057589acaef4f1a57263f');
  assert.equal(mainnet.minimumChainWork, 0x88e186b70e0862c193ec44d6n);
  for (const name of ['testnet3', 'testnet4', 'signet'] as const) {
    assert.equal(defaultAssumeValid(name)?.minimumChainWork, minimumChainWork(name));
    assert.ok(minimumChainWork(name) > 0n);
  }
  assert.equal(defaultAssumeValid('regtest'), undefined);
  assert.equal(minimumChainWork('regtest'), 0n);
});
