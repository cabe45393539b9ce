import { bitsFromTarget, targetFromBits } from '../primitives/target.ts';
import type { NetworkParams } from './params.ts';

/** How much longer or shorter than planned a period may count, as a factor. */
const MAX_ADJUSTMENT = 4;

/** Returns the number of blocks from one retarget to the next: 2016 on all public networks, 144 on regtest. */
export function retargetInterval(params: NetworkParams): number {
  return params.targetTimespanSec / params.targetSpacingSec;
}

/** The two ends of a retarget period: what the next difficulty is made from. */
export interface RetargetPeriod {
  /** Header time of the period's first block, in seconds. */
  readonly firstTimeSec: number;
  /** Bits of the period's first block. Only read under BIP94. */
  readonly firstBits: number;
  /** Header time of the period's last block, in seconds. */
  readonly lastTimeSec: number;
  /** Bits of the period's last block. */
  readonly lastBits: number;
}

/**
 * Returns the bits that the block after a whole period must have.
 *
 * The time from the first to the last block of a period is that of one interval less than the period has blocks (2015,
 * not 2016): Satoshi's off-by-one, now consensus. The change is clamped to a factor of 4 each way, and to the limit.
 *
 * Core computes in 256 bits, where the product could wrap for a limit above 2^233; no network that retargets has one (its
 * `sanity_check_chainparams` asserts so), and there is no wrapping here.
 *
 * Source: Bitcoin Core's `CalculateNextWorkRequired`; BIP94 (testnet4 starts from the period's first block, which is never
 * a minimum-difficulty one).
 */
export function nextBitsFromPeriod(params: NetworkParams, period: RetargetPeriod): number {
  if (params.noRetargeting) return period.lastBits;
  const planned = params.targetTimespanSec;
  const clamped = Math.min(
    Math.max(period.lastTimeSec - period.firstTimeSec, planned / MAX_ADJUSTMENT),
    planned * MAX_ADJUSTMENT,
  );
  const oldTarget = targetFromBits(params.enforceBip94 ? period.firstBits : period.lastBits);
  const newTarget = (oldTarget * BigInt(clamped)) / BigInt(planned);
  return bitsFromTarget(newTarget > params.powLimit ? params.powLimit : newTarget);
}

/**
 * Returns `newBits` if a retarget from `oldBits` can lead there, whatever the times were; else the nearest bits that it can
 * lead to. This is what can still be checked where the period's first block is not known; not under BIP94, whose retarget
 * starts from that block.
 *
 * Source: Bitcoin Core's `PermittedDifficultyTransition`, at a height where difficulty changes.
 */
export function nearestPermittedBits(params: NetworkParams, oldBits: number, newBits: number): number {
  if (params.enforceBip94) return newBits;
  const planned = params.targetTimespanSec;
  const period = { firstTimeSec: 0, firstBits: oldBits, lastBits: oldBits };
  const hardest = nextBitsFromPeriod(params, { ...period, lastTimeSec: planned / MAX_ADJUSTMENT });
  const easiest = nextBitsFromPeriod(params, { ...period, lastTimeSec: planned * MAX_ADJUSTMENT });
  const newTarget = targetFromBits(newBits);
  if (newTarget < targetFromBits(hardest)) return hardest;
  return newTarget > targetFromBits(easiest) ? easiest : newBits;
}

/** What `nextBits` reads of a chain of headers. `index` names a header; the tree of headers is one such. */
export interface DifficultyHistory {
  heightOf(index: number): number;
  timeOf(index: number): number;
  bitsOf(index: number): number;
  /** The first block of the retarget period that `index` is in; `undefined` if it is before an anchor and not known. */
  periodFirst(index: number): PeriodFirst | undefined;
}

/** The first block of a retarget period. */
export interface PeriodFirst {
  readonly timeSec: number;
  readonly bits: number;
}

/**
 * Returns the bits that a header after `prev` with time `timeSec` must have.
 *
 * On the testnets a header more than two spacings after the one before has the easiest target; others in the period have
 * that of the last header that is not easiest, which Core finds by walking back. As every header that is not easiest got
 * its bits by the same walk, they all equal those of the period's first: no walk is needed, and none can be made long.
 *
 * Source: Bitcoin Core's `GetNextWorkRequired`.
 *
 * @returns `undefined` where they hang on a block before an anchor that is not known.
 */
export function nextBits(
  params: NetworkParams,
  history: DifficultyHistory,
  next: { readonly prev: number; readonly timeSec: number },
): number | undefined {
  const { prev, timeSec } = next;
  const prevBits = history.bitsOf(prev);
  if ((history.heightOf(prev) + 1) % retargetInterval(params) !== 0) {
    if (!params.allowMinDifficulty) return prevBits;
    if (timeSec > history.timeOf(prev) + 2 * params.targetSpacingSec) return params.powLimitBits;
    return prevBits === params.powLimitBits ? history.periodFirst(prev)?.bits : prevBits;
  }
  if (params.noRetargeting) return prevBits;
  const first = history.periodFirst(prev);
  if (first === undefined) return undefined;
  const lastTimeSec = history.timeOf(prev);
  return nextBitsFromPeriod(params, {
    firstTimeSec: first.timeSec,
    firstBits: first.bits,
    lastTimeSec,
    lastBits: prevBits,
  });
}
