import assert from 'node:assert/strict';
import { test } from 'node:test';

import { networkParams } from '../consensus/params.ts';
import { blockTimeAfter, updatedTime } from './block-time.ts';

/** A chain of one header of which all is told. */
function headers(facts: { height: number; timeSec: number; medianTimePastSec: number; bits?: number }) {
  const bits = facts.bits ?? 0x1d00_ffff;
  return {
    heightOf: () => facts.height,
    timeOf: () => facts.timeSec,
    bitsOf: () => bits,
    medianTimePast: () => facts.medianTimePastSec,
    periodFirst: () => ({ timeSec: facts.timeSec - 600 * 2015, bits: 0x1c00_ffff }),
  };
}

const TESTNET4 = networkParams('testnet4');

test('time is now, but after the median time past', () => {
  const tree = headers({ height: 10, timeSec: 1000, medianTimePastSec: 900 });
  for (const [nowSec, timeSec] of [
    [800, 901],
    [901, 901],
    [902, 902],
  ] as const) {
    assert.equal(blockTimeAfter(networkParams('mainnet'), tree, { prev: 0, nowSec }), timeSec);
  }
});

test('a period’s first block comes at most 600 s before the one before it, where BIP94 holds', () => {
  const last = headers({ height: 2015, timeSec: 10_000, medianTimePastSec: 900 });
  assert.equal(blockTimeAfter(TESTNET4, last, { prev: 0, nowSec: 5000 }), 9400);
  assert.equal(blockTimeAfter(TESTNET4, last, { prev: 0, nowSec: 9401 }), 9401);
  assert.equal(blockTimeAfter(networkParams('testnet3'), last, { prev: 0, nowSec: 5000 }), 5000);
  const middle = headers({ height: 2014, timeSec: 10_000, medianTimePastSec: 900 });
  assert.equal(blockTimeAfter(TESTNET4, middle, { prev: 0, nowSec: 5000 }), 5000);
});

test('a template’s time goes on, never back; its bits follow where late blocks are easy', () => {
  const tree = headers({ height: 10, timeSec: 10_000, medianTimePastSec: 9000, bits: 0x1c00_ffff });
  const header = { prev: 0, timeSec: 10_100, bits: 0x1c00_ffff };
  const easy = TESTNET4.powLimitBits;
  assert.deepEqual(updatedTime(TESTNET4, tree, { ...header, nowSec: 10_050 }), { timeSec: 10_100, bits: 0x1c00_ffff });
  assert.deepEqual(updatedTime(TESTNET4, tree, { ...header, nowSec: 11_200 }), { timeSec: 11_200, bits: 0x1c00_ffff });
  assert.deepEqual(updatedTime(TESTNET4, tree, { ...header, nowSec: 11_201 }), { timeSec: 11_201, bits: easy });
  const mainnet = updatedTime(networkParams('mainnet'), tree, { ...header, nowSec: 11_201 });
  assert.deepEqual(mainnet, { timeSec: 11_201, bits: 0x1c00_ffff });
});
