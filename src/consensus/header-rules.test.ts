import assert from 'node:assert/strict';
import { test } from 'node:test';

import { blockHashFromHex } from '../primitives/hash.ts';
import { checkHeaderInContext, checkVersion, describeReject, rejectReason } from './header-rules.ts';
import type { HeaderContext, HeaderReject } from './header-rules.ts';
import { networkParams } from './params.ts';

const MAINNET = networkParams('mainnet');
const TESTNET4 = networkParams('testnet4');
const NOW_SEC = 1_700_000_000;

const GOOD_HEADER = { version: 4, timeSec: NOW_SEC, bits: 0x1c0ae493 };
const GOOD_CONTEXT: HeaderContext = {
  height: 400_000,
  expectedBits: 0x1c0ae493,
  medianTimePastSec: NOW_SEC - 3600,
  prevTimeSec: NOW_SEC - 600,
  nowSec: NOW_SEC,
};

function codeOf(header: Partial<typeof GOOD_HEADER>, context: Partial<HeaderContext> = {}, params = MAINNET): string {
  const reject = checkHeaderInContext(params, { ...GOOD_HEADER, ...header }, { ...GOOD_CONTEXT, ...context });
  return reject?.code ?? 'ok';
}

test('bits have to be the expected ones, where these are known', () => {
  assert.equal(codeOf({}), 'ok');
  assert.equal(codeOf({ bits: 0x1c0ae494 }), 'bad-diffbits');
  assert.equal(codeOf({ bits: 0x1c0ae492 }), 'bad-diffbits');
  assert.equal(codeOf({ bits: 0x1c0ae492 }, { expectedBits: undefined }), 'ok');
});

test('a time equal to the median past is too old, a second later is not', () => {
  assert.equal(codeOf({ timeSec: 1_699_000_000 }, { medianTimePastSec: 1_699_000_000 }), 'time-too-old');
  assert.equal(codeOf({ timeSec: 1_699_000_001 }, { medianTimePastSec: 1_699_000_000 }), 'ok');
  assert.equal(codeOf({ timeSec: 0 }, { medianTimePastSec: -1 }), 'ok', 'nothing is known');
});

test('a time two hours ahead is allowed, a second more is not, and parts of a second count', () => {
  assert.equal(codeOf({ timeSec: NOW_SEC + 7200 }), 'ok');
  assert.equal(codeOf({ timeSec: NOW_SEC + 7201 }), 'time-too-new');
  assert.equal(codeOf({ timeSec: NOW_SEC + 7201 }, { nowSec: NOW_SEC + 0.999 }), 'time-too-new');
  assert.equal(codeOf({ timeSec: NOW_SEC + 7201 }, { nowSec: NOW_SEC + 1 }), 'ok');
});

test('on testnet4 a period’s first header may be 600 s before the one before, not 601', () => {
  const context = { height: 2016 * 7, prevTimeSec: NOW_SEC };
  assert.equal(codeOf({ timeSec: NOW_SEC - 600 }, context, TESTNET4), 'ok');
  assert.equal(codeOf({ timeSec: NOW_SEC - 601 }, context, TESTNET4), 'time-timewarp-attack');
  assert.equal(codeOf({ timeSec: NOW_SEC - 601 }, { ...context, height: 2016 * 7 + 1 }, TESTNET4), 'ok');
  assert.equal(codeOf({ timeSec: NOW_SEC - 601 }, { ...context, height: 2016 * 7 - 1 }, TESTNET4), 'ok');
  assert.equal(codeOf({ timeSec: NOW_SEC - 601 }, context, MAINNET), 'ok', 'other networks have no such rule');
});

test('versions below 2, 3 and 4 end at the heights of BIP34, BIP66 and BIP65', () => {
  for (const [height, version, requiredVersion] of [
    [227_931, 1, 2],
    [363_725, 2, 3],
    [388_381, 3, 4],
  ] as const) {
    assert.equal(checkVersion(MAINNET, version, height - 1), undefined);
    assert.deepEqual(checkVersion(MAINNET, version, height), { code: 'bad-version', version, requiredVersion });
    assert.equal(checkVersion(MAINNET, version + 1, height), undefined);
  }
  assert.equal(checkVersion(MAINNET, -1, 227_930), undefined, 'before BIP34 any version goes');
  assert.deepEqual(checkVersion(MAINNET, -1, 900_000), { code: 'bad-version', version: -1, requiredVersion: 4 });
  assert.deepEqual(checkVersion(TESTNET4, 3, 1), { code: 'bad-version', version: 3, requiredVersion: 4 });
});

test('of several broken rules the first in Bitcoin Core’s order is told', () => {
  const broken = { bits: 1, timeSec: 5, version: 1 };
  const context = { height: 2016 * 300, medianTimePastSec: 5, prevTimeSec: 1000, nowSec: -7200 };
  assert.equal(codeOf(broken, context, TESTNET4), 'bad-diffbits');
  assert.equal(codeOf({ ...broken, bits: GOOD_HEADER.bits }, context, TESTNET4), 'time-too-old');
  const notOld = { ...context, medianTimePastSec: 4 };
  assert.equal(codeOf({ ...broken, bits: GOOD_HEADER.bits }, notOld, TESTNET4), 'time-timewarp-attack');
  const notWarped = { ...notOld, prevTimeSec: 605 };
  assert.equal(codeOf({ ...broken, bits: GOOD_HEADER.bits }, notWarped, TESTNET4), 'time-too-new');
  assert.equal(codeOf({ ...broken, bits: GOOD_HEADER.bits }, { ...notWarped, nowSec: 0 }, TESTNET4), 'bad-version');
});

test('reasons are spelled as Bitcoin Core prints them, and lines hold both values', () => {
  const hash = blockHashFromHex('00000000ffff0000000000000000000000000000000000000000000000000001');
  assert.ok(hash !== undefined);
  const cases: readonly [HeaderReject, string, RegExp][] = [
    [
      { code: 'high-hash', hash, target: 0xffffn << 208n, bits: 0x1d00ffff, isTargetOutOfRange: false },
      'high-hash',
      /^hash 0{8}ffff0{51}1 is above the target 0{8}ffff0{52}$/,
    ],
    [
      { code: 'high-hash', hash, target: 0n, bits: 0, isTargetOutOfRange: true },
      'high-hash',
      /^bits 0x00000000 encode no target that this network allows$/,
    ],
    [{ code: 'prev-blk-not-found', prevHash: hash }, 'prev-blk-not-found', /00000000ffff0{51}1, is not known$/],
    [
      { code: 'bad-diffbits', bits: 0x1d00ffff, expectedBits: 0x1c0ae493 },
      'bad-diffbits',
      /^bits 0x1d00ffff, expected 0x1c0ae493$/,
    ],
    [
      { code: 'time-too-old', timeSec: 1231006505, medianTimePastSec: 1231006506 },
      'time-too-old',
      /^time 1231006505 \(2009-01-03T18:15:05Z\) .* 1231006506 \(2009-01-03T18:15:06Z\)$/,
    ],
    [
      { code: 'time-timewarp-attack', timeSec: 10, prevTimeSec: 611, minTimeSec: 11 },
      'time-timewarp-attack',
      /^time 10 \(.*\) .* 11 \(.*\), 600 s before the previous block$/,
    ],
    [
      { code: 'time-too-new', timeSec: 7202, nowSec: 1, maxTimeSec: 7201 },
      'time-too-new',
      /^time 7202 \(.*\) is after 7201 \(.*\), two hours from now$/,
    ],
    [
      { code: 'bad-version', version: -2, requiredVersion: 4 },
      'bad-version(0xfffffffe)',
      /^version 0xfffffffe, at least 0x00000004 is required at its height$/,
    ],
  ];
  for (const [reject, reason, line] of cases) {
    assert.equal(rejectReason(reject), reason);
    assert.match(describeReject(reject), line);
  }
});

test('a clock that is far off makes a line, not a crash', () => {
  const reject: HeaderReject = { code: 'time-too-new', timeSec: 1, nowSec: -Infinity, maxTimeSec: -Infinity };
  assert.equal(describeReject(reject), 'time 1 (1970-01-01T00:00:01Z) is after -Infinity, two hours from now');
});
