import betainc from '@stdlib/math-base-special-betainc';
import { assert } from '../../bytes/assert.ts';
import { conditionalPValue } from '../hashrate/conditional-test.ts';
import { betaOddsInterval } from '../hashrate/interval.ts';
import type { Interval } from '../hashrate/interval.ts';
import { hashrateRatio } from '../hashrate/ratio.ts';

/** How many of so many blocks a pool found. */
export interface PoolCount {
  readonly found: number;
  readonly of: number;
}

/**
 * Share of the hashrate of a pool that found some of so many blocks.
 *
 * Each block is the pool's with the probability of its share, so its count is binomial; with Jeffreys' prior the share is
 * Beta(found + 1/2, of - found + 1/2) (Brown, Cai, DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16,
 * 2001). This is the share of one pool against all others, whatever they are called: it does not depend on how many pools are told
 * apart, as a Dirichlet law over all of them would.
 */
export function poolShare({ found, of }: PoolCount, level: number): Interval {
  assert(found >= 0 && found <= of, 'a pool found some of the blocks');
  const odds = betaOddsInterval({ a: found + 0.5, b: of - found + 0.5 }, level);
  const share = (value: number): number => (value === Infinity ? 1 : value / (1 + value));
  return { low: share(odds.low), median: share(odds.median), high: share(odds.high) };
}

/** A pool's share in a window against that in a baseline. */
export interface ShareChange {
  /** Share in the window over share in the baseline. */
  readonly ratio: Interval;
  /** Blocks in the window, had the share stayed as the baseline's count says. */
  readonly expected: number;
  /** How often luck alone, with no change, shows so few or so many blocks as were found, whichever they are. */
  readonly pValue: number;
}

/**
 * Compares a pool's share in two windows, as hashrates are compared (`hashrateRatio`, `conditionalPValue`), with the number of all
 * blocks in the place of the exposure. Counts of a pool are binomial and spread a little less than Poisson's, so that the interval
 * is on the safe side: by a sixth for a pool with 30 %.
 */
export function shareChange(baseline: PoolCount, window: PoolCount, level: number): ShareChange {
  const count = ({ found, of }: PoolCount): Parameters<typeof hashrateRatio>[0]['window'] => {
    return { fromSec: 0, toSec: 0, blocks: found, exposure: of };
  };
  const pair = { baseline: count(baseline), window: count(window) };
  const expected = (baseline.found / baseline.of) * window.of;
  const direction = window.found < expected ? 'drop' : 'rise';
  return { ratio: hashrateRatio({ ...pair, level }), expected, pValue: conditionalPValue({ direction, ...pair }) };
}

/** What a pool found against what a share from elsewhere leads to expect. */
export interface PoolLuck {
  readonly expected: number;
  /** Found over expected: 1.1 is 10 % more than the share leads to expect. */
  readonly luck: number;
  /** How often a pool of that share finds so few or so many, whichever it was, by chance. */
  readonly probability: number;
}

/**
 * Tells luck from hashrate, which the blocks of one window alone can't: given the share from elsewhere (what the pool states, say),
 * what is left is luck, or the statement is wrong.
 *
 * @param share 0 to 1, both excluded.
 */
export function poolLuck({ found, of }: PoolCount, share: number): PoolLuck {
  assert(share > 0 && share < 1 && of > 0, 'a share lies between 0 and 1, of some blocks');
  const expected = share * of;
  // Tails of the binomial distribution are incomplete Beta functions.
  const atMost = found === of ? 1 : betainc(1 - share, of - found, found + 1);
  const atLeast = found === 0 ? 1 : betainc(share, found, of - found + 1);
  return { expected, luck: found / expected, probability: found < expected ? atMost : atLeast };
}
