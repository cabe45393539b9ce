import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { writeU32Le } from '../../bytes/u32-le.ts';
import type { Txid } from '../../primitives/hash.ts';
import { decodeFeeEstimates, encodeFeeEstimates } from './fee-estimates-file.ts';
import { FeeEstimator } from './fee-estimator.ts';
import type { SavedFeeEstimates } from './fee-estimator.ts';

/** An estimator after blocks that each confirm what came before them. */
function trained(blocks: number): FeeEstimator {
  const estimator = new FeeEstimator();
  for (let height = 0; height < blocks; height++) {
    const block = [1000n, 3000n, 20_000n].map((feeSats, i) => {
      const txid = new Uint8Array(32) as Uint8Array as Txid;
      writeU32Le(txid, 0, 3 * height + i);
      return { txid, feeSats, vsize: 200, height };
    });
    for (const tx of block) estimator.transactionAdded(tx, { isEvidence: true });
    estimator.blockConnected(block, height + 1);
  }
  return estimator;
}

function decoded(bytes: Uint8Array): SavedFeeEstimates {
  const saved = decodeFeeEstimates(bytes);
  if ('code' in saved) assert.fail(JSON.stringify(saved));
  return saved;
}

const ESTIMATOR = trained(60);
const BYTES = encodeFeeEstimates(ESTIMATOR.save());
/** After two versions, three heights, 190 bounds with their count. */
const MEDIUM_AT = 20 + 1 + 190 * 8;

test('estimates that are read again say the same', () => {
  const again = new FeeEstimator(decoded(BYTES));
  assert.deepEqual(encodeFeeEstimates(again.save()), BYTES);
  for (const target of [2, 6, 20]) {
    const options = { isConservative: true };
    assert.deepEqual(again.estimateSmartFee(target, options), ESTIMATOR.estimateSmartFee(target, options));
  }
});

test('the file is laid out as Core’s: versions, heights, rising fee rates, three horizons', () => {
  const view = new DataView(BYTES.buffer);
  assert.deepEqual(
    [0, 4, 8, 12, 16].map((at) => view.getUint32(at, true)),
    [149_900, 280_100, 60, 1, 60],
  );
  assert.equal(BYTES[20], 190);
  assert.equal(view.getFloat64(21, true), 1000);
  assert.equal(view.getFloat64(29, true), 1050);
  assert.equal(view.getFloat64(MEDIUM_AT - 8, true), 1e99);
  assert.equal(view.getFloat64(MEDIUM_AT, true), 0.9952);
  assert.equal(view.getUint32(MEDIUM_AT + 8, true), 2);
  const horizon = (periods: number) => 12 + 2 * (1 + 190 * 8) + 2 * (1 + periods * (1 + 190 * 8));
  assert.equal(BYTES.length, MEDIUM_AT + horizon(24) + horizon(12) + horizon(42));
});

test('what was saved is of use for six weeks of blocks, until as much is known of one’s own', () => {
  const far = decoded(BYTES);
  const at = (bestHeight: number) => new FeeEstimator({ ...far, bestHeight });
  const target = (estimator: FeeEstimator) => estimator.estimateSmartFee(100, { isConservative: false }).returnedTarget;
  assert.equal(target(at(60 + 6048)), 29);
  assert.equal(target(at(60 + 6049)), 0);
});

test('files of other versions are not read', () => {
  for (const version of [149_899, 280_101]) {
    const bytes = BYTES.slice();
    writeU32Le(bytes, 0, version);
    assert.deepEqual(decodeFeeEstimates(bytes), { code: 'fee-estimates-version', version });
  }
});

test('damage is told', () => {
  const damages: [at: number, bytes: number[]][] = [
    [12, [61]],
    [16, [0xff]],
    [20, [1]],
    [21, [0, 0, 0, 0, 0, 0, 0xff, 0x7f]],
    [MEDIUM_AT, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
    [MEDIUM_AT + 8, [0]],
    [MEDIUM_AT + 8, [43]],
    [MEDIUM_AT + 12, [189]],
    [MEDIUM_AT + 13, [0, 0, 0, 0, 0, 0, 0xf0, 0xbf]],
  ];
  for (const [at, patch] of damages) {
    const bytes = BYTES.slice();
    bytes.set(patch, at);
    const result = decodeFeeEstimates(bytes);
    assert.ok('code' in result && result.code === 'fee-estimates-corrupt', `${at}`);
  }
});

test('a file that ends early is told, wherever it ends', () => {
  fc.assert(
    fc.property(fc.nat(BYTES.length - 1), (length) => {
      assert.ok('code' in decodeFeeEstimates(BYTES.slice(0, length)));
    }),
  );
});

test('a file with any byte changed is told, or gives estimates that can be asked', () => {
  fc.assert(
    fc.property(fc.nat(BYTES.length - 1), fc.nat(255), (at, value) => {
      const bytes = BYTES.slice();
      bytes[at] = value;
      const saved = decodeFeeEstimates(bytes);
      if ('code' in saved) return;
      const estimator = new FeeEstimator(saved);
      assert.ok(estimator.estimateSmartFee(6, { isConservative: true }).feeRateSatsPerKvb >= 0n);
      estimator.blockConnected([], saved.bestHeight + 1);
    }),
    { numRuns: 50 },
  );
});
