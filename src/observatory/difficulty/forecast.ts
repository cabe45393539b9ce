import betainc from '@stdlib/math-base-special-betainc';
import gammainc from '@stdlib/math-base-special-gammainc';
import { assert } from '../../bytes/assert.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import { nextBitsFromPeriod, retargetInterval } from '../../consensus/retarget.ts';
import { difficultyFromBits, workFromBits } from '../../primitives/work.ts';
import { tailOf } from '../hashrate/interval.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { WindowCount } from '../series/window-count.ts';
import { daysFromSec, hashrateOutlook, meanHashrateAhead } from './hashrate-outlook.ts';
import type { HashrateOutlook, WeightedGamma } from './hashrate-outlook.ts';

/** The epoch under way, as the chain's headers tell it. */
export interface EpochSoFar {
  /** Header time of the epoch's first block, whose height is a multiple of the retarget interval; seconds since 1970. */
  readonly firstTimeSec: number;
  /** Height and header time of the best block. */
  readonly tipHeight: number;
  readonly tipTimeSec: number;
  /** Bits of the epoch's blocks. */
  readonly bits: number;
}

/** What a forecast is made from. */
export interface ForecastQuestion {
  readonly params: NetworkParams;
  readonly epoch: EpochSoFar;
  /**
   * Consecutive counts (six hours each, or so) that end at the tip or shortly before it, from this epoch and, what matters
   * at its start, from before it: a month or three.
   */
  readonly counts: readonly WindowCount[];
  /** The present, if no block has been found since the tip; the tip's time when left out. Before it, it is ignored. */
  readonly nowSec?: number;
  readonly level: number;
}

/** The next retarget, as far as it can be known. */
export interface DifficultyForecast {
  readonly kind: 'forecast';
  /** Height of the first block with the new difficulty. */
  readonly height: number;
  /** Blocks still to be found before it: 0 when the epoch is whole, and all is certain. */
  readonly blocksLeft: number;
  /** Hashrate now, H/s. */
  readonly hashrate: Interval;
  /** Header time of the epoch's last block, from which on the new difficulty holds; seconds since 1970. */
  readonly time: Interval;
  /** New difficulty through old. */
  readonly change: Interval;
  readonly difficulty: Interval;
  /** Probability that the difficulty rises. */
  readonly probabilityUp: number;
}

/** Why there is no forecast. */
export interface NoForecast {
  readonly kind: 'none';
  /** `no-retargeting`: regtest. `minimum-difficulty`: testnets, see `forecastDifficulty`. `no-counts`: nothing to go by. */
  readonly reason: 'no-retargeting' | 'minimum-difficulty' | 'no-counts';
}

/**
 * Forecasts the next retarget.
 *
 * The k blocks that are left of the epoch take k exponential times: work * Gamma(k) / H. With the hashrate's posterior
 * Gamma(a, b) that is work * b * Gamma(k) / Gamma(a), a beta-prime law; the posterior is a mixture over how the hashrate
 * moves (`hashrateOutlook`), widened by growth and random walk over the time to come. It rests on all counts, so that
 * at the start of an epoch the forecast leans on the weeks before it and not on four blocks. What is known of the
 * future does not depend on a block being overdue, except that the time since the tip counts as exposure without one.
 *
 * The rule is Bitcoin Core's (`nextBitsFromPeriod`): 2015 intervals against a goal of 2016, clamped to a factor of 4,
 * limited by the easiest target, rounded to compact bits. Header times stand for true ones: an error of minutes in two
 * weeks.
 *
 * Not on networks that let a late block have the minimum difficulty (testnet3, testnet4): at the planned pace one block
 * in seven is late (e^-2 of the gaps exceed 20 minutes), the counts then mix two difficulties, and on testnet3 the last
 * block alone may reset it. Signet is like mainnet.
 */
export function forecastDifficulty(question: ForecastQuestion): DifficultyForecast | NoForecast {
  const { params, epoch, level } = question;
  if (params.noRetargeting) return { kind: 'none', reason: 'no-retargeting' };
  if (params.allowMinDifficulty) return { kind: 'none', reason: 'minimum-difficulty' };
  const work = Number(workFromBits(epoch.bits));
  assert(work > 0 && epoch.tipHeight >= 0, 'an epoch has bits that stand for work, and a tip');
  const nowSec = Math.max(question.nowSec ?? epoch.tipTimeSec, epoch.tipTimeSec);
  const counts = withSilence(question.counts, { fromSec: epoch.tipTimeSec, toSec: nowSec, work });
  if (!counts.some((count) => count.exposure > 0)) return { kind: 'none', reason: 'no-counts' };
  const interval = retargetInterval(params);
  const height = epoch.tipHeight - (epoch.tipHeight % interval) + interval;
  const blocksLeft = height - 1 - epoch.tipHeight;
  const outlook = hashrateOutlook(counts);
  const now = meanHashrateAhead(outlook, 0);
  const hashrate = mixtureInterval(level, { scale: center(now), cdf: (x) => gammaMixtureCdf(now, x) });
  const retarget = retargetAt(question);
  const base = { kind: 'forecast', height, blocksLeft, hashrate } as const;
  if (blocksLeft === 0) {
    const { change, difficulty } = retarget(epoch.tipTimeSec);
    return {
      ...base,
      time: certain(epoch.tipTimeSec),
      change: certain(change),
      difficulty: certain(difficulty),
      probabilityUp: change > 1 ? 1 : 0,
    };
  }
  const wait = waitCdf({ outlook, work, blocksLeft });
  const waits = mixtureInterval(level, { scale: (blocksLeft * work) / center(now), cdf: wait });
  const time = mapInterval(waits, (seconds) => nowSec + seconds);
  const planned = epoch.firstTimeSec + params.targetTimespanSec;
  return {
    ...base,
    time,
    change: mapInterval(flip(time), (timeSec) => retarget(timeSec).change),
    difficulty: mapInterval(flip(time), (timeSec) => retarget(timeSec).difficulty),
    probabilityUp: planned > nowSec ? wait(planned - nowSec) : 0,
  };
}

/** The rule: new difficulty and change if the epoch's last block has a given time. */
function retargetAt(question: ForecastQuestion): (lastTimeSec: number) => { change: number; difficulty: number } {
  const { params, epoch } = question;
  const old = difficultyFromBits(epoch.bits);
  return (lastTimeSec) => {
    const { firstTimeSec, bits } = epoch;
    const period = { firstTimeSec, firstBits: bits, lastTimeSec: Math.round(lastTimeSec), lastBits: bits };
    const difficulty = difficultyFromBits(nextBitsFromPeriod(params, period));
    return { change: difficulty / old, difficulty };
  };
}

/** The counts, and the time since the tip as one more without a block. */
function withSilence(
  counts: readonly WindowCount[],
  silence: { readonly fromSec: number; readonly toSec: number; readonly work: number },
): readonly WindowCount[] {
  const { fromSec, toSec, work } = silence;
  if (toSec <= fromSec) return counts;
  return [...counts, { fromSec, toSec, blocks: 0, exposure: (toSec - fromSec) / work }];
}

/**
 * Distribution of the time that the blocks left will take. The hashrate's drift depends on that time itself: it is taken
 * as the expected one, which it will be within some percent.
 */
function waitCdf(epoch: {
  readonly outlook: HashrateOutlook;
  readonly work: number;
  readonly blocksLeft: number;
}): (seconds: number) => number {
  const { outlook, work, blocksLeft } = epoch;
  const expected = (blocksLeft * work) / center(meanHashrateAhead(outlook, 0));
  const ahead = meanHashrateAhead(outlook, Math.min(daysFromSec(expected), MOST_DAYS_AHEAD));
  return (seconds) => {
    let probability = 0;
    for (const { weight, shape, rate } of ahead) {
      const odds = seconds / (work * rate);
      probability += weight * (odds > 0 ? betainc(odds / (1 + odds), blocksLeft, shape) : 0);
    }
    return probability;
  };
}

/** Growth and drift are not carried further than this: four times the planned length of an epoch. */
const MOST_DAYS_AHEAD = 56;

function gammaMixtureCdf(laws: readonly WeightedGamma[], x: number): number {
  return laws.reduce((sum, { weight, shape, rate }) => sum + weight * gammainc(x * rate, shape), 0);
}

function center(laws: readonly WeightedGamma[]): number {
  return Math.exp(laws.reduce((sum, { weight, shape, rate }) => sum + weight * Math.log(shape / rate), 0));
}

/** Quantiles of a positive quantity. `scale` is a first guess. */
function mixtureInterval(
  level: number,
  law: { readonly scale: number; readonly cdf: (x: number) => number },
): Interval {
  const tail = tailOf(level);
  const at = (p: number): number => mixtureQuantile(p, law);
  return { low: at(tail), median: at(0.5), high: at(1 - tail) };
}

/** One quantile: a bracket is doubled until it holds it, then narrowed in the logarithm by the Illinois method. */
function mixtureQuantile(p: number, law: { readonly scale: number; readonly cdf: (x: number) => number }): number {
  const miss = (log: number): number => law.cdf(Math.exp(log)) - p;
  let low = Math.log(law.scale);
  let high = low;
  let below = miss(low);
  let above = below;
  for (let i = 0; i < 60 && below > 0; i++) below = miss((low -= Math.LN2 / 4));
  for (let i = 0; i < 60 && above < 0; i++) above = miss((high += Math.LN2 / 4));
  for (let i = 0; i < 100 && high - low > 1e-9; i++) {
    const middle = Math.min(Math.max((low * above - high * below) / (above - below), low + 1e-10), high - 1e-10);
    const value = miss(middle);
    if (value < 0) {
      [low, below] = [middle, value];
      above /= 2;
    } else {
      [high, above] = [middle, value];
      below /= 2;
    }
  }
  return Math.exp((low + high) / 2);
}

function certain(value: number): Interval {
  return { low: value, median: value, high: value };
}

function flip({ low, median, high }: Interval): Interval {
  return { low: high, median, high: low };
}

function mapInterval({ low, median, high }: Interval, map: (value: number) => number): Interval {
  return { low: map(low), median: map(median), high: map(high) };
}
