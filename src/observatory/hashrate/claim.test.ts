import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { blockSeries, countBlocks } from '../series/block-series.ts';
import { DAY_SEC, binCounts } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import { testClaim } from './claim.ts';
import type { ClaimFinding, ClaimResult } from './claim.ts';
import { claimSentence, frequencyWords } from './claim-words.ts';
import { bayesFactorOf, conditionalPValue, criticalCounts, detectableChange } from './conditional-test.ts';
import { luckOf } from './luck.ts';
import { estimateWindow } from './window-estimate.ts';
import { hashrateUnit, threeDigits } from '../answers/units.ts';
import { poissonProbability, poissonRow } from './poisson-row.ts';

const EXPOSURE_A_DAY = 144 / 178e18;

function count(fromDay: number, toDay: number, blocks: number): WindowCount {
  return { fromSec: fromDay * DAY_SEC, toSec: toDay * DAY_SEC, blocks, exposure: (toDay - fromDay) * EXPOSURE_A_DAY };
}

function claimOf(options: {
  n0: number;
  n1: number;
  size: number;
  direction?: 'drop' | 'rise';
  days?: number;
}): ClaimResult {
  const { n0, n1, size, direction = 'drop', days = 1 } = options;
  return testClaim({ direction, size, baseline: count(0, 7, n0), window: count(7, 7 + days, n1), level: 0.9 });
}

test('each finding comes from its own pair of counts', () => {
  const cases: readonly (readonly [Parameters<typeof claimOf>[0], ClaimFinding])[] = [
    [{ n0: 1008, n1: 137, size: 0.12 }, 'luck'],
    [{ n0: 1008, n1: 110, size: 0.2 }, 'as-claimed'],
    [{ n0: 1008, n1: 60, size: 0.2 }, 'larger'],
    [{ n0: 1008, n1: 900, size: 0.3, days: 7 }, 'smaller'],
    [{ n0: 1008, n1: 150, size: 0.3 }, 'none-so-large'],
    [{ n0: 1008, n1: 190, size: 0.12 }, 'opposite'],
    [{ n0: 1008, n1: 150, size: 0.12, direction: 'rise' }, 'luck'],
    [{ n0: 1008, n1: 180, size: 0.2, direction: 'rise' }, 'as-claimed'],
    [{ n0: 1008, n1: 260, size: 0.2, direction: 'rise' }, 'larger'],
    [{ n0: 1008, n1: 1130, size: 0.4, direction: 'rise', days: 7 }, 'smaller'],
    [{ n0: 1008, n1: 144, size: 0.5, direction: 'rise' }, 'none-so-large'],
    [{ n0: 1008, n1: 100, size: 0.1, direction: 'rise' }, 'opposite'],
    [{ n0: 0, n1: 0, size: 0.5 }, 'luck'],
    [{ n0: 144, n1: 0, size: 1 }, 'as-claimed'],
    [{ n0: 1008, n1: 1, size: 1 }, 'smaller'],
  ];
  for (const [options, finding] of cases) assert.equal(claimOf(options).finding, finding, JSON.stringify(options));
});

test('the verdict turns where the interval leaves no change behind, and the words turn with it', () => {
  const verdicts = Array.from({ length: 160 }, (_, n1) => claimOf({ n0: 1008, n1, size: 0.12 }));
  const turns = verdicts.filter(({ verdict }, i) => i > 0 && verdict !== verdicts[i - 1]!.verdict);
  assert.deepEqual(
    turns.map(({ verdict }) => verdict),
    ['not distinguishable from luck', 'contradicted'],
  );
  assert.equal(new Set(verdicts.map(claimSentence)).size, verdicts.length);
});

test('the words give the posterior medians and intervals of both windows, in 45 words at most', () => {
  const level = 0.9;
  const counts = [0, 1, 60, 110, 137, 150, 180, 1130];
  for (const direction of ['drop', 'rise'] as const) {
    for (const [n0, n1] of counts.flatMap((n0) => counts.map((n1) => [n0, n1] as const))) {
      const result = claimOf({ n0, n1, size: 0.125, direction });
      const sentence = claimSentence(result);
      assert.ok(sentence.split(/\s+/).filter((word) => /\w/.test(word)).length <= 45, sentence);
      if (n0 === 0 || n1 === 0) continue;
      const unit = hashrateUnit(
        Math.max(estimateWindow(result.window, level).median, estimateWindow(result.baseline, level).median),
      );
      for (const counted of [result.window, result.baseline]) {
        const { low, median, high } = estimateWindow(counted, level);
        const [l, m, h] = [low, median, high].map((value) => threeDigits(value / unit.factor));
        assert.ok(sentence.includes(`${m} ${unit.symbol} (${l} to ${h})`), sentence);
      }
    }
  }
});

test('a window without a block is told as that, not as a rise or a fall', () => {
  assert.match(claimSentence(claimOf({ n0: 1008, n1: 0, size: 0.12 })), /No block was found in the 24 h of the claim/);
  assert.match(claimSentence(claimOf({ n0: 0, n1: 0, size: 0.12 })), /No block .* claim, nor in the 7 days before\.$/);
  assert.match(claimSentence(claimOf({ n0: 0, n1: 9, size: 0.12 })), /no block was found in the 7 days before\.$/);
});

test('luck is the sum over both Poisson distributions', () => {
  for (const direction of ['drop', 'rise'] as const) {
    for (const [baselineMean, windowMean, size] of [
      [5, 2, 0.3],
      [0.4, 3, 0.5],
      [30, 4, 0.12],
      [3, 40, 0.2],
      [2, 2, 1],
    ] as const) {
      let brute = 0;
      for (let n0 = 0; n0 < 120; n0++) {
        for (let n1 = 0; n1 < 160; n1++) {
          const ratio = n1 / windowMean / (n0 / baselineMean);
          const shows = direction === 'drop' ? n0 > 0 && ratio <= 1 - size + 1e-9 : n1 > 0 && ratio >= 1 + size - 1e-9;
          if (shows) brute += poissonProbability(n0, baselineMean) * poissonProbability(n1, windowMean);
        }
      }
      const luck = luckOf({ direction, size, baselineMean, windowMean });
      assert.ok(
        Math.abs(luck - brute) < 1e-12,
        `${direction} ${baselineMean} ${windowMean} ${size}: ${luck}, ${brute}`,
      );
    }
  }
});

test('a fall of exactly the claimed size counts as one, whatever the rounding of its ratio', () => {
  // 22 blocks after 25 in windows of one length: a ratio of 0.88, which 1 - 0.12 is not to the last digit.
  const at = luckOf({ direction: 'drop', size: 0.12, baselineMean: 25, windowMean: 25 });
  const below = luckOf({ direction: 'drop', size: 0.12 + 1e-6, baselineMean: 25, windowMean: 25 });
  assert.ok(at - below >= poissonProbability(25, 25) * poissonProbability(22, 25) - 1e-12);
});

test('luck shrinks as the claim grows, and with longer windows', () => {
  let last = 1;
  for (const size of [0.01, 0.05, 0.1, 0.2, 0.4, 0.8]) {
    const luck = luckOf({ direction: 'drop', size, baselineMean: 1000, windowMean: 144 });
    assert.ok(luck < last);
    last = luck;
  }
  const [day, week] = [144, 1008].map((windowMean) =>
    luckOf({ direction: 'drop', size: 0.12, baselineMean: 1008, windowMean }),
  );
  assert.ok(week! < day!);
  assert.ok(luckOf({ direction: 'drop', size: 0.12, baselineMean: 1e6, windowMean: 1e6 }) < 1e-12);
});

test('a row of Poisson probabilities sums to 1, from no event to a million', () => {
  for (const mean of [1e-6, 0.5, 1, 36, 1e6]) {
    const { probabilities } = poissonRow(mean);
    assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-8, `mean ${mean}`);
  }
});

function binomial(n: number, k: number, p: number): number {
  let value = 1;
  for (let i = 0; i < k; i++) value *= (n - i) / (i + 1);
  return value * p ** k * (1 - p) ** (n - k);
}

test('the p-value is a tail of the binomial distribution, and so is the Bayes factor a ratio of it', () => {
  const baseline = count(0, 7, 30);
  const window = count(7, 10, 6);
  const sum = (from: number, to: number): number =>
    Array.from({ length: to - from + 1 }, (_, i) => binomial(36, from + i, 0.3)).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(conditionalPValue({ direction: 'drop', baseline, window }) - sum(0, 6)) < 1e-12);
  assert.ok(Math.abs(conditionalPValue({ direction: 'rise', baseline, window }) - sum(6, 36)) < 1e-12);
  const share = (0.6 * 3) / (0.6 * 3 + 7);
  const factor = binomial(36, 6, share) / binomial(36, 6, 0.3);
  assert.ok(Math.abs(bayesFactorOf(0.6, { baseline, window }) / factor - 1) < 1e-9);
});

test('a total outage is refuted by one block, and made likelier by each one that is missing', () => {
  assert.equal(bayesFactorOf(0, { baseline: count(0, 7, 1000), window: count(7, 8, 1) }), 0);
  const factor = bayesFactorOf(0, { baseline: count(0, 7, 70), window: count(7, 8, 0) });
  assert.ok(Math.abs(factor / (8 / 7) ** 70 - 1) < 1e-9);
  assert.equal(bayesFactorOf(0.5, { baseline: count(0, 7, 1e7), window: count(7, 14, 5e6) }), 1e300);
});

test('no counts at all decide nothing', () => {
  const { luck, pValue, bayesFactor, detectable, verdict } = claimOf({ n0: 0, n1: 0, size: 0.12 });
  assert.ok(luck >= 0 && luck <= 1);
  assert.deepEqual([pValue, bayesFactor, detectable.power80, detectable.power95], [1, 1, null, null]);
  assert.equal(verdict, 'not distinguishable from luck');
});

test('critical counts are the last significant ones', () => {
  for (const direction of ['drop', 'rise'] as const) {
    const row = poissonRow(60);
    const limits = criticalCounts(row, { direction, share: 0.25, alpha: 0.05 });
    for (let i = 0; i < limits.length; i++) {
      const baseline = count(0, 3, row.first + i);
      const p = (blocks: number): number => conditionalPValue({ direction, baseline, window: count(3, 4, blocks) });
      if (direction === 'drop') assert.ok(p(limits[i]! + 1) > 0.05 && (limits[i]! < 0 || p(limits[i]!) <= 0.05));
      else assert.ok(p(limits[i]!) <= 0.05 && (limits[i]! === 0 || p(limits[i]! - 1) > 0.05));
    }
  }
});

test('the detectable change has the stated power', () => {
  const baseline = count(0, 7, 100);
  const window = count(7, 10, 40);
  for (const direction of ['drop', 'rise'] as const) {
    const { power80, power95 } = detectableChange({ direction, baseline, window }, 0.05);
    for (const [size, wanted] of [
      [power80!, 0.8],
      [power95!, 0.95],
    ] as const) {
      const windowMean = (300 / 7) * (direction === 'drop' ? 1 - size : 1 + size);
      let power = 0;
      for (let n0 = 30; n0 < 200; n0++) {
        for (let n1 = 0; n1 < 250; n1++) {
          const p = conditionalPValue({ direction, baseline: count(0, 7, n0), window: count(7, 10, n1) });
          if (p <= 0.05) power += poissonProbability(n0, 100) * poissonProbability(n1, windowMean);
        }
      }
      assert.ok(Math.abs(power - wanted) < 1e-4, `${direction} ${size}: ${power}`);
    }
  }
});

test('longer windows detect smaller changes, and ten minutes detect none', () => {
  const baseline = count(0, 7, 1008);
  const power80 = [1 / 4, 1 / 2, 1, 3, 7, 14].map((days) => {
    return detectableChange({ direction: 'drop', baseline, window: count(7, 7 + days, 100) }, 0.05).power80!;
  });
  for (let i = 1; i < power80.length; i++) assert.ok(power80[i]! < power80[i - 1]!);
  const tiny = detectableChange({ direction: 'drop', baseline, window: count(7, 7 + 1 / 144, 1) }, 0.05);
  assert.deepEqual([tiny.power80, tiny.power95], [null, null]);
});

test('a long baseline thins its row of counts without changing the answer', () => {
  const baseline = count(0, 700, 100_800);
  const { power80 } = detectableChange({ direction: 'drop', baseline, window: count(700, 707, 1008) }, 0.05);
  // Normal theory: a fall of about (1.645 + 0.842) / sqrt(1008), less what fewer blocks vary less.
  assert.ok(power80! > 0.07 && power80! < 0.082, String(power80));
});

test('a size out of range is a bug', () => {
  assert.throws(() => claimOf({ n0: 10, n1: 1, size: 0 }), /size/);
  assert.throws(() => claimOf({ n0: 10, n1: 1, size: 1.01 }), /size/);
  assert.equal(claimOf({ n0: 10, n1: 1, size: 1.01, direction: 'rise' }).direction, 'rise');
});

test('luck is told as a frequency', () => {
  const day = { fromSec: 0, toSec: DAY_SEC };
  assert.equal(frequencyWords(1 / 12.2, day), '1 day in 12');
  assert.equal(frequencyWords(0.5, day), 'every second day');
  assert.equal(frequencyWords(0.9, day), 'more than every second day');
  assert.equal(frequencyWords(1 / 1234, { fromSec: 0, toSec: 7200 }), '1 such window in 1200');
  assert.equal(frequencyWords(0, day), '1 day in more than a million');
});

test('the blackout of January 2022: a fall of 12 % over 24 h is not distinguishable from luck', (t) => {
  const times = '../shared/data/timestamps/mainnet_block_times_716112_718559.csv';
  const epochs = '../shared/data/headers/mainnet_difficulty_epochs_0_832608.csv';
  if (!existsSync(times) || !existsSync(epochs)) return t.skip('the shared block times are not at hand');
  const rows = readFileSync(times, 'utf8').trim().split('\n').slice(1);
  const cells = rows.map((row) => row.split(',').map(Number) as [number, number]);
  const workAt = new Map([716112, 717696].map((height) => [height, workOfEpoch(readFileSync(epochs, 'utf8'), height)]));
  const series = blockSeries({
    firstHeight: 716112,
    timesSec: cells.map(([, time]) => time),
    work: cells.map(([height]) => workAt.get(height < 717696 ? 716112 : 717696)!),
    timeSource: 'header',
  });
  const atSec = Date.UTC(2022, 0, 5, 10, 30) / 1000;
  const result = testClaim({
    direction: 'drop',
    size: 0.12,
    baseline: countBlocks(series, atSec - 7 * DAY_SEC, atSec),
    baselineBins: binCounts(series, { fromSec: atSec - 7 * DAY_SEC, toSec: atSec, stepSec: DAY_SEC }),
    window: countBlocks(series, atSec, atSec + DAY_SEC),
    level: 0.95,
  });
  assert.equal(result.verdict, 'not distinguishable from luck');
  assert.deepEqual([result.baseline.blocks, result.window.blocks], [1039, 137]);
  assert.ok(result.ratio.low < 0.88 && result.ratio.high > 1 && Math.abs(result.ratio.median - 0.924) < 0.001);
  assert.ok(result.ratioWithGrowth!.low < 0.88 && result.ratioWithGrowth!.high > 1);
  assert.match(
    claimSentence(result),
    /can't be told from luck: 1 day in 12 shows as much by luck alone\. Hashrate was 166 EH\/s \(\d+ to \d+\)/,
  );
});

/** Expected hashes a block of an epoch, from its first header (or, for 716112, the last of its epoch). */
function workOfEpoch(csv: string, height: number): number {
  const wanted = height === 716112 ? 717695 : height;
  const header = csv
    .split('\n')
    .find((line) => line.startsWith(`${wanted},`))!
    .split(',')[1]!;
  const bits = Buffer.from(header, 'hex').readUInt32LE(72);
  return 2 ** 256 / ((bits & 0xffffff) * 2 ** (8 * ((bits >>> 24) - 3)) + 1);
}
