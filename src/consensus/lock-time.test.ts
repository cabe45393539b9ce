import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testInput, testTransaction, testTxid } from '../../test/block-builder.ts';
import { calculateSequenceLocks, evaluateSequenceLocks, isFinalTx } from './lock-time.ts';
import type { SequenceLocks } from './lock-time.ts';

const NOT_FINAL = 0xffff_fffe;

function isFinal(lockTime: number, height: number, cutoffSec: number, sequences = [NOT_FINAL]): boolean {
  const inputs = sequences.map((sequence, i) => testInput({ sequence, prevout: { txid: testTxid(i + 1), vout: 0 } }));
  return isFinalTx(testTransaction({ lockTime, inputs }), height, cutoffSec);
}

test('a lock time below 500,000,000 is over from the next height on', () => {
  assert.equal(isFinal(0, 0, 0), true);
  assert.equal(isFinal(100, 100, 2 ** 32), false);
  assert.equal(isFinal(100, 101, 0), true);
  assert.equal(isFinal(499_999_999, 499_999_999, 2 ** 32), false);
});

test('a lock time from 500,000,000 on is over from the next second on', () => {
  assert.equal(isFinal(500_000_000, 2 ** 31 - 1, 500_000_000), false);
  assert.equal(isFinal(500_000_000, 0, 500_000_001), true);
  assert.equal(isFinal(0xffff_ffff, 0, 0xffff_ffff), false);
});

test('a lock time is off when all inputs are final, and not when one is not', () => {
  assert.equal(isFinal(100, 1, 0, [0xffff_ffff, 0xffff_ffff]), true);
  assert.equal(isFinal(100, 1, 0, [0xffff_ffff, NOT_FINAL]), false);
});

/** Coins at heights 100, 101, ...; blocks whose median time past is 1000 times their height. */
function locksOf(sequences: readonly number[], version = 2): SequenceLocks {
  const inputs = sequences.map((sequence, i) => testInput({ sequence, prevout: { txid: testTxid(i + 1), vout: 0 } }));
  return calculateSequenceLocks(testTransaction({ version, inputs }), {
    coinHeights: (input) => 100 + input,
    medianTimePastAt: (height) => 1000 * height,
  });
}

test('relative locks in blocks count from the coin’s own height', () => {
  assert.deepEqual(locksOf([10]), { minHeight: 109, minTimeSec: -1 });
  assert.deepEqual(locksOf([0]), { minHeight: 99, minTimeSec: -1 });
  assert.deepEqual(locksOf([0xffff]), { minHeight: 100 + 0xffff - 1, minTimeSec: -1 });
  assert.deepEqual(locksOf([10, 20, 5]), { minHeight: 120, minTimeSec: -1 });
});

test('relative locks in time count, by 512 seconds, from the median time before the coin’s block', () => {
  const inTime = 0x0040_0000;
  assert.deepEqual(locksOf([inTime | 2]), { minHeight: -1, minTimeSec: 99_000 + 1024 - 1 });
  assert.deepEqual(locksOf([inTime | 0xffff]), { minHeight: -1, minTimeSec: 99_000 + 0xffff * 512 - 1 });
  assert.deepEqual(locksOf([inTime | 2, 7]), { minHeight: 107, minTimeSec: 100_023 });
  const genesis = calculateSequenceLocks(testTransaction({ inputs: [testInput({ sequence: inTime })] }), {
    coinHeights: () => 0,
    medianTimePastAt: (height) => 1000 + height,
  });
  assert.equal(genesis.minTimeSec, 999, 'nothing is before the first block');
});

test('no lock comes of a set highest bit, of other bits, or of versions 0 and 1', () => {
  const none = { minHeight: -1, minTimeSec: -1 };
  assert.deepEqual(locksOf([0x8000_000a]), none);
  assert.deepEqual(locksOf([0xffff_ffff]), none);
  assert.deepEqual(locksOf([10], 1), none);
  assert.deepEqual(locksOf([10], 0), none);
  assert.deepEqual(locksOf([0x7fbf_0000 | 10]), { minHeight: 109, minTimeSec: -1 }, 'unused bits mean nothing');
  assert.deepEqual(locksOf([10], 0xffff_ffff), { minHeight: 109, minTimeSec: -1 }, 'versions have no sign');
});

test('relative locks hold up to the height and the median time they name, and are over after', () => {
  const locks = { minHeight: 109, minTimeSec: 5000 };
  assert.equal(evaluateSequenceLocks(locks, 110, 5001), true);
  assert.equal(evaluateSequenceLocks(locks, 109, 5001), false);
  assert.equal(evaluateSequenceLocks(locks, 110, 5000), false);
  assert.equal(evaluateSequenceLocks({ minHeight: -1, minTimeSec: -1 }, 0, 0), true);
});
