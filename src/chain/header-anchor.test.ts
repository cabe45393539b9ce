import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError } from '../bytes/assert.ts';
import { networkParams } from '../consensus/params.ts';
import { decodeHeader } from '../primitives/header.ts';
import { checkAnchor } from './header-anchor.ts';
import type { HeaderAnchor } from './header-anchor.ts';
import { HeaderTree } from './header-tree.ts';
import { EASY_PARAMS, mineHeader } from './synthetic-headers.ts';

const GENESIS = decodeHeader(EASY_PARAMS.genesisHeader, 0);

/** A header with proof of work at the easiest bits. */
function mined(version = 4): Uint8Array {
  return mineHeader(EASY_PARAMS, { ...GENESIS, version, timeSec: GENESIS.timeSec + 600 });
}

function codeOf(anchor: HeaderAnchor, params = EASY_PARAMS): string {
  return checkAnchor(params, anchor)?.code ?? 'ok';
}

test('an anchor has a height that Bitcoin Core could count to, and 80 bytes', () => {
  const header = mined();
  for (const height of [-1, 0.5, NaN, Infinity, 2 ** 31]) assert.equal(codeOf({ height, header }), 'anchor-height');
  assert.equal(codeOf({ height: 2 ** 31 - 1, header }), 'ok');
  assert.equal(codeOf({ height: 5, header: header.subarray(1) }), 'anchor-size');
  assert.equal(codeOf({ height: 5, header: new Uint8Array(81) }), 'anchor-size');
});

test('an anchor shows its proof of work, at bits that the network allows', () => {
  const header = mined();
  const isEven = (nonce: number): Uint8Array => {
    const bytes = header.slice();
    bytes[76] = nonce;
    return bytes;
  };
  const codes = new Set(Array.from({ length: 64 }, (_, nonce) => codeOf({ height: 5, header: isEven(nonce) })));
  assert.deepEqual([...codes].sort(), ['high-hash', 'ok']);
  assert.equal(codeOf({ height: 5, header }, networkParams('mainnet')), 'high-hash');
});

test('an anchor’s version is held against its height', () => {
  assert.equal(codeOf({ height: 1, header: mined(3) }), 'bad-version');
  assert.equal(codeOf({ height: 1, header: mined(4) }), 'ok');
});

test('at height 0 only the network’s own first header will do', () => {
  assert.equal(codeOf({ height: 0, header: EASY_PARAMS.genesisHeader }), 'ok');
  assert.equal(codeOf({ height: 0, header: mined() }), 'anchor-not-genesis');
});

test('the period’s first bits equal the anchor’s, but on networks with minimum-difficulty blocks', () => {
  const header = mined();
  const context = { epochFirst: { timeSec: 1, bits: 0x1d00ffff } };
  assert.equal(codeOf({ height: 5, header, context }), 'anchor-epoch-bits');
  assert.equal(codeOf({ height: 5, header, context }, { ...EASY_PARAMS, allowMinDifficulty: true }), 'ok');
  assert.equal(codeOf({ height: 5, header, context: { epochFirst: { timeSec: 1, bits: GENESIS.bits } } }), 'ok');
});

test('a tree is not made from an anchor that was not checked', () => {
  const anchor = { height: 0, header: mined() };
  assert.throws(() => new HeaderTree({ params: EASY_PARAMS, anchor }), AssertionError);
});
