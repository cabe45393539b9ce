import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WindowCount } from '../series/window-count.ts';
import {
  JUMP_SHAPE,
  logEvidenceWithoutChange,
  logPredictive,
  prepareBins,
  reverseBins,
  segment,
} from './segmentation.ts';
import type { Bins, Drift, Segmentation } from './segmentation.ts';

const DAY = 86_400;

function countsOf(blocks: readonly number[], exposure = 1): WindowCount[] {
  return blocks.map((n, i) => ({ fromSec: i * DAY, toSec: (i + 1) * DAY, blocks: n, exposure }));
}

/** Sums over all 2^(n-1) ways to cut the bins, each with its own filter: slow, and free of any recursion. */
function bruteForce(
  bins: Bins,
  options: { readonly drift: Drift; readonly expectedChanges: number; readonly found: Segmentation },
): { logEvidence: number; startProbability: number[]; none: (first: number, last: number) => number } {
  const { drift, expectedChanges, found } = options;
  const length = bins.blocks.length;
  const ways: { mask: number; probability: number }[] = [];
  for (let mask = 0; mask < 1 << (length - 1); mask++) {
    let log = 0;
    let shape = 0.5 + bins.blocks[0]!;
    let rate = bins.exposure[0]!;
    for (let t = 1; t < length; t++) {
      const chance = 1 - Math.exp(-expectedChanges * bins.share[t]!);
      const starts = (mask >> (t - 1)) % 2 === 1;
      log += Math.log(starts ? chance : 1 - chance);
      if (starts) [shape, rate] = [found.shape[t - 1]!, found.rate[t - 1]!];
      const spread = drift.sdPerDay ** 2 * bins.gapDays[t]! + (starts ? 1 / JUMP_SHAPE : 0);
      const level = (shape / rate) * Math.exp(drift.growthPerDay * bins.gapDays[t]!);
      shape = 1 / (1 / shape + spread);
      rate = shape / level;
      log += logPredictive(shape, rate, bins.blocks[t]!, bins.exposure[t]!);
      shape += bins.blocks[t]!;
      rate += bins.exposure[t]!;
    }
    ways.push({ mask, probability: Math.exp(log) });
  }
  const total = ways.reduce((sum, { probability }) => sum + probability, 0);
  const share = (keep: (mask: number) => boolean): number =>
    ways.reduce((sum, way) => sum + (keep(way.mask) ? way.probability : 0), 0) / total;
  const bit = (t: number): number => 1 << (t - 1);
  return {
    logEvidence: Math.log(total),
    startProbability: Array.from({ length }, (_, t) => (t === 0 ? 1 : share((mask) => (mask & bit(t)) !== 0))),
    none: (first, last) =>
      share((mask) => {
        for (let t = first; t <= last; t++) if ((mask & bit(t)) !== 0) return false;
        return true;
      }),
  };
}

function near(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

test('evidence and change probabilities equal the sum over every way to cut the bins', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 8 }),
      fc.constantFrom(0, 0.01, 0.3),
      fc.constantFrom(-0.02, 0, 0.1),
      (blocks, sdPerDay, growthPerDay) => {
        const bins = prepareBins(countsOf(blocks));
        const options = { drift: { sdPerDay, growthPerDay }, expectedChanges: 0.7 };
        const found = segment(bins, options);
        const slow = bruteForce(bins, { ...options, found });
        near(found.logEvidence, slow.logEvidence);
        for (let t = 0; t < blocks.length; t++) near(found.startProbability[t]!, slow.startProbability[t]!);
        const last = blocks.length - 1;
        near(found.probabilityOfNone(1, last), slow.none(1, last));
        near(found.probabilityOfNone(2, last), slow.none(2, last));
        near(found.probabilityOfNone(1, 1), 1 - slow.startProbability[1]!);
      },
    ),
    { numRuns: 60 },
  );
});

test('without any expected change the evidence is that of no change', () => {
  const bins = prepareBins(countsOf([140, 150, 90, 80, 85]));
  const drift = { growthPerDay: 0.01, sdPerDay: 0.02 };
  near(segment(bins, { drift, expectedChanges: 0 }).logEvidence, logEvidenceWithoutChange(bins, drift));
});

test('a clear step is the one likely start, and a rise mirrored in time is a fall at the mirrored place', () => {
  const blocks = [...Array<number>(30).fill(100), ...Array<number>(20).fill(200)];
  const options = { drift: { growthPerDay: 0, sdPerDay: 0 }, expectedChanges: 1 };
  const bins = prepareBins(countsOf(blocks));
  assert.deepEqual(segment(bins, options).likelyStarts, [30]);
  assert.deepEqual(segment(reverseBins(bins), options).likelyStarts, [20]);
});

test('growth of one percent a day is no change to a drift that knows of it, and is one to a drift that does not', () => {
  const bins = prepareBins(countsOf(Array.from({ length: 80 }, (_, t) => Math.round(144 * Math.exp(0.01 * t)))));
  const none = (growthPerDay: number): number =>
    segment(bins, { drift: { growthPerDay, sdPerDay: 0 }, expectedChanges: 1 }).probabilityOfNone(1, 79);
  assert.ok(none(0.01) > 0.8);
  assert.ok(none(0) < 1e-6);
});

test('thinning the candidates leaves a step among 3000 single blocks where it is', () => {
  const bins = prepareBins(
    Array.from({ length: 3000 }, (_, i) => {
      // Quantiles of the exponential in a scrambled order stand for chance.
      const wait = -Math.log(1 - (((i * 1229) % 3000) + 0.5) / 3000) * (i < 1800 ? 600 : 900);
      return { fromSec: i * 600, toSec: (i + 1) * 600, blocks: 1, exposure: wait };
    }),
  );
  const found = segment(bins, { drift: { growthPerDay: 0, sdPerDay: 0 }, expectedChanges: 1 });
  assert.ok(found.probabilityOfNone(1700, 1900) < 0.01, `${found.probabilityOfNone(1700, 1900)}`);
  assert.ok(found.probabilityOfNone(1, 1600) > 0.7, `${found.probabilityOfNone(1, 1600)}`);
});

test('bins without exposure, without blocks, and with 100,000 blocks give finite answers', () => {
  const counts = countsOf([0, 0, 100_000, 3, 0, 100_000, 100_000, 0]);
  counts[3] = { ...counts[3]!, exposure: 0 };
  const found = segment(prepareBins(counts), { drift: { growthPerDay: 0, sdPerDay: 0.01 }, expectedChanges: 1 });
  assert.ok(Number.isFinite(found.logEvidence));
  assert.ok(found.startProbability.every((p) => p >= 0 && p <= 1 + 1e-9));
});
