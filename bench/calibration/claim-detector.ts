import { testClaim } from '../../src/observatory/hashrate/claim.ts';
import { conditionalPValue } from '../../src/observatory/hashrate/conditional-test.ts';
import { countBlocks } from '../../src/observatory/series/block-series.ts';
import { DAY_SEC } from '../../src/observatory/series/observations.ts';
import type { Detector } from './estimator.ts';
import type { History } from './histories.ts';

const ALPHA = 0.05;

/**
 * The claim's one-sided conditional test: a window after the moment of interest against the 7 days before it. It is exact,
 * and counts are whole numbers: it alarms at most as often as stated.
 */
export const CLAIM_DETECTOR: Detector = {
  name: 'claim test (one-sided, alpha 0.05)',
  per: 'test of 24 h',
  statedRate: ALPHA,
  atMost: true,
  falseAlarms: (history) => ({ alarms: Number(isFallSeen(history, DAY_SEC)), units: 1 }),
  detects: isFallSeen,
};

/** The interval's verdict at 90 %: how often a claim of any fall is called supported when nothing happened. */
export const VERDICT_DETECTOR: Detector = {
  name: 'claim verdict supported (level 0.9)',
  per: 'claim over 24 h',
  statedRate: ALPHA,
  falseAlarms: (history) => ({ alarms: Number(isSupported(history, DAY_SEC)), units: 1 }),
  detects: isSupported,
};

function isFallSeen(history: History, windowSec: number): boolean {
  return conditionalPValue({ direction: 'drop', ...windows(history, windowSec) }) <= ALPHA;
}

function isSupported(history: History, windowSec: number): boolean {
  const claim = testClaim({ direction: 'drop', size: 0.05, level: 0.9, ...windows(history, windowSec) });
  return claim.verdict === 'supported';
}

function windows(
  { series, atSec }: History,
  windowSec: number,
): Pick<Parameters<typeof testClaim>[0], 'baseline' | 'window'> {
  return {
    baseline: countBlocks(series, atSec - 7 * DAY_SEC, atSec),
    window: countBlocks(series, atSec, atSec + windowSec),
  };
}
