import betainc from '@stdlib/math-base-special-betainc';
import { formatDuration, formatHashrate, formatChange, threeDigits, formatUtc } from '../../answers/units.ts';
import { hashrateRatio } from '../../hashrate/ratio.ts';
import type { WindowCount } from '../../series/window-count.ts';
import { columnOf, indexAt, unknown } from '../reading.ts';
import type { AlertData, AlertNeed, Reading } from '../reading.ts';
import type { AlertCondition } from '../rule.ts';

type HashrateCondition = AlertCondition & { readonly kind: 'hashrate' };

/** Blocks and exposure, each point of the time since the point before: `spanSec`. */
export const COUNTS_SERIES = 'hashrate/counts';

/** Counts that are older say nothing of now: a block a day is the least of a chain that is alive. */
const MAX_AGE_SEC = 36 * 3600;

/** Of the size: below it a fall counts as over. */
const CLEAR_SHARE = 0.5;

/** The probability at which it is over: as likely as not. */
const CLEAR_PROBABILITY = 0.5;

/** Of a baseline, at least so much has to be counted: where days are counted whole, its first one is cut. */
const MIN_BASELINE_SHARE = 0.8;

/** The interval that is shown. */
const SHOWN_LEVEL = 0.9;

export function hashrateNeeds({ windowSec, baselineSec }: HashrateCondition, nowSec: number): readonly AlertNeed[] {
  return [{ series: COUNTS_SERIES, fromSec: nowSec - windowSec - baselineSec - 2 * MAX_AGE_SEC }];
}

/**
 * Whether the hashrate changed by more than a size, as a probability: the posterior of the ratio of two windows, as for claims
 * (`hashrate/ratio.ts`), without growth. The window is the newest that is counted.
 */
export function readHashrate(condition: HashrateCondition, data: AlertData, nowSec: number): Reading {
  const { direction, size, probability, windowSec, baselineSec } = condition;
  const endSec = lastCounted(data, nowSec);
  if (endSec === undefined || endSec < nowSec - MAX_AGE_SEC) return unknown('no blocks are counted up to now', nowSec);
  const window = countSpan(data, endSec - windowSec, endSec, 1);
  const baseline = countSpan(data, endSec - windowSec - baselineSec, endSec - windowSec, MIN_BASELINE_SHARE);
  if (window === undefined || baseline === undefined) {
    const need = formatDuration(windowSec + baselineSec);
    return unknown(`the blocks of the ${need} before ${formatUtc(endSec)} are not all counted by the hour`, nowSec);
  }
  const isFall = direction === 'fell';
  const beyond = (share: number): number => {
    const below = probabilityBelow(isFall ? 1 - share : 1 + share, baseline, window);
    return isFall ? below : 1 - below;
  };
  const found = beyond(size);
  const ratio = hashrateRatio({ baseline, window, level: SHOWN_LEVEL });
  const now = window.blocks / window.exposure;
  const before = baseline.blocks / baseline.exposure;
  const interval = `${formatChange(ratio.low)} to ${formatChange(ratio.high)} with 90 %`;
  return {
    holds: found > probability,
    isClear: beyond(size * CLEAR_SHARE) < Math.min(CLEAR_PROBABILITY, probability),
    sentence:
      `Hashrate over the ${formatDuration(windowSec)} to ${formatUtc(endSec)}: ${formatHashrate(now)} (${window.blocks} blocks), against ` +
      `${formatHashrate(before)} in the ${formatDuration(baseline.toSec - baseline.fromSec)} before: ${formatChange(ratio.median)} (${interval}). ` +
      `That it ${direction} by more than ${threeDigits(size * 100)} % has the probability ${probabilityText(found)}.`,
    values: [
      { name: 'hashrate', value: now, unit: 'H/s' },
      { name: 'baseline', value: before, unit: 'H/s' },
      { name: 'ratioLow', value: ratio.low, unit: 'ratio' },
      { name: 'ratioMedian', value: ratio.median, unit: 'ratio' },
      { name: 'ratioHigh', value: ratio.high, unit: 'ratio' },
      { name: 'probability', value: found, unit: 'ratio' },
    ],
    fromSec: endSec - windowSec,
    toSec: endSec,
  };
}

/** Probability that window / baseline lies below `ratio`: the law of `hashrateRatio`. */
function probabilityBelow(ratio: number, baseline: WindowCount, window: WindowCount): number {
  const odds = (ratio * window.exposure) / baseline.exposure;
  return betainc(odds / (1 + odds), window.blocks + 0.5, baseline.blocks + 0.5);
}

function lastCounted(data: AlertData, nowSec: number): number | undefined {
  const counts = data.get(COUNTS_SERIES);
  return counts?.atSec[indexAt(counts.atSec, nowSec + 1) - 1];
}

/** Adds the counts that lie within a span; `undefined` when they fill less of it than `leastShare`. */
function countSpan(data: AlertData, fromSec: number, toSec: number, leastShare: number): WindowCount | undefined {
  const counts = data.get(COUNTS_SERIES);
  const columns = ['blocks', 'exposureSecPerHash', 'spanSec'].map((name) => counts && columnOf(counts, name));
  const [blockColumn, exposureColumn, spanColumn] = columns;
  if (counts === undefined || blockColumn === undefined || exposureColumn === undefined || spanColumn === undefined)
    return undefined;
  let [blocks, exposure, spanSec] = [0, 0, 0];
  for (let i = indexAt(counts.atSec, fromSec + 1); i < counts.atSec.length && counts.atSec[i]! <= toSec; i++) {
    if (counts.atSec[i]! - spanColumn[i]! < fromSec) continue;
    blocks += blockColumn[i]!;
    exposure += exposureColumn[i]!;
    spanSec += spanColumn[i]!;
  }
  const isEnough = spanSec >= leastShare * (toSec - fromSec) && exposure > 0;
  return isEnough ? { fromSec: toSec - spanSec, toSec, blocks, exposure } : undefined;
}

function probabilityText(probability: number): string {
  return probability > 0.9995 ? 'above 0.999' : probability < 0.0005 ? 'below 0.001' : probability.toFixed(3);
}
