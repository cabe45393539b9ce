import { assert } from '../../bytes/assert.ts';
import type { WindowCount } from '../series/window-count.ts';
import { bayesFactorOf, conditionalPValue, detectableChange } from './conditional-test.ts';
import type { Detectable } from './conditional-test.ts';
import type { Interval } from './interval.ts';
import { luckOf } from './luck.ts';
import type { Direction } from './luck.ts';
import { hashrateRatio, hashrateRatioWithGrowth } from './ratio.ts';
import type { RatioWithGrowth } from './ratio.ts';

/** What the blocks say of a claim. */
export type ClaimVerdict = 'supported' | 'contradicted' | 'not distinguishable from luck';

/**
 * What the interval of the ratio holds, which decides the verdict.
 *
 * - `as-claimed`: a change that way, and the claimed size is possible: supported.
 * - `larger`: a change that way, and larger than claimed: supported, as the claim is read as "at least".
 * - `smaller`: a change that way, but smaller than claimed: contradicted.
 * - `none-so-large`: no change is possible, one as large as claimed is not: contradicted.
 * - `opposite`: a change the other way: contradicted.
 * - `luck`: no change at all is possible, and so is the claimed one: not distinguishable from luck.
 */
export type ClaimFinding = 'as-claimed' | 'larger' | 'smaller' | 'none-so-large' | 'opposite' | 'luck';

/** A claimed change between two windows. */
export interface ClaimTest {
  readonly direction: Direction;
  /** 0.12 for 12 %: a drop's is above 0 and at most 1, a rise's above 0. */
  readonly size: number;
  readonly baseline: WindowCount;
  /** The baseline in parts, ascending: with two or more, the ratio is also taken against the baseline's growth. */
  readonly baselineBins?: readonly WindowCount[];
  readonly window: WindowCount;
  /** Level of the intervals, and of the verdict: e.g. 0.9. */
  readonly level: number;
  /** Significance of the test whose power `detectable` tells; 0.05 if left out. */
  readonly alpha?: number;
}

/** A claim, tested. Ratios are the window's hashrate over the baseline's. */
export interface ClaimResult extends Pick<ClaimTest, 'direction' | 'size' | 'baseline' | 'window' | 'level'> {
  readonly ratio: Interval;
  /** Against the baseline's own growth; `null` without parts to fit it to. */
  readonly ratioWithGrowth: RatioWithGrowth | null;
  /** How often luck alone, with no change, shows a change at least as large as the claimed one in two such windows. */
  readonly luck: number;
  /** How often luck alone shows so few (drop) or many (rise) blocks as were seen: the exact conditional test. */
  readonly pValue: number;
  /** How many times better the claimed ratio explains the counts than no change does. */
  readonly bayesFactor: number;
  readonly detectable: Detectable;
  readonly finding: ClaimFinding;
  readonly verdict: ClaimVerdict;
}

/**
 * Tests a claimed change of the hashrate against the blocks of a baseline and a window.
 *
 * Both windows are taken to have one hashrate each; see `hashrateRatio`, `luckOf`, `conditionalPValue`,
 * `bayesFactorOf`, `detectableChange` for the models. The verdict rests on the ratio's interval alone.
 */
export function testClaim(test: ClaimTest): ClaimResult {
  const { direction, size, baseline, window, level, baselineBins, alpha = 0.05 } = test;
  assert(size > 0 && (direction === 'rise' || size <= 1), 'a claimed change has a size, and no fall is over 100 %');
  assert(alpha > 0 && alpha < 1, 'a significance lies between 0 and 1');
  const ratio = hashrateRatio({ baseline, window, level });
  const claimed = direction === 'drop' ? 1 - size : 1 + size;
  const finding = findingOf(ratio, claimed, window.blocks);
  const canGrow = (baselineBins ?? []).filter((bin) => bin.exposure > 0).length >= 2;
  // With no block at all there is no pooled rate: half a block, as in Jeffreys' prior.
  const pooledRate = Math.max(0.5, baseline.blocks + window.blocks) / (baseline.exposure + window.exposure);
  return {
    direction,
    size,
    baseline,
    window,
    level,
    ratio,
    ratioWithGrowth: canGrow ? hashrateRatioWithGrowth({ bins: baselineBins!, window, level }) : null,
    luck: luckOf({
      direction,
      size,
      baselineMean: pooledRate * baseline.exposure,
      windowMean: pooledRate * window.exposure,
    }),
    pValue: conditionalPValue({ direction, baseline, window }),
    bayesFactor: bayesFactorOf(claimed, { baseline, window }),
    detectable: detectableChange({ direction, baseline, window }, alpha),
    finding,
    verdict: VERDICTS[finding],
  };
}

const VERDICTS: Readonly<Record<ClaimFinding, ClaimVerdict>> = {
  'as-claimed': 'supported',
  larger: 'supported',
  smaller: 'contradicted',
  'none-so-large': 'contradicted',
  opposite: 'contradicted',
  luck: 'not distinguishable from luck',
};

/** Places no change (1) and the claimed ratio inside or outside of the interval. */
function findingOf(ratio: Interval, claimed: number, windowBlocks: number): ClaimFinding {
  if (claimed > 1) {
    if (ratio.low > 1) return ratio.low > claimed ? 'larger' : ratio.high >= claimed ? 'as-claimed' : 'smaller';
    if (ratio.high < 1) return 'opposite';
    return ratio.high >= claimed ? 'luck' : 'none-so-large';
  }
  // The interval never reaches 0; but a total outage is not ruled out before a block is found.
  const low = windowBlocks === 0 ? 0 : ratio.low;
  if (ratio.high < 1) return ratio.high < claimed ? 'larger' : low <= claimed ? 'as-claimed' : 'smaller';
  if (low > 1) return 'opposite';
  return low <= claimed ? 'luck' : 'none-so-large';
}
