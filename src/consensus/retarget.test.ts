import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { bytesFromHex } from '../bytes/hex.ts';
import { decodeHeader } from '../primitives/header.ts';
import { bitsFromTarget, targetFromBits } from '../primitives/target.ts';
import { networkParams } from './params.ts';
import type { NetworkParams } from './params.ts';
import { nearestPermittedBits, nextBits, nextBitsFromPeriod } from './retarget.ts';
import type { PeriodFirst } from './retarget.ts';

const MAINNET = networkParams('mainnet');
const TESTNET3 = networkParams('testnet3');
const TESTNET4 = networkParams('testnet4');
const LIMIT_BITS = 0x1d00ffff;
const PLANNED_SEC = 14 * 24 * 60 * 60;

/** The next bits after a period of `actualSec` with the same bits from end to end. */
function bitsAfter(actualSec: number, bits: number, params: NetworkParams = MAINNET): number {
  const period = { firstTimeSec: 2_000_000_000, firstBits: bits, lastBits: bits };
  return nextBitsFromPeriod(params, { ...period, lastTimeSec: period.firstTimeSec + actualSec });
}

// The cases of Bitcoin Core's get_next_work* (src/test/pow_tests.cpp).
test('retargets equal those that Bitcoin Core’s tests expect', () => {
  for (const [firstTimeSec, lastTimeSec, lastBits, expected] of [
    [1261130161, 1262152739, 0x1d00ffff, 0x1d00d86a],
    [1231006505, 1233061996, 0x1d00ffff, 0x1d00ffff],
    [1279008237, 1279297671, 0x1c05a3f4, 0x1c0168fd],
    [1263163443, 1269211443, 0x1c387f6f, 0x1d00e1fd],
  ] as const) {
    const period = { firstTimeSec, lastTimeSec, firstBits: lastBits, lastBits };
    assert.equal(nextBitsFromPeriod(MAINNET, period), expected);
    assert.equal(nearestPermittedBits(MAINNET, lastBits, expected), expected);
  }
});

test('bits one step beyond the factor of 4 are not permitted, and the nearest that are is told', () => {
  assert.equal(nearestPermittedBits(MAINNET, 0x1c05a3f4, 0x1c0168fd - 1), 0x1c0168fd);
  assert.equal(nearestPermittedBits(MAINNET, 0x1c387f6f, 0x1d00e1fd + 1), 0x1d00e1fd);
  assert.equal(nearestPermittedBits(TESTNET4, 0x1c387f6f, 0x1d00e1fd + 1), 0x1d00e1fd + 1, 'BIP94: cannot be told');
});

test('the change is clamped to a factor of 4 each way', () => {
  const bits = 0x1c0ae493;
  const quarter = PLANNED_SEC / 4;
  assert.equal(bitsAfter(quarter - 1, bits), bitsAfter(quarter, bits));
  assert.notEqual(bitsAfter(quarter + 1200, bits), bitsAfter(quarter, bits));
  assert.equal(bitsAfter(-5, bits), bitsAfter(quarter, bits), 'a period may even run backwards');
  assert.equal(bitsAfter(PLANNED_SEC * 4 + 1, bits), bitsAfter(PLANNED_SEC * 4, bits));
  assert.notEqual(bitsAfter(PLANNED_SEC * 4 - 1200, bits), bitsAfter(PLANNED_SEC * 4, bits));
  assert.equal(bitsAfter(PLANNED_SEC, bits), bits);
});

test('the target never gets easier than the limit', () => {
  assert.equal(bitsAfter(PLANNED_SEC + 1200, LIMIT_BITS), LIMIT_BITS);
  assert.equal(bitsAfter(PLANNED_SEC - 1200, LIMIT_BITS), 0x1d00ffbd);
  const signet = networkParams('signet');
  assert.equal(bitsAfter(PLANNED_SEC * 4, 0x1e0377ae, signet), bitsFromTarget(signet.powLimit));
});

test('BIP94 starts from the period’s first bits, all others from its last', () => {
  const period = { firstTimeSec: 0, lastTimeSec: PLANNED_SEC, firstBits: 0x1c0ae493, lastBits: LIMIT_BITS };
  assert.equal(nextBitsFromPeriod(TESTNET4, period), 0x1c0ae493);
  assert.equal(nextBitsFromPeriod(TESTNET3, period), LIMIT_BITS);
});

test('regtest keeps its bits', () => {
  assert.equal(bitsAfter(1, 0x207fffff, networkParams('regtest')), 0x207fffff);
});

/** A header `sincePrevSec` after one at `prevHeight` with `prevBits`, in a period that began with `first`. */
function nextOf(
  params: NetworkParams,
  chain: { prevHeight: number; prevBits: number; first: PeriodFirst | undefined; sincePrevSec: number },
): number | undefined {
  const prevTimeSec = 1_700_000_000;
  const history = {
    heightOf: () => chain.prevHeight,
    timeOf: () => prevTimeSec,
    bitsOf: () => chain.prevBits,
    periodFirst: () => chain.first,
  };
  return nextBits(params, history, { prev: 0, timeSec: prevTimeSec + chain.sincePrevSec });
}

test('on the testnets a header more than 20 minutes late has the easiest bits, at 20 minutes the true ones', () => {
  const chain = { prevHeight: 4000, prevBits: LIMIT_BITS, first: { timeSec: 0, bits: 0x1c0ae493 } };
  for (const params of [TESTNET3, TESTNET4]) {
    assert.equal(nextOf(params, { ...chain, sincePrevSec: 1201 }), LIMIT_BITS);
    assert.equal(nextOf(params, { ...chain, sincePrevSec: 1200 }), 0x1c0ae493);
    assert.equal(nextOf(params, { ...chain, prevBits: 0x1c0ae493, first: undefined, sincePrevSec: 1200 }), 0x1c0ae493);
    assert.equal(nextOf(params, { ...chain, first: undefined, sincePrevSec: 1200 }), undefined);
  }
  assert.equal(nextOf(MAINNET, { ...chain, sincePrevSec: 1201 }), LIMIT_BITS, 'mainnet: those of the one before');
  assert.equal(nextOf(MAINNET, { ...chain, prevBits: 0x1c0ae493, sincePrevSec: 1201 }), 0x1c0ae493);
});

test('a period’s first header is never a minimum-difficulty one, however late', () => {
  const first = { timeSec: 1_700_000_000 - PLANNED_SEC, bits: 0x1c0ae493 };
  const chain = { prevHeight: 4031, prevBits: 0x1c0ae493, first, sincePrevSec: 100_000 };
  for (const params of [MAINNET, TESTNET3, TESTNET4]) assert.equal(nextOf(params, chain), 0x1c0ae493);
  assert.equal(
    nextOf(TESTNET3, { ...chain, prevBits: LIMIT_BITS }),
    LIMIT_BITS,
    'testnet3 resets after an easy last block',
  );
  assert.equal(nextOf(TESTNET4, { ...chain, prevBits: LIMIT_BITS }), 0x1c0ae493, 'testnet4 does not');
  assert.equal(nextOf(MAINNET, { ...chain, first: undefined }), undefined);
});

test('every retarget of mainnet to height 832608 follows from the first and last header of its period', (t) => {
  const file = '../shared/data/headers/mainnet_difficulty_epochs_0_832608.csv';
  if (!existsSync(file)) return t.skip(`${file} is not there`);
  const headers = new Map<number, { timeSec: number; bits: number }>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
    const [height, hex] = line.split(',');
    const bytes = bytesFromHex(hex ?? '');
    assert.ok(bytes !== undefined);
    headers.set(Number(height), decodeHeader(bytes, 0));
  }
  let retargets = 0;
  for (let height = 2016; height <= 832608; height += 2016) {
    const [first, last, next] = [headers.get(height - 2016), headers.get(height - 1), headers.get(height)];
    assert.ok(first !== undefined && last !== undefined && next !== undefined, `height ${height}`);
    const period = {
      firstTimeSec: first.timeSec,
      firstBits: first.bits,
      lastTimeSec: last.timeSec,
      lastBits: last.bits,
    };
    assert.equal(nextBitsFromPeriod(MAINNET, period), next.bits, `height ${height}`);
    assert.equal(nearestPermittedBits(MAINNET, last.bits, next.bits), next.bits, `height ${height}`);
    retargets += 1;
  }
  assert.equal(retargets, 413);
  return undefined;
});

test('Electrum’s checkpoints hold the same targets as the headers', (t) => {
  const file = '../shared/data/headers/electrum_checkpoints_mainnet.json';
  if (!existsSync(file)) return t.skip(`${file} is not there`);
  // The targets are integers beyond 2^53: they are read from the text.
  const targets = [...readFileSync(file, 'utf8').matchAll(/^\s*(\d{30,})$/gm)].map((match) => BigInt(match[1] ?? ''));
  assert.equal(targets.length, 371);
  for (const target of targets) assert.equal(targetFromBits(bitsFromTarget(target)), target);
  return undefined;
});
